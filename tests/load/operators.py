"""Those who give money back and pay out, on the operator's screens."""

from tests.load.people import Life

CAST: list[tuple[Life, int]] = []
