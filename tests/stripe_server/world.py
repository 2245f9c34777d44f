"""Serves seahaven-stripe-world on 127.0.0.1:<port>, on Python 3.13 through the shim beside this file."""

import sys

if sys.version_info < (3, 14):
    import py313shim  # noqa: F401 - rewrites the syntax of 3.14 while importing

from seahaven.http import serve
from seahaven_stripe_world.http_api import handle
from seahaven_stripe_world.world import world

serve(
    world, handle, port=int(sys.argv[1]), reset_options={"startup": {"livemode": False}}
)
