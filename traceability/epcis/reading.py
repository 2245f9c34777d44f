"""A stranger's JSON: how much of it, how deep, and only what can be kept and hashed."""

import json
import math
from typing import Any

from .problems import Problem

MOST_BYTES = 1_000_000
MOST_EVENTS = 500
DEEPEST = 24


def read_json(body: bytes) -> Any:
    """JSON of a stranger: UTF-8, finite numbers, each name once, not too deep. Raises Problem 400."""
    try:
        data = json.loads(
            body.decode(),
            object_pairs_hook=_once_each,
            parse_float=_finite,
            parse_constant=_finite,
        )
        _check_depth(data)
        text = json.dumps(data, ensure_ascii=False)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise Problem(
            400, f"This is not JSON we can keep: {str(error)[:120]}"
        ) from error
    if "\\u0000" in text:
        raise Problem(400, "This is not JSON we can keep: a NUL character")
    return data


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return dict(pairs)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number that is not finite")
    return number


def _check_depth(data: Any) -> None:
    level = [data]
    for _depth in range(DEEPEST):
        level = [
            x
            for v in level
            for x in (
                v.values() if isinstance(v, dict) else v if isinstance(v, list) else ()
            )
        ]
        if not level:
            return
    raise ValueError("nested too deeply")
