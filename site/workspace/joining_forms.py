"""What somebody types who wants to sell here."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from orders.forms import commune_choices
from producers.models import PaperKind, Producer, ProducerKind, Role, Village
from vietnam import places
from vietnam.forms import PhoneField
from vietnam.text import nfc

HOME = "33"
"""Hưng Yên: most who apply live there."""
FACTS = (
    "kind", "name", "village", "contact_name", "phone", "street", "makes", "makes_food",
)  # fmt: skip


class JoinForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Bạn là"),
        choices=ProducerKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một loại hình.")},
    )
    name = forms.CharField(
        label=_("Tên gian hàng"),
        max_length=120,
        help_text=_(
            "Ví dụ: Hộ bà Hoa. Hợp tác xã, công ty: đúng tên trên giấy đăng ký."
        ),
    )
    village: Any = forms.ModelChoiceField(
        label=_("Làng nghề"),
        queryset=Village.objects.all(),
        required=False,
        empty_label=_("Không thuộc làng nào ở đây"),
    )
    makes = forms.CharField(
        label=_("Bạn làm ra gì?"),
        max_length=200,
        help_text=_("Ví dụ: tinh bột nghệ, mật ong nhãn"),
    )
    makes_food = forms.BooleanField(label=_("Có làm đồ ăn, thức uống"), required=False)
    contact_name = forms.CharField(
        label=_("Họ và tên người liên hệ"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(label=_("Số điện thoại"))
    province = forms.ChoiceField(label=_("Tỉnh, thành phố"), initial=HOME)
    commune = forms.ChoiceField(label=_("Xã, phường"))
    street = forms.CharField(
        label=_("Số nhà, đường, thôn xóm"), max_length=160, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(p.code, p.full_name) for p in places.provinces()]
        self.fields["province"].choices = chosen  # type: ignore[attr-defined]
        province = self["province"].value()
        self.fields["commune"].choices = commune_choices(province)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.data.get("commune") and "commune" not in data:
            self.errors.pop("commune", None)
            raise ValidationError(
                {"commune": _("Xã, phường này không thuộc tỉnh đã chọn. Hãy chọn lại.")}
            )
        return data

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        texts = {key: data[key] for key in FACTS}
        told = {
            key: nfc(value) if isinstance(value, str) else value
            for key, value in texts.items()
        }
        return {**told, "commune_code": data["commune"]}

    @classmethod
    def of(cls, producer: Producer) -> "JoinForm":
        """What was said before, to be mended."""
        known = {key: getattr(producer, key) for key in FACTS}
        commune = places.commune(producer.commune_code)
        return cls(
            initial={
                **known,
                "village": producer.village_id,
                "province": commune.province_code,
                "commune": producer.commune_code,
            }
        )


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Đây là giấy gì?"), choices=PaperKind.choices)
    file = forms.FileField(
        label=_("Ảnh chụp tờ giấy, hoặc tệp PDF"),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={
            "required": _("Hãy chụp hoặc chọn ảnh tờ giấy."),
            "empty": _("Tệp này trống. Hãy chụp lại."),
            "max_length": _("Tên tệp dài quá. Hãy đặt tên ngắn hơn."),
        },
    )


class Roles(TextChoices):
    """In the owner's words; the values are those of Role."""

    STAFF = Role.STAFF.value, _("Người làm: lo đơn, hàng, lô, khách")
    HELPER = (
        Role.HELPER.value,
        _("Làm giúp: như người làm và xem tiền; mọi việc được ghi lại"),
    )
    OWNER = Role.OWNER.value, _("Cùng làm chủ: làm được mọi việc")


class MemberForm(forms.Form):
    called = forms.CharField(
        label=_("Tên người đó"),
        max_length=120,
        error_messages={"required": _("Hãy ghi tên để dễ nhớ.")},
    )
    phone = PhoneField(
        label=_("Số điện thoại của người đó"),
        error_messages={"required": _("Hãy ghi số điện thoại.")},
    )
    role = forms.ChoiceField(
        label=_("Người đó làm gì?"),
        choices=Roles.choices,
        initial=Roles.STAFF,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một việc.")},
    )
