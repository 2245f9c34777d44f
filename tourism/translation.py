from modeltranslation.translator import TranslationOptions, register

from .models import (
    CancellationPolicy,
    Experience,
    Faq,
    Option,
    Question,
    Step,
    Unit,
    Venue,
)


@register(Experience)
class ExperienceTranslation(TranslationOptions):
    fields = (
        "name",
        "summary",
        "description",
        "included",
        "bring",
        "rain_plan",
        "access",
        "meeting_point",
    )


@register(Step)
class StepTranslation(TranslationOptions):
    fields = ("title", "text")


@register(Faq)
class FaqTranslation(TranslationOptions):
    fields = ("question", "answer")


@register(Unit)
class UnitTranslation(TranslationOptions):
    fields = ("name",)


@register(Option)
class OptionTranslation(TranslationOptions):
    fields = ("name",)


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text",)


@register(CancellationPolicy)
class CancellationPolicyTranslation(TranslationOptions):
    fields = ("name",)


@register(Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name",)
