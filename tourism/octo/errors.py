"""OCTO's errors: always HTTP 400, with a code, a sentence and the id that was wrong.

Source: OCTO API Specification 1.0 (npm @octocloud/types 2.0.4, src/openapi.yaml): also UNAUTHORIZED
and FORBIDDEN are answered with 400; nothing but 200 and 400 is documented.
"""

from typing import Any


class OctoError(Exception):
    """What is wrong, as a body to send."""

    def __init__(self, code: str, message: str, **ids: str) -> None:
        self.body: dict[str, Any] = {"error": code, "errorMessage": message, **ids}
        super().__init__(message)


def bad_request(message: str) -> OctoError:
    return OctoError("BAD_REQUEST", message)


def unprocessable(message: str) -> OctoError:
    return OctoError("UNPROCESSABLE_ENTITY", message)


def unauthorized() -> OctoError:
    return OctoError(
        "UNAUTHORIZED", "Send your key in the header “Authorization: Bearer …”."
    )


def forbidden() -> OctoError:
    return OctoError("FORBIDDEN", "This key is unknown, revoked or has expired.")


def no_product(value: str) -> OctoError:
    message = "The productId was missing or invalid"
    return OctoError("INVALID_PRODUCT_ID", message, productId=value)


def no_option(value: str) -> OctoError:
    message = "The optionId was missing or invalid"
    return OctoError("INVALID_OPTION_ID", message, optionId=value)


def no_unit(value: str) -> OctoError:
    message = "The unitId was missing or invalid"
    return OctoError("INVALID_UNIT_ID", message, unitId=value)


def no_availability(value: str) -> OctoError:
    message = "The availabilityId was missing or invalid"
    return OctoError("INVALID_AVAILABILITY_ID", message, availabilityId=value)


def no_booking(value: str) -> OctoError:
    message = "The uuid was already used, missing or invalid"
    return OctoError("INVALID_BOOKING_UUID", message, uuid=value)
