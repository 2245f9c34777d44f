from modeltranslation.translator import TranslationOptions, register

from .models import (
    Category,
    OcopLine,
    OcopPaper,
    OcopPart,
    OcopStar,
    Product,
    Variant,
)


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name",)


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "ingredients", "storage", "usage")


@register(Variant)
class VariantTranslation(TranslationOptions):
    fields = ("name", "unit")


@register(OcopPart)
class OcopPartTranslation(TranslationOptions):
    fields = ("name",)


@register(OcopStar)
class OcopStarTranslation(TranslationOptions):
    fields = ("decided_by",)


@register(OcopLine)
class OcopLineTranslation(TranslationOptions):
    fields = ("title", "evidence")


@register(OcopPaper)
class OcopPaperTranslation(TranslationOptions):
    fields = ("name", "hint")
