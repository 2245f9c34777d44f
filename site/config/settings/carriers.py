"""Carriers: each is off until its account stands in the environment (vietnam.md 7)."""

import os

CARRIER_TIMEOUT_SECONDS = 12
CARRIER_RETRY_SECONDS = 1.0

# Giao Hàng Nhanh; limits in grams and đồng as its page said on 04/10/2026
GHN_TOKEN = os.environ.get("GHN_TOKEN", "")
GHN_WEBHOOK_KEY = os.environ.get("GHN_WEBHOOK_KEY", "")
GHN_API_BASE = os.environ.get(
    "GHN_API_BASE", "https://online-gateway.ghn.vn/shiip/public-api"
)
GHN_MAX_WEIGHT_G = int(os.environ.get("GHN_MAX_WEIGHT_G", "50000"))
GHN_MAX_COD = int(os.environ.get("GHN_MAX_COD", "50000000"))

# Viettel Post; a limit of 0 is none: ask for what your contract says
VTP_USERNAME = os.environ.get("VTP_USERNAME", "")
VTP_PASSWORD = os.environ.get("VTP_PASSWORD", "")
VTP_WEBHOOK_TOKEN = os.environ.get("VTP_WEBHOOK_TOKEN", "")
VTP_API_BASE = os.environ.get("VTP_API_BASE", "https://partner.viettelpost.vn/v2")
VTP_PRINT_BASE = os.environ.get("VTP_PRINT_BASE", "https://digitalize.viettelpost.vn")
VTP_SERVICE = os.environ.get("VTP_SERVICE", "LCOD")
VTP_MAX_WEIGHT_G = int(os.environ.get("VTP_MAX_WEIGHT_G", "0"))
VTP_MAX_COD = int(os.environ.get("VTP_MAX_COD", "0"))
