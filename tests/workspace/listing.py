"""A maker's phone and camera, as the listing tests hold them."""

import io
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from PIL import Image

from catalog.models import Category, ProductVersion
from tests.factories import CategoryFactory


def photo(colour: Any = "gold", name: str = "anh.jpg") -> SimpleUploadedFile:
    """As a phone takes it: where and with what is written into it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Dien thoai"
    Image.new("RGB", (900, 700), colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


class Phone:
    """One listing under way in one browser."""

    def __init__(self, client: Client, code: Any = None) -> None:
        self.client, self.code = client, code or uuid4()
        self.category: Category = CategoryFactory()

    def at(self, step: str) -> str:
        return f"/kenh-ban/hang/moi/{self.code}/{step}/"

    def seen(self, step: str) -> str:
        page = self.client.get(self.at(step))
        return page.context["seen"]

    def shoot(self, *photos: Any, di: str = "tiep", **more: Any) -> Any:
        sent = {"photos": list(photos), "key": str(uuid4()), "di": di, **more}
        return self.client.post(self.at("anh"), sent, follow=True)

    def typed(self, *packs: tuple[str, str], **changed: Any) -> dict[str, Any]:
        rows = {
            "goi-TOTAL_FORMS": len(packs),
            "goi-INITIAL_FORMS": 0,
            "name_vi": "Tinh bột nghệ vàng",
            "category": self.category.slug,
        }
        for place, (name, price) in enumerate(packs):
            rows |= {f"goi-{place}-name": name, f"goi-{place}-price": price}
        return {**rows, **changed}

    def tell(self, *packs: tuple[str, str], **changed: Any) -> Any:
        packs = packs or (("hộp 250 g", "60.000"),)
        typed = {
            "seen": self.seen("gia"),
            "di": "tiep",
            **self.typed(*packs, **changed),
        }
        return self.client.post(self.at("gia"), typed, follow=True)

    def count(self, stock: str = "12", **changed: Any) -> Any:
        page = self.client.get(self.at("so-luong"))
        typed = {
            "seen": page.context["seen"],
            "di": "tiep",
            "season_months": ["1", "2"],
            "ship_policy": "ship",
            **{
                name: stock
                for name in page.context["form"].fields
                if name.startswith("con_")
            },
            **changed,
        }
        return self.client.post(self.at("so-luong"), typed, follow=True)

    def send(self) -> Any:
        return self.client.post(self.at("xem-lai"), follow=True)

    def everything(self, *, send: bool = True) -> Any:
        self.shoot(photo(), photo("red"))
        self.tell()
        self.count()
        return self.send() if send else None

    @property
    def draft(self) -> ProductVersion:
        return ProductVersion.objects.get(code=self.code)
