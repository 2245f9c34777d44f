"""What went wrong, for machines: RFC 7807 with the exceptions of EPCIS 2.0, 12."""

from typing import Any

from django.http import JsonResponse

KINDS = {
    400: ("ValidationException", "The document is not valid"),
    401: ("SecurityException", "A valid Bearer key is needed"),
    403: ("SecurityException", "This partner may not do that"),
    404: ("NoSuchNameException", "There is no such resource"),
    405: ("ImplementationException", "The resource knows no such method"),
    406: ("NotAcceptableException", "Only JSON is spoken here"),
    409: ("ResourceAlreadyExistsException", "The event was captured before"),
    413: ("CaptureLimitExceededException", "The document is too large"),
    414: ("URITooLongException", "The query is too long"),
    415: (
        "UnsupportedMediaTypeException",
        "Send application/json or application/ld+json",
    ),
    501: ("ImplementationException", "Not supported here"),
}


class Problem(Exception):
    """An answer other than success; `detail` is for a person who reads the log."""

    def __init__(self, status: int, detail: str = "", kind: str = "") -> None:
        self.status = status
        self.detail = detail
        self.kind = kind or KINDS[status][0]
        super().__init__(detail)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "type": f"epcisException:{self.kind}",
            "title": KINDS[self.status][1],
            "status": self.status,
        }
        return {**told, "detail": self.detail} if self.detail else told

    def answer(self) -> JsonResponse:
        response = JsonResponse(
            self.as_json(), status=self.status, content_type="application/problem+json"
        )
        if self.status == 401:
            response["WWW-Authenticate"] = 'Bearer realm="epcis"'
        return response
