"""Bodies of requests, as the OCTO specification has them; unknown fields are left alone."""

import re
from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
)

from .errors import no_availability, no_option, no_product, unprocessable

MOST = 1_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def as_day(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError("a date is written YYYY-MM-DD")
    found = date.fromisoformat(value)
    if not 2000 <= found.year <= 2100:
        raise ValueError("no such date is for sale")
    return found


def _uuid(value: Any) -> Any:
    if not isinstance(value, str) or not UUID_TEXT.fullmatch(value):
        raise ValueError("a uuid is written as 36 characters")
    return UUID(value)


Id = Annotated[StrictStr, Field(max_length=200)]
Day = Annotated[date | None, BeforeValidator(as_day)]
Uuid = Annotated[UUID, BeforeValidator(_uuid)]
Short = Annotated[StrictStr, Field(max_length=120)]
Note = Annotated[StrictStr, Field(max_length=1_000)]
Minutes = Annotated[StrictInt, Field(ge=1)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Quantity(Shape):
    id: Id
    quantity: Annotated[StrictInt, Field(ge=0)]


class CalendarBody(Shape):
    productId: Id
    optionId: Id
    localDateStart: Day
    localDateEnd: Day
    units: Annotated[list[Quantity], Field(max_length=MOST)] = []
    currency: StrictStr | None = None


class AvailabilityBody(Shape):
    productId: Id
    optionId: Id
    localDate: Day = None
    localDateStart: Day = None
    localDateEnd: Day = None
    availabilityIds: Annotated[list[Id], Field(max_length=MOST)] | None = None
    units: Annotated[list[Quantity], Field(max_length=MOST)] = []
    currency: StrictStr | None = None


class ContactBody(Shape):
    fullName: Short | None = None
    firstName: Short | None = None
    lastName: Short | None = None
    emailAddress: (
        Annotated[
            StrictStr,
            Field(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$"),
        ]
        | None
    ) = None
    phoneNumber: Annotated[StrictStr, Field(max_length=40)] | None = None
    locales: Annotated[list[Short], Field(max_length=20)] = []
    postalCode: Short | None = None
    country: Short | None = None
    notes: Note | None = None


class UnitItemBody(Shape):
    uuid: Uuid | None = None
    unitId: Id
    resellerReference: Short | None = None
    contact: ContactBody | None = None


UnitItems = Annotated[list[UnitItemBody], Field(max_length=MOST)]


class ReservationBody(Shape):
    octo_errors: ClassVar[dict[str, Any]] = {
        "unitItems": unprocessable,
        "availabilityId": lambda message: no_availability(""),
        "productId": lambda message: no_product(""),
        "optionId": lambda message: no_option(""),
    }
    uuid: Uuid | None = None
    productId: Id
    optionId: Id
    availabilityId: Id
    expirationMinutes: Minutes | None = None
    notes: Note | None = None
    unitItems: UnitItems
    resellerReference: Short | None = None
    contact: ContactBody | None = None
    currency: StrictStr | None = None


class ConfirmationBody(Shape):
    octo_errors: ClassVar[dict[str, Any]] = {"unitItems": unprocessable}
    emailReceipt: StrictBool = False
    resellerReference: Short | None = None
    contact: ContactBody
    unitItems: UnitItems | None = None


class UpdateBody(Shape):
    octo_errors: ClassVar[dict[str, Any]] = {"unitItems": unprocessable}
    resellerReference: Short | None = None
    productId: Id | None = None
    optionId: Id | None = None
    availabilityId: Id | None = None
    expirationMinutes: Minutes | None = None
    notes: Note | None = None
    emailReceipt: StrictBool | None = None
    unitItems: UnitItems | None = None
    contact: ContactBody | None = None


class ExtensionBody(Shape):
    expirationMinutes: Minutes | None = None


class CancellationBody(Shape):
    reason: Annotated[StrictStr, Field(max_length=255)] | None = None
    force: StrictBool = False
