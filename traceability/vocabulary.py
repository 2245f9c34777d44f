"""Our own words in EPCIS documents, told to people and to machines at the address that names them.

What a word means is for ever: events that carry it are never changed. New words are added.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from core.http import HttpRequest

from .cbv import NAMESPACES
from .documents import namespace

MACHINES = ("application/ld+json", "application/json")


@dataclass(frozen=True)
class Term:
    """A property of an event, of the ilmd of a birth, or of an exported file."""

    name: str
    where: str
    says: str | Promise
    kind: str = "string"

    @property
    def uri(self) -> str:
        return f"{namespace()}{self.name}"


EVENT, ILMD, FILE = "EPCISEvent", "ilmd", "EPCISDocument"
TERMS = (
    Term("titleVi", EVENT, _("Tên công đoạn, bằng tiếng Việt.")),
    Term("titleEn", EVENT, _("Tên công đoạn, bằng tiếng Anh.")),
    Term("textVi", EVENT, _("Đã làm gì, bằng tiếng Việt.")),
    Term("textEn", EVENT, _("Đã làm gì, bằng tiếng Anh.")),
    Term("placeVi", EVENT, _("Làm ở đâu, bằng tiếng Việt; địa điểm chính thức là readPoint.")),
    Term("placeEn", EVENT, _("Làm ở đâu, bằng tiếng Anh; địa điểm chính thức là readPoint.")),
    Term("photo", EVENT, _("Các ảnh chụp lúc làm, mỗi ảnh là “sha-256:” và mã băm của tệp.")),
    Term("reason", EVENT, _("Vì sao có điều khác thường, ví dụ thu được nặng hơn đem vào, bằng lời của người ghi.")),
    Term("productionDate", ILMD, _("Ngày làm ra lô."), "date"),
    Term("gtin", ILMD, _("GTIN của mặt hàng, khi nhà sản xuất có mã vạch GS1 của mình.")),
    Term("sku", ILMD, _("Mã hàng trên chợ này.")),
    Term("name", ILMD, _("Lô này là gì, bằng tiếng Việt.")),
    Term("standards", ILMD, _("Tiêu chuẩn được áp dụng khi làm, như người làm khai.")),
    Term("season", ILMD, _("Vụ mùa.")),
    Term("field", ILMD, _("Thửa ruộng, vườn hay xưởng.")),
    Term("lot", FILE, _("Mã của lô mà tệp này kể.")),
    Term("checkpoint", FILE, _("Điểm chốt của nhật ký (C2SP tlog-checkpoint, signed-note) mà các chứng minh dựa vào.")),
    Term("proofs", FILE, _("Với mỗi sự kiện, theo thứ tự: số trong nhật ký và đường băm tới gốc (RFC 9162, 2.1.3); null nếu sự kiện trẻ hơn điểm chốt."), "JSON"),
    Term("seal", FILE, _("Chữ ký lên mã băm SHA-256 của cả tệp, viết theo lối chuẩn, không kể trường này.")),
)  # fmt: skip


def _both(text: str | Promise) -> list[dict[str, str]]:
    told = []
    for language in ("vi", "en"):
        with override(language):
            told.append({"@language": language, "@value": str(text)})
    return told


def as_json_ld() -> dict[str, Any]:
    """RDF Schema: every word with what it means, whose property it is and how its value is written."""
    ranges = {"string": "xsd:string", "date": "xsd:date", "JSON": "rdf:JSON"}
    domains = {EVENT: "epcis:EPCISEvent", FILE: "epcis:EPCISDocument"}
    return {
        "@context": {
            "epcis": NAMESPACES["epcis"],
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "rdfs": NAMESPACES["rdfs"],
            "xsd": NAMESPACES["xsd"],
            "langnghe": namespace(),
        },
        "@graph": [
            {
                "@id": f"langnghe:{term.name}",
                "@type": "rdf:Property",
                "rdfs:label": term.name,
                "rdfs:comment": _both(term.says),
                "rdfs:range": {"@id": ranges[term.kind]},
                "rdfs:isDefinedBy": {"@id": namespace()},
                **(
                    {"rdfs:domain": {"@id": domains[term.where]}}
                    if term.where in domains
                    else {}
                ),
            }
            for term in TERMS
        ],
    }


@require_GET
def vocabulary(request: HttpRequest) -> HttpResponse:
    """A page; JSON-LD for whoever prefers it."""
    if request.get_preferred_type(["text/html", *MACHINES]) in MACHINES:
        response: HttpResponse = JsonResponse(
            as_json_ld(), content_type="application/ld+json"
        )
        response["Access-Control-Allow-Origin"] = "*"
    else:
        context = {"terms": TERMS, "namespace": namespace()}
        response = render(request, "traceability/vocabulary.html", context)
    response["Vary"] = "Accept"
    return response


@require_GET
def term(request: HttpRequest, name: str) -> HttpResponse:
    """A word is no document, so its own address points to the page that tells it (303)."""
    if name not in {term.name for term in TERMS}:
        raise Http404
    url = f"{reverse('traceability:vocabulary')}#{name}"
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
