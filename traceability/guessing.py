"""Whoever tries many codes has to wait; who he is stays unknown (decision 0071).

The cache keeps a number under a hash of the visitor's address, salted with a secret that is thrown
away every day. Nothing of it is in the database, and no code is answered while he waits, so that
the wait says nothing about the code either.
"""

import hashlib
import secrets

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from allauth.account.adapter import get_adapter

MISSES = 60
WINDOW = 600
DAY = 86_400


def _key(request: HttpRequest, what: str) -> str:
    salt = cache.get_or_set("guessing:salt", secrets.token_hex, DAY)
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        # A server behind a socket that names nobody: all of them wait together.
        address = ""
    digest = hashlib.blake2b(f"{salt}{address}".encode(), digest_size=16).hexdigest()
    return f"guessing:{what}:{digest}"


def has_to_wait(request: HttpRequest, what: str = "ma", most: int = MISSES) -> bool:
    """Whether this visitor did `what` too often in the last ten minutes."""
    return int(cache.get(_key(request, what), 0)) >= most


def note(request: HttpRequest, what: str = "ma", *, times: int = 1) -> None:
    """Count a miss; a hit is noted with `times=0`, so that both take the same time."""
    key = _key(request, what)
    cache.add(key, 0, WINDOW)
    try:
        cache.incr(key, times)
    except ValueError:
        # It expired between the two calls: a new window begins with the next miss.
        return
