"""Who collects money: each is off until its keys stand in the environment (payments.md, vietnam.md 6.2)."""

import os

STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS = os.environ.get("STRIPE_WEBHOOK_SECRETS", "").split()
STRIPE_API_BASE = os.environ.get("STRIPE_API_BASE", "")
STRIPE_API_VERSION = "2026-08-26.dahlia"

# Banks tell of transfers, signed; payOS is also asked back
BANK_WEBHOOK_SECRETS = {
    "sepay": os.environ.get("SEPAY_WEBHOOK_SECRETS", "").split(),
    "payos": os.environ.get("PAYOS_CHECKSUM_KEYS", "").split(),
    "casso": os.environ.get("CASSO_WEBHOOK_KEYS", "").split(),
}
PAYOS_CLIENT_ID = os.environ.get("PAYOS_CLIENT_ID", "")
PAYOS_API_KEY = os.environ.get("PAYOS_API_KEY", "")
PAYOS_API_BASE = os.environ.get("PAYOS_API_BASE", "https://api-merchant.payos.vn")
