"""A certificate ends after 36 months and a new dossier takes months: the maker is told 180, 90 and 30 days before."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from core import outbox
from core.message import Message
from producers.contact import reader

from .models import CertificateQuerySet, OcopCertificate, ProductState

STAGES = (180, 90, 30)
"""Days before the end, a rule of this house."""


def ending(today: date) -> CertificateQuerySet:
    """Valid certificates in their last 180 days, of goods not given up, that no later one follows."""
    later = OcopCertificate.objects.filter(
        product=OuterRef("product"), expires_on__gt=OuterRef("expires_on")
    )
    found: CertificateQuerySet = OcopCertificate.objects.valid_on(today)
    last = today + timedelta(days=STAGES[0])
    return found.filter(~Exists(later), expires_on__lte=last).exclude(
        product__state=ProductState.ARCHIVED
    )


def remind(today: date | None = None) -> int:
    """Tell every maker once per stage, only the latest one however long nobody ran; returns how many are new."""
    day = today or timezone.localdate()
    rows: QuerySet[OcopCertificate] = ending(day).select_related("product__producer")
    return sum(_tell(certificate, day) for certificate in rows.order_by("pk"))


def _tell(certificate: OcopCertificate, today: date) -> bool:
    left = (certificate.expires_on - today).days
    stage = min(stage for stage in STAGES if left <= stage)
    key = f"ocop-ends:{certificate.pk}:{certificate.expires_on}:{stage}"
    if Message.objects.filter(key=key).exists():
        return False
    product = certificate.product
    path = reverse("workspace:ocop_product", args=[product.slug])
    with transaction.atomic():
        outbox.put(
            key,
            reader(product.producer),
            "ocop_ending",
            {
                "certificate": certificate,
                "product": product,
                "left": left,
                "path": path,
            },
            about=f"ocop:{product.pk}",
            path=path,
        )
    return Message.objects.filter(key=key).exists()
