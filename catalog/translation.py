from modeltranslation.translator import TranslationOptions, register

from .models import Category, Product, Variant


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name",)


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "ingredients", "storage", "usage")


@register(Variant)
class VariantTranslation(TranslationOptions):
    fields = ("name", "unit")
