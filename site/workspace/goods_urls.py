"""Addresses of what a maker sells: shelf, listings, tables, lots and labels, OCOP."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import (
    listing_photos,
    listings,
    lot_labels,
    lots,
    my_listings,
    noting_lots,
    ocop,
    ocop_papers,
    sheets,
    shelf,
)

urlpatterns = [
    path(_("kenh-ban/hang/"), shelf.stock, name="stock"),
    path(_("kenh-ban/hang/moi/"), listings.new, name="listing_new"),
    path(
        _("kenh-ban/hang/moi/<uuid:code>/anh/"),
        listing_photos.photos,
        name="listing_photos",
    ),
    path(_("kenh-ban/hang/moi/<uuid:code>/gia/"), listings.price, name="listing_price"),
    path(
        _("kenh-ban/hang/moi/<uuid:code>/so-luong/"),
        listings.stock,
        name="listing_stock",
    ),
    path(
        _("kenh-ban/hang/moi/<uuid:code>/xem-lai/"),
        listings.review,
        name="listing_review",
    ),
    path(_("kenh-ban/hang/moi/<uuid:code>/bo/"), my_listings.drop, name="listing_drop"),
    path(
        _("kenh-ban/hang/moi/<uuid:code>/lay-lai/"),
        my_listings.take_up,
        name="listing_take_up",
    ),
    path(_("kenh-ban/hang/dang-ban/"), my_listings.listings, name="listings"),
    path(
        _("kenh-ban/hang/dang-ban/<slug:slug>/"),
        my_listings.history,
        name="listing_history",
    ),
    path(
        _("kenh-ban/hang/dang-ban/<slug:slug>/sua/"),
        my_listings.edit,
        name="listing_edit",
    ),
    path(
        _("kenh-ban/hang/dang-ban/<slug:slug>/ngung/"),
        my_listings.rest,
        name="listing_rest",
    ),
    path(
        _("kenh-ban/hang/dang-ban/<slug:slug>/ban-lai/"),
        my_listings.sell_again,
        name="listing_sell_again",
    ),
    path(_("kenh-ban/hang/bang/"), sheets.sheets, name="sheets"),
    path(
        _("kenh-ban/hang/bang/mau.<slug:kind>"),
        sheets.template,
        name="sheet_template",
    ),
    path(_("kenh-ban/hang/bang/hang.<slug:kind>"), sheets.goods, name="sheet_goods"),
    path(_("kenh-ban/hang/bang/<uuid:code>/"), sheets.sheet, name="sheet"),
    path(_("kenh-ban/hang/bang/<uuid:code>/ghi/"), sheets.write, name="sheet_write"),
    path(_("kenh-ban/hang/bang/<uuid:code>/hoan-lai/"), sheets.undo, name="sheet_undo"),
    path(_("kenh-ban/hang/<str:sku>/"), shelf.set_stock, name="set_stock"),
    path(_("kenh-ban/hang/<str:sku>/so/"), shelf.movements, name="movements"),
    path(_("kenh-ban/hang/<str:sku>/nhac/"), shelf.set_few, name="set_few"),
    path(
        _("kenh-ban/hang/<str:sku>/hoan-tac/<int:pk>/"),
        shelf.take_back,
        name="undo_stock",
    ),
    path(_("kenh-ban/lo/"), lots.lots, name="lots"),
    path(_("kenh-ban/lo/ghi/"), noting_lots.choose, name="note_lot"),
    path(_("kenh-ban/lo/ghi/<str:sku>/"), noting_lots.note, name="note_lot_of"),
    path(_("kenh-ban/lo/<str:code>/"), lots.lot, name="lot"),
    path(_("kenh-ban/lo/<str:code>/viec/"), lots.add_step, name="lot_step"),
    path(
        _("kenh-ban/lo/<str:code>/viec/<int:pk>/sai/"),
        lots.declare_error,
        name="lot_error",
    ),
    path(_("kenh-ban/lo/<str:code>/thu-hoi/"), lots.recall, name="lot_recall"),
    path(_("kenh-ban/lo/<str:code>/thu-hoi/quyet/"), lots.decide, name="recall_decide"),
    path(_("kenh-ban/lo/<str:code>/tem/"), lot_labels.labels, name="labels"),
    path(
        _("kenh-ban/lo/<str:code>/tem/ma.svg"), lot_labels.label_svg, name="label_svg"
    ),
    path(
        _("kenh-ban/lo/<str:code>/tem/<str:batch>/"),
        lot_labels.label_batch,
        name="label_batch",
    ),
    path(
        _("kenh-ban/lo/<str:code>/tem/<str:batch>/so/"),
        lot_labels.account,
        name="label_account",
    ),
    path(
        _("kenh-ban/lo/<str:code>/tem/<str:batch>/lai/"),
        lot_labels.try_again,
        name="label_again",
    ),
    path(
        _("kenh-ban/lo/<str:code>/tem/<str:batch>/tem.pdf"),
        lot_labels.label_file,
        name="label_file",
    ),
    path(_("kenh-ban/ocop/"), ocop.ocop, name="ocop"),
    path(_("kenh-ban/ocop/<slug:slug>/"), ocop.product, name="ocop_product"),
    path(_("kenh-ban/ocop/<slug:slug>/moi/"), ocop.begin, name="ocop_begin"),
    path(_("kenh-ban/ocop/<slug:slug>/nop/"), ocop.submit, name="ocop_submit"),
    path(_("kenh-ban/ocop/<slug:slug>/cau/<slug:code>/"), ocop.line, name="ocop_line"),
    path(
        _("kenh-ban/ocop/<slug:slug>/giay-to/"),
        ocop_papers.papers,
        name="ocop_papers",
    ),
    path(
        _("kenh-ban/ocop/<slug:slug>/giay-to/<slug:code>/"),
        ocop_papers.put,
        name="ocop_put",
    ),
    path(
        _("kenh-ban/ocop/<slug:slug>/tep/<str:code>/"),
        ocop_papers.show,
        name="ocop_file",
    ),
    path(
        _("kenh-ban/ocop/<slug:slug>/tep/<str:code>/bo/"),
        ocop_papers.remove,
        name="ocop_remove",
    ),
    path(
        _("kenh-ban/ocop/<slug:slug>/ho-so/<str:code>.pdf"),
        ocop_papers.dossier_pdf,
        name="ocop_pdf",
    ),
]
