from modeltranslation.translator import TranslationOptions, register

from .models import Experience, Step, Unit


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


@register(Unit)
class UnitTranslation(TranslationOptions):
    fields = ("name",)
