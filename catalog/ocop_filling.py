"""Filling in a dossier for the OCOP council, step by step."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import OcopDossier, OcopFile, OcopLine, OcopPaper, Product

MOST_FILES = 60
LARGEST = 15 * 1024 * 1024


class CannotFill(ValueError):
    """The words are for the maker."""


def latest(product: Product) -> OcopDossier | None:
    """The dossier being filled in, else the one handed in last."""
    return OcopDossier.objects.filter(product=product).first()


@transaction.atomic
def answer(
    product: Product, line: OcopLine, *, level: int, note: str, by: Any
) -> OcopDossier:
    """Keep what is said of one line; said again, the later word counts."""
    dossier = _to_fill(product, by)
    facts = {"level": level, "note": note, "answered_at": timezone.now(), "by": by}
    dossier.answers.update_or_create(line=line, defaults=facts)
    return dossier


@transaction.atomic
def put_file(
    product: Product, paper: OcopPaper, file: ContentFile[bytes], *, name: str, by: Any
) -> OcopFile:
    """Put a photo or PDF to a paper; raises CannotFill when there are too many."""
    dossier = _to_fill(product, by)
    if dossier.files.count() >= MOST_FILES:
        raise CannotFill(_("Hồ sơ đã có nhiều tệp quá. Hãy bỏ bớt tệp không cần."))
    return dossier.files.create(paper=paper, file=file, name=name[:120], by=by)


@transaction.atomic
def remove_file(found: OcopFile) -> None:
    """Take a file out of an open dossier, from the storage as well."""
    _open(found.dossier_id)
    storage, name = found.file.storage, found.file.name
    found.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def submit(product: Product, *, by: Any) -> OcopDossier:
    """The maker handed his papers in at the commune: from now on this dossier stays as it is."""
    found = latest(product)
    if found is None:
        raise CannotFill(_("Chưa có gì trong hồ sơ. Hãy trả lời vài câu trước."))
    dossier = _open(found.pk)
    dossier.submitted_at, dossier.submitted_by = timezone.now(), by
    dossier.save(update_fields=["submitted_at", "submitted_by"])
    return dossier


@transaction.atomic
def begin(product: Product, *, by: Any) -> OcopDossier:
    """A new dossier, for the next certificate; the open one if there is one."""
    Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    found, _created = OcopDossier.objects.get_or_create(
        product=product, submitted_at=None, defaults={"opened_by": by}
    )
    return found


def _to_fill(product: Product, by: Any) -> OcopDossier:
    found = latest(product)
    return _open(found.pk) if found else begin(product, by=by)


def _open(pk: int) -> OcopDossier:
    dossier = OcopDossier.objects.locked().get(pk=pk)
    if dossier.submitted_at:
        raise CannotFill(_("Hồ sơ này đã nộp nên không sửa nữa. Hãy làm hồ sơ mới."))
    return dossier


def clean_pdf(upload: Any) -> ContentFile[bytes] | None:
    """The file if it is a PDF of at most 15 MB, None if it is none; raises ValidationError when too large."""
    head = upload.read(5)
    upload.seek(0)
    if head != b"%PDF-":
        return None
    if upload.size > LARGEST:
        raise ValidationError(_("Tệp nặng quá 15 MB. Hãy chụp ảnh từng trang."))
    return ContentFile(upload.read(), name="giay-to.pdf")
