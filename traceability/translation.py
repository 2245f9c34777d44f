from modeltranslation.translator import TranslationOptions, register

from .models import Event, Lot


@register(Lot)
class LotTranslation(TranslationOptions):
    fields = ("unit",)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "text", "place")
