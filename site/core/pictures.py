"""Which sizes of a picture exist; what is known of them stays in the `renditions` cache."""

CARD = [
    f"fill-{w}x{h}|format-{kind}"
    for w, h in ((240, 180), (480, 360))
    for kind in ("avif", "webp")
]
HERO = [f"width-{w}|format-{kind}" for w in (480, 960) for kind in ("avif", "webp")]
FACE = [f"fill-160x160|format-{kind}" for kind in ("avif", "webp")]
