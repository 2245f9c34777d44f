from collections.abc import Iterator
from typing import Any

import pytest

from orders import fulfil
from orders.models import CarrierAccount, ProducerOrder, Settlement, Waybill
from orders.sending import Measures, book
from tests.fakes.carriers import GHN_TOKEN, VTP_PASSWORD, CarrierServer, carrier_server
from tests.orders.test_fulfil import placed

BOX = Measures(600, (20, 15, 10))


@pytest.fixture
def carriers(settings: Any) -> Iterator[CarrierServer]:
    """Both carriers configured, against a local server."""
    with carrier_server() as server:
        settings.GHN_TOKEN, settings.GHN_WEBHOOK_KEY = GHN_TOKEN, "ghn-key"
        settings.GHN_API_BASE = f"{server.base}/shiip/public-api"
        settings.VTP_USERNAME, settings.VTP_PASSWORD = "hoa", VTP_PASSWORD
        settings.VTP_WEBHOOK_TOKEN = "vtp-secret"
        settings.VTP_API_BASE = f"{server.base}/v2"
        settings.CARRIER_RETRY_SECONDS = 0
        settings.CARRIER_TIMEOUT_SECONDS = 1
        yield server


@pytest.fixture
def packed(rates: None) -> ProducerOrder:
    """A packed order paid in cash on delivery."""
    part = placed(Settlement.COD)
    fulfil.accept(part, by=None)
    fulfil.pack(part, by=None)
    part.refresh_from_db()
    return part


def account(part: ProducerOrder, carrier: str) -> CarrierAccount:
    row, _created = CarrierAccount.objects.get_or_create(
        producer=part.producer,
        carrier=carrier,
        defaults={"shop": "81558", "pays_cash_to": "NGUYEN THI HOA"},
    )
    return row


def sent(part: ProducerOrder, carrier: str) -> Waybill:
    return book(part, account(part, carrier), BOX)
