"""How long a tap can be taken back, and what waits for it."""

from datetime import timedelta

# The screen promises ten seconds; a tap made in the last of them still has to cross a slow network.
WITHIN = timedelta(seconds=20)


class TooLate(Exception):
    """What was done can no longer be taken back by the one who did it."""
