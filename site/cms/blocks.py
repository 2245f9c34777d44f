"""The pieces a story is built from: ten blocks in three groups, each with a preview."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT, PICTURES, MARKET = _("Chữ"), _("Hình"), _("Chợ và khách")
RICH = ["bold", "italic", "link", "ul", "ol"]


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Đề mục")
        group = TEXT
        template = "cms/blocks/heading.html"
        preview_value = "Bàn tay biết việc"
        description = _("Chia câu chuyện thành từng đoạn.")


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=kwargs.pop("features", RICH), **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Đoạn văn")
        group = TEXT
        template = "cms/blocks/paragraph.html"
        preview_value = "<p>Từ bốn giờ sáng, bếp đã đỏ lửa. Đậu ngâm từ chiều hôm trước, nước vừa ấm tay.</p>"
        description = _("Lời kể, có thể in đậm, in nghiêng, chèn liên kết.")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Lời nói"))
    who = blocks.CharBlock(
        label=_("Ai nói"), required=False, help_text=_("Ví dụ: bà Hoa, trồng nghệ")
    )

    class Meta:
        icon = "openquote"
        label = _("Lời người làng")
        group = TEXT
        template = "cms/blocks/quote.html"
        preview_value = {
            "text": "Nghệ phải đào lúc nắng ráo, củ mới thơm.",
            "who": "người trồng nghệ",
        }
        description = _("Một câu nói thật, ngắn.")


class TipBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Tiêu đề"), required=False)
    text = blocks.TextBlock(label=_("Lời khuyên"))

    class Meta:
        icon = "help"
        label = _("Mách nhỏ")
        group = TEXT
        template = "cms/blocks/tip.html"
        preview_value = {
            "title": "Khi ghé làng",
            "text": "Nên đến trước tám giờ sáng, lúc mẻ đậu đầu ra lò.",
        }
        description = _("Điều khách nên biết, trong khung.")


class ItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Tên"))
    text = blocks.TextBlock(label=_("Kể thêm"), required=False)


class StepsBlock(blocks.StructBlock):
    items = blocks.ListBlock(ItemBlock(), label=_("Các bước"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("Các bước làm nghề")
        group = TEXT
        template = "cms/blocks/steps.html"
        preview_value = {
            "items": [
                {"title": "Chọn tre", "text": "Tre bánh tẻ, thẳng, dóng dài."},
                {"title": "Chẻ nan", "text": "Nan mỏng đều như lá lúa."},
            ]
        }
        description = _("Từng công đoạn theo thứ tự.")


class FactsBlock(blocks.StructBlock):
    items = blocks.ListBlock(ItemBlock(), label=_("Các dòng"), min_num=1)

    class Meta:
        icon = "table"
        label = _("Thông tin nhanh")
        group = TEXT
        template = "cms/blocks/facts.html"
        preview_value = {"items": [{"title": "Được công nhận", "text": "2004"}]}
        description = _("Bảng hai cột: tên và điều cần biết.")


class FigureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Ảnh"))
    caption = blocks.CharBlock(label=_("Chú thích"), required=False)

    class Meta:
        icon = "image"
        label = _("Ảnh có chú thích")
        group = PICTURES
        template = "cms/blocks/figure.html"
        preview_template = "cms/blocks/figure_preview.html"
        description = _("Một tấm ảnh ngang, rõ người, rõ việc.")


class GalleryBlock(blocks.StructBlock):
    pictures = blocks.ListBlock(
        ImageChooserBlock(), label=_("Ảnh"), min_num=2, max_num=8
    )

    class Meta:
        icon = "image"
        label = _("Bộ ảnh")
        group = PICTURES
        template = "cms/blocks/gallery.html"
        preview_template = "cms/blocks/figure_preview.html"
        description = _("Từ hai đến tám tấm, vuốt ngang trên điện thoại.")


class ProductsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Tiêu đề"), required=False)
    products = blocks.ListBlock(
        SnippetChooserBlock("catalog.Product"),
        label=_("Sản phẩm"),
        min_num=1,
        max_num=6,
    )

    class Meta:
        icon = "tag"
        label = _("Sản phẩm chọn riêng")
        group = MARKET
        template = "cms/blocks/products.html"
        preview_template = "cms/blocks/products_preview.html"
        description = _("Vài món bạn muốn mời khách xem.")


class ButtonBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Chữ trên nút"), max_length=40)
    page = blocks.PageChooserBlock(label=_("Trang"), required=False)
    url = blocks.URLBlock(label=_("hoặc địa chỉ"), required=False)

    class Meta:
        icon = "link"
        label = _("Nút bấm")
        group = MARKET
        template = "cms/blocks/button.html"
        preview_value = {"label": "Xem lịch đón khách", "url": "https://example.vn/"}
        description = _("Một lời mời rõ ràng, dẫn đến một trang.")


STORY = [
    ("heading", HeadingBlock()),
    ("paragraph", ParagraphBlock()),
    ("quote", QuoteBlock()),
    ("steps", StepsBlock()),
    ("facts", FactsBlock()),
    ("tip", TipBlock()),
    ("figure", FigureBlock()),
    ("gallery", GalleryBlock()),
    ("products", ProductsBlock()),
    ("button", ButtonBlock()),
]
