"""Servers of other people, over real sockets."""

AT_ONCE = 0.01
"""Seconds until a server looks whether it shall stop; half of one otherwise, after each test."""
