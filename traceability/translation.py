from modeltranslation.translator import TranslationOptions, register

from .models import Lot, Mark


@register(Lot)
class LotTranslation(TranslationOptions):
    fields = ("name", "unit")


@register(Mark)
class MarkTranslation(TranslationOptions):
    fields = ("name",)
