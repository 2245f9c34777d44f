from modeltranslation.translator import TranslationOptions, register

from .models import Producer, RecognitionPaper, Village


@register(Village)
class VillageTranslation(TranslationOptions):
    fields = ("name", "craft", "lead", "old_place", "how_to_get_there")


@register(Producer)
class ProducerTranslation(TranslationOptions):
    fields = ("name", "story")


@register(RecognitionPaper)
class RecognitionPaperTranslation(TranslationOptions):
    fields = ("name",)
