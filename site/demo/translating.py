"""English pages made the way editors make them: wagtail-localize translations, segment by segment."""

from html import escape

from wagtail.models import Locale, Page

from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from .reading import Row


class Untranslated(ValueError):
    """A text of a demo page has no English beside it."""


def english_of(row: object) -> dict[str, str]:
    """Every `x_vi` → `x_en` found anywhere in a content row."""
    found: dict[str, str] = {}
    if isinstance(row, dict):
        for key, value in row.items():
            if key.endswith("_vi") and isinstance(value, str):
                found |= _parts(value, str(row.get(f"{key[:-3]}_en", "")))
            found |= english_of(value)
    elif isinstance(row, list):
        for item in row:
            found |= english_of(item)
    return found


def _parts(vi: str, en: str) -> dict[str, str]:
    """A whole text, its paragraphs, and its list lines."""
    found = {vi.strip(): en.strip()}
    left, right = _lines(vi), _lines(en)
    if len(left) == len(right):
        found |= dict(zip(left, right, strict=True))
        found |= {
            escape(a, quote=False): escape(b, quote=False)
            for a, b in zip(left, right, strict=True)
        }
    return found


def _lines(text: str) -> list[str]:
    lines = (line.strip().removeprefix("- ") for line in text.splitlines())
    return [line for line in lines if line]


def translate(page: Page, texts: Row) -> Page:
    """Publish the English translation of a page; raises Untranslated."""
    english = Locale.objects.get(language_code="en")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(
        source=source, target_locale=english
    )
    for segment in source.stringsegment_set.select_related("string", "context"):
        text = texts.get(segment.string.data)
        if text is None:
            raise Untranslated(
                f"{page.slug} {segment.context.path}: {segment.string.data!r}"
            )
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=english,
            context=segment.context,
            defaults={"data": text},
        )
    # Published here and not by save_target, which waits for the end of the transaction and would
    # then write back the number of children the page had at this moment.
    translation.save_target(publish=False)
    translated: Page = page.get_translation(english)
    translated.get_latest_revision().publish()
    return translated
