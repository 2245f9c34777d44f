"""Identity papers as files: checked when they come, opened only by name and with a trace."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.http import private_file
from core.photos import clean_photo

from .history import write_down
from .paper import Paper

LARGEST = 10 * 1024 * 1024


def clean_paper(upload: Any) -> tuple[ContentFile[bytes], bool]:
    """The file to keep, and whether it is a PDF. Raises ValidationError with a sentence."""
    if upload.size > LARGEST:
        raise ValidationError(
            _("Tệp nặng quá %(most)s MB. Hãy chụp lại ở cỡ nhỏ hơn.")
            % {"most": LARGEST // 1024 // 1024}
        )
    if upload.read(5) != b"%PDF-":
        return _photo(upload), False
    upload.seek(0)
    content = upload.read()
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError(
            _("Tệp PDF này bị hỏng. Hãy gửi lại, hoặc chụp ảnh giấy.")
        )
    return ContentFile(content, name="giay.pdf"), True


def _photo(upload: Any) -> ContentFile[bytes]:
    try:
        return clean_photo(upload)
    except ValidationError as error:
        raise ValidationError(
            _("Tệp này không phải ảnh chụp hay PDF. Hãy chụp lại tờ giấy.")
        ) from error


def looked_at(paper: Paper, *, by: Any) -> None:
    """Write down that somebody looks at it, before he does."""
    what = gettext_noop("xem giấy tờ")
    write_down(paper.producer, what, by=by, note=paper.get_kind_display())


def opened(paper: Paper, *, by: Any) -> FileResponse:
    """The file, for whoever was allowed to find it; that he looked is written down first."""
    looked_at(paper, by=by)
    kind = "application/pdf" if paper.is_pdf else "image/jpeg"
    response = private_file(paper.file, kind, as_attachment=paper.is_pdf)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
