"""A reseller at the door of the interface, over real HTTP requests of Django's client."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tourism.management.commands.load_octo_sandbox import load
from tourism.models import Reseller, ResellerKey, ResellerTerms


class Agent:
    """Speaks OCTO; every answer must be 200 or 400 and name its capabilities."""

    def __init__(self, key: str, capabilities: str = "", language: str = "en") -> None:
        self.client = Client()
        self.headers = {
            "Authorization": f"Bearer {key}",
            "Octo-Capabilities": capabilities,
            "Accept-Language": language,
        }

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method,
            f"/octo{path}",
            b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            headers={**self.headers, **headers},
        )

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.ask(method, path, body)
        assert answer.status_code == 200, answer.content.decode()
        assert "Octo-Capabilities" in answer.headers
        return answer.json()

    def refused(self, code: str, method: str, path: str, body: Any = None) -> Any:
        answer = self.ask(method, path, body)
        told = answer.json()
        assert (answer.status_code, told["error"]) == (400, code), told
        assert told["errorMessage"]
        return told

    def products(self) -> list[Any]:
        return list(self.ok("GET", "/products"))

    def slots(self, product: Any, **body: Any) -> list[Any]:
        """The slots of the coming month, or those asked for."""
        asked = {
            "productId": product["id"],
            "optionId": product["options"][0]["id"],
            **(body or days(1, 30)),
        }
        return list(self.ok("POST", "/availability", asked))

    def free(self, product: Any, number: int = 0) -> Any:
        return [s for s in self.slots(product) if s["available"]][number]

    def wish(self, product: Any, slot: Any, people: int = 2, **more: Any) -> Any:
        option = product["options"][0]
        adult = next(u for u in option["units"] if u["type"] == "ADULT")
        return {
            "productId": product["id"],
            "optionId": option["id"],
            "availabilityId": slot["id"],
            "unitItems": [{"unitId": adult["id"]} for _ in range(people)],
            **more,
        }

    def reserve(self, product: Any, slot: Any = None, **more: Any) -> Any:
        wish = self.wish(product, slot or self.free(product), **more)
        return self.ok("POST", "/bookings", wish)

    def confirm(self, booking: Any, **more: Any) -> Any:
        body = {"contact": JOHN, **more}
        return self.ok("POST", f"/bookings/{booking['uuid']}/confirm", body)

    def booked(self, product: Any, **more: Any) -> Any:
        return self.confirm(self.reserve(product, **more))


JOHN = {
    "firstName": "John",
    "lastName": "Doe",
    "emailAddress": "johndoe@mail.com",
    "fullName": "John Doe",
    "notes": "Test note",
}


def days(first: int, last: int) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "localDateStart": f"{today + timedelta(days=first)}",
        "localDateEnd": f"{today + timedelta(days=last)}",
    }


def sandbox(capabilities: str = "", language: str = "en") -> Agent:
    """A reseller with a test key; the sandbox is loaded where it is not there yet."""
    reseller = Reseller.objects.filter(name__contains="OCTO").first()
    if reseller is None:
        reseller = load(timezone.localdate())
    return Agent(ResellerKey.issue(reseller, is_test=True)[1], capabilities, language)


def live(*hosts: Any, commission: int = 10, **how: str) -> Agent:
    """A reseller with a contract of today and a live key, whom these hosts trust."""
    reseller = Reseller(name="Hạ Long Travel")
    reseller.save()
    reseller.hosts.set(hosts)
    reseller.save()
    ResellerTerms.objects.create(
        reseller=reseller,
        commission_percent=commission,
        effective_from=timezone.localdate() - timedelta(days=30),
        contract="01/2026",
    )
    return Agent(ResellerKey.issue(reseller, is_test=False)[1], **how)
