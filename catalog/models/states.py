"""What a product is, and how far it has come on its way to the shelf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductState(models.TextChoices):
    """A listing is read by a person before it is shown (Law 122/2025 Art. 17.1.đ)."""

    DRAFT = "draft", _("Nháp")
    PENDING = "pending", _("Chờ duyệt")
    APPROVED = "approved", _("Đang bán")
    REJECTED = "rejected", _("Chưa đạt")
    ARCHIVED = "archived", _("Ngừng bán")


PRODUCT_MOVES = {
    ProductState.DRAFT: {ProductState.PENDING},
    ProductState.PENDING: {ProductState.APPROVED, ProductState.REJECTED},
    ProductState.REJECTED: {ProductState.PENDING},
    ProductState.APPROVED: {ProductState.ARCHIVED},
    ProductState.ARCHIVED: {ProductState.APPROVED},
}


class ProductKind(models.TextChoices):
    GOODS = "goods", _("Hàng của một nhà")
    HAMPER = "hamper", _("Giỏ quà của nhiều nhà")
