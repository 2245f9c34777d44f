"""The editors' registers lean on the database, not on an index that a worker keeps."""

from django.test import Client
from django.urls import reverse

from wagtail.admin.viewsets import viewsets
from wagtail.models import ReferenceIndex

import pytest

from accounts.models import User
from orders.models import Order, ProducerOrder
from payments.models import Payment
from producers.models import Producer, Village
from tests.factories import ProducerFactory, VillageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    client = Client()
    chief = User.objects.create_superuser("truong@langnghe.example", "x")
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/admin/")  # the first page fills Wagtail's list of registers
    return client


def test_a_village_with_makers_is_kept_and_the_editor_told_why(editor):
    village = VillageFactory(name_vi="Làng nghệ Chí Tân")
    ProducerFactory(village=village)
    ReferenceIndex.objects.all().delete()

    answer = editor.post(
        reverse(f"{_register(Village).name}:delete", args=[village.pk]), follow=True
    )

    assert "còn nhà sản xuất dùng đến" in answer.text
    assert Village.objects.filter(pk=village.pk).exists()


def test_a_village_nobody_leans_on_goes(editor):
    village = VillageFactory()

    editor.post(reverse(f"{_register(Village).name}:delete", args=[village.pk]))

    assert not Village.objects.filter(pk=village.pk).exists()


@pytest.mark.parametrize("model", [Order, ProducerOrder, Payment])
def test_records_of_trade_make_no_work_for_the_index_of_pictures(editor, model):
    assert Producer in ReferenceIndex.tracked_models
    assert model not in ReferenceIndex.tracked_models


def _register(model):
    return next(found for found in viewsets.viewsets if found.model is model)
