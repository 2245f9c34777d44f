"""GHN and Viettel Post over real HTTP, in the shapes of their documents (vietnam.md 7.1, 7.3).

Faults are asked for with `then`: each entry is used up by one request.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes import AT_ONCE

GHN_TOKEN, VTP_PASSWORD = "ghn-token", "vtp-password"
GHN = "/shiip/public-api/"


class CarrierServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.orders: dict[str, dict[str, Any]] = {}  # by the carrier's code
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.faults: list[str] = []
        self.vtp_token = "token-1"

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def then(self, *faults: str) -> None:
        """“500”, “slow”, “no json”, “hang up”, “after” (do it, then say 500), “fine”."""
        self.faults = list(faults)

    def calls(self, path: str) -> list[dict[str, Any]]:
        return [payload for asked, payload, _headers in self.asked if path in asked]

    def set_status(self, code: str, status: str) -> None:
        self.orders[code]["status"] = status


class Answer(BaseHTTPRequestHandler):
    server: CarrierServer

    def log_message(self, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        payload = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, payload, dict(self.headers)))
        fault = self.server.faults.pop(0) if self.server.faults else "fine"
        if fault == "hang up":
            return
        if fault == "slow":
            time.sleep(1.5)
        if fault == "500":
            self.say(500, b"<html>oops</html>")
            return
        code, answer = self.answer(payload)
        if fault == "after":
            code, answer = 500, {}
        self.say(code, b"<html>" if fault == "no json" else json.dumps(answer).encode())

    def say(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except BrokenPipeError:
            pass

    def answer(self, payload: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.path.startswith(GHN):
            return self.ghn(self.path.removeprefix(GHN), payload)
        return self.vtp(self.path.removeprefix("/v2/"), payload)

    def ghn(self, path: str, payload: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.headers.get("Token") != GHN_TOKEN:
            return 401, {"code": 401, "message": "Token is not valid!", "data": None}
        deeds = {
            "v2/shipping-order/create": self.ghn_create,
            "v2/shipping-order/preview": self.ghn_preview,
            "v2/shipping-order/detail": self.ghn_detail,
            "v2/switch-status/cancel": self.ghn_cancel,
            "v2/a5/gen-token": lambda _payload: {"token": "label-1"},
        }
        try:
            data = deeds[path](payload)
        except KeyError as error:
            return 400, {"code": 400, "message": f"wrong: {error}", "data": None}
        return 200, {"code": 200, "message": "Success", "data": data}

    def ghn_preview(self, payload: dict[str, Any]) -> dict[str, Any]:
        for name in ("to_ward_name", "to_province_name", "to_phone", "weight"):
            if not payload[name]:
                raise KeyError(name)
        return {
            "order_code": "",
            "total_fee": "33000",
            "fee": {"main_service": 33000, "insurance": 0},
            "expected_delivery_time": "2026-11-27T16:00:00Z",
        }

    def ghn_create(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The same client_order_code is the same order, as proven in GHN's sandbox."""
        preview = self.ghn_preview(payload)
        known = {o["client_order_code"]: code for code, o in self.server.orders.items()}
        ours = payload["client_order_code"]
        code = known.get(ours) or f"L8T{len(self.server.orders):03d}"
        self.server.orders.setdefault(
            code,
            {
                "order_code": code,
                "client_order_code": ours,
                "status": "ready_to_pick",
                "cod_amount": payload["cod_amount"],
            },
        )
        return {**preview, "order_code": code}

    def ghn_detail(self, payload: dict[str, Any]) -> dict[str, Any]:
        return self.server.orders[payload["order_code"]]

    def ghn_cancel(self, payload: dict[str, Any]) -> list[dict[str, Any]]:
        (code,) = payload["order_codes"]
        order = self.server.orders[code]
        result = order["status"] in ("ready_to_pick", "picking")
        if result:
            order["status"] = "cancel"
        words = "OK" if result else "Đơn đã lấy, không huỷ được"
        return [{"order_code": code, "result": result, "message": words}]

    def vtp(self, path: str, payload: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path == "user/Login":
            if payload.get("PASSWORD") != VTP_PASSWORD:
                return 200, refusal(204, "Sai tài khoản hoặc mật khẩu")
            return 200, success({"token": self.server.vtp_token, "userId": 1})
        if self.headers.get("Token") != self.server.vtp_token:
            return 200, refusal(401, "Token invalid")
        deeds = {
            "order/getPriceNlp": self.vtp_price,
            "order/createOrderNlp": self.vtp_create,
            "order/UpdateOrder": self.vtp_update,
            "order/printing-code": lambda _payload: {
                **success(None),
                "message": "Ab1=",
            },
        }
        return 200, deeds[path](payload)

    def vtp_price(self, payload: dict[str, Any]) -> dict[str, Any]:
        return success(
            {"MONEY_TOTAL": 40970, "MONEY_TOTAL_FEE": 33740, "MONEY_VAT": 6095}
        )

    def vtp_create(self, payload: dict[str, Any]) -> dict[str, Any]:
        ours = payload["ORDER_NUMBER"]
        known = [o["client_order_code"] for o in self.server.orders.values()]
        if payload.get("CHECK_UNIQUE") and ours in known:
            return refusal(205, "Mã đơn hàng đã tồn tại")
        code = f"VTP{len(self.server.orders):06d}"
        self.server.orders[code] = {"client_order_code": ours, "status": "100"}
        return success(
            {
                "ORDER_NUMBER": code,
                "MONEY_COLLECTION": payload["MONEY_COLLECTION"],
                "MONEY_TOTAL": 40970,
            }
        )

    def vtp_update(self, payload: dict[str, Any]) -> dict[str, Any]:
        order = self.server.orders[payload["ORDER_NUMBER"]]
        if payload["TYPE"] != 4 or int(order["status"]) >= 200:
            return refusal(205, "Không thể huỷ đơn hàng")
        order["status"] = "107"
        return success(None)


def success(data: Any) -> dict[str, Any]:
    return {"status": 200, "error": False, "message": "OK", "data": data}


def refusal(status: int, message: str) -> dict[str, Any]:
    return {"status": status, "error": True, "message": message, "data": None}


@contextmanager
def carrier_server() -> Iterator[CarrierServer]:
    with CarrierServer() as server:
        threading.Thread(
            target=server.serve_forever, args=[AT_ONCE], daemon=True
        ).start()
        yield server
        server.shutdown()


def ghn_news(code: str, status: str, at: str, **more: Any) -> dict[str, Any]:
    """A callback as GHN documents it."""
    return {
        "OrderCode": code,
        "ClientOrderCode": "",
        "Status": status,
        "Type": "Switch_status",
        "Time": at,
        "Reason": "",
        "Warehouse": "Bưu cục Khoái Châu",
        "ShopID": 81558,
    } | more


def vtp_news(code: str, status: int, at: str, **more: Any) -> dict[str, Any]:
    """A callback as Viettel Post documents it, “LOCALION” and all."""
    return {
        "ORDER_NUMBER": code,
        "ORDER_REFERENCE": "",
        "ORDER_STATUSDATE": at,
        "ORDER_STATUS": status,
        "STATUS_NAME": "…",
        "LOCALION_CURRENTLY": "Hưng Yên",
        "NOTE": "",
        "MONEY_TOTAL": 40970,
        "PRODUCT_WEIGHT": 600,
    } | more
