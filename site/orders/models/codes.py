"""Secrets and numbers of orders."""

import secrets

from vietnam.check_characters import random_code, with_check


def new_token() -> str:
    """128 bits nobody can guess; whoever holds the link may see the order."""
    return secrets.token_urlsafe(16)


def new_number() -> str:
    return with_check(f"LN{random_code(7)}")
