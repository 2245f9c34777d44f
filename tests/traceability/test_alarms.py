"""What editors see in Wagtail: unusual scans, recalls with four eyes, labels nobody accounts for."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

import pytest

from accounts.models import User
from tests.factories import LotFactory, born, label_of
from traceability import counting, printing
from traceability.models import LabelBatch, LabelKind, Recall, ScanRule, Thanks
from traceability.noting import workplace
from traceability.verdict import Verdict, look_up

pytestmark = pytest.mark.django_db


def editor(email="mot@example.vn"):
    user = User.objects.create_superuser(email, "x", full_name=email)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_two_editors_call_a_lot_back(maker):
    lot = LotFactory.build(variant=None, name="Củ nghệ", location=workplace(maker))
    born(lot)
    label = label_of(lot)
    first, second = editor(), editor("hai@example.vn")

    first.post(f"/admin/lot/lam/{lot.pk}/thu-hoi/", {"reason": "Bị ẩm."})
    stopped = look_up(label.code).verdict
    recall = Recall.objects.get()
    alone = first.post(f"/admin/recall/lam/{recall.pk}/xac-nhan/", follow=True)
    second.post(f"/admin/recall/lam/{recall.pk}/xac-nhan/")

    assert stopped == Verdict.WITHDRAWN
    assert "nhờ người thứ hai" in alone.content.decode()
    assert look_up(label.code).verdict == Verdict.RECALLED


def test_the_front_page_counts_what_needs_a_look(maker):
    ScanRule.objects.create(scans=3, hours=24, effective_from="2026-01-01", basis="x")
    lot = LotFactory(expires_on=timezone.localdate() + timedelta(days=3))
    label = label_of(lot)
    for code in [label.code] * 3 + ["MALA2", "MALA2", "MALA2", "IT2"]:
        counting.count(code)
    printing.order(lot, LabelKind.UNIT, 2, by=None, sheet="a4-21", medium="M")
    LabelBatch.objects.update(asked_at=timezone.now() - timedelta(days=40))
    client = editor()

    front = client.get("/admin/").content.decode()
    scans = client.get("/admin/scancount/?unusual=true").content.decode()
    strange = client.get("/admin/scancount/?unusual=true&printed=false")
    missing = client.get("/admin/labelbatch/?missing=true").content.decode()

    for words in (
        "mã bị quét bất thường",
        "lô hết hạn trong 14 ngày",
        "đợt tem còn số chưa ghi",
    ):
        assert words in front
    assert label.code in scans
    assert "IT2" not in scans
    assert label.code not in strange.content.decode()
    assert "MALA2" in strange.content.decode()
    assert lot.code in missing


@pytest.mark.parametrize("name", ["recall", "labelbatch", "scancount", "thanks"])
def test_every_list_opens_and_exports(name):
    lot = LotFactory()
    counting.count("ABC2")
    Thanks.objects.create(lot=lot, text="Bột thơm")
    printing.order(lot, LabelKind.UNIT, 1, by=None, sheet="a4-21", medium="M")
    client = editor()

    assert client.get(f"/admin/{name}/").status_code == 200
    assert client.get(f"/admin/{name}/?export=csv").status_code == 200
    assert client.get(f"/admin/{name}/?export=xlsx").status_code == 200
