"""The log of all events: putting them in order, signing how far it goes, proving what it holds."""

import base64
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from . import merkle, signed_notes
from .merkle import Node, Range
from .models import Checkpoint, Event, LogEntry, LogKey, LogNode
from .signed_notes import Signer

PAGE = 1000


def origin() -> str:
    """The log's name in a new key: the site's address without its scheme."""
    return f"{urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc}/truy-xuat/nhat-ky"


def signers() -> list[Signer]:
    """The keys of TRACE_LOG_KEYS, newest first; without any, one made and kept in TRACE_LOG_KEY_FILE."""
    if settings.TRACE_LOG_KEYS:
        return [Signer.read(text) for text in settings.TRACE_LOG_KEYS]
    path = Path(settings.TRACE_LOG_KEY_FILE)
    if not path.exists():
        _make_key(path)
    return [Signer.read(path.read_text())]


def _make_key(path: Path) -> None:
    """Whole or not at all; of two processes that make one, the first has made it for both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent) as draft, suppress(FileExistsError):
        draft.write(Signer.generate(origin()).written())
        draft.flush()
        os.link(draft.name, path)


def _signing() -> list[Signer]:
    """The signers still in use; a key seen for the first time is written down with its day."""
    known = []
    for signer in signers():
        key, _made = LogKey.objects.get_or_create(verifier=signer.verifier)
        if key.is_valid():
            known.append(signer)
    if not known:
        raise ValueError("no key is in use: set TRACE_LOG_KEYS")
    return known


@transaction.atomic
def make_checkpoint() -> Checkpoint | None:
    """Put new events into the log and sign its new state; the last checkpoint when nothing is new."""
    signing = _signing()
    # Whoever signs holds these rows, so that two processes never number the same place.
    list(LogKey.objects.select_for_update().order_by("pk"))
    _append_all()
    size = log_size()
    last = Checkpoint.objects.first()
    if not size or (last and last.size == size):
        return last
    root = root_at(size)
    text = checkpoint_text(signing[0].name, size, root)
    note = signed_notes.sign(text, signing)
    return Checkpoint.objects.create(size=size, root=root.hex(), note=note)


def checkpoint_text(name: str, size: int, root: bytes) -> str:
    """C2SP tlog-checkpoint: origin, size, root."""
    return f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"


def log_size() -> int:
    last = LogEntry.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def _append_all() -> None:
    waiting = Event.objects.filter(log_entry=None).order_by("pk")
    while events := list(waiting[:PAGE]):
        append(events)


def append(events: Sequence[Event]) -> None:
    """Number these events after those already there, with the nodes they complete."""
    size = log_size()
    edge = nodes(merkle.cover(0, size))
    leaves = [merkle.leaf_hash(event.document.encode()) for event in events]
    LogEntry.objects.bulk_create(
        LogEntry(index=index, event=event) for index, event in enumerate(events, size)
    )
    LogNode.objects.bulk_create(
        LogNode(level=level, index=index, hash=digest)
        for (level, index), digest in merkle.grown(size, leaves, edge).items()
    )


def nodes(wanted: Iterable[Node]) -> dict[Node, bytes]:
    """The stored hashes among those wanted; one question."""
    levels: dict[int, list[int]] = {}
    for level, index in wanted:
        levels.setdefault(level, []).append(index)
    if not levels:
        return {}
    found = Q()
    for level, indexes in levels.items():
        found |= Q(level=level, index__in=indexes)
    rows = LogNode.objects.filter(found).values_list("level", "index", "hash")
    return {(level, index): bytes(digest) for level, index, digest in rows}


def hashes(ranges: Sequence[Range]) -> list[bytes]:
    """The hash of each range of leaves; one question for all."""
    known = nodes(node for leaves in ranges for node in merkle.cover(*leaves))
    return [merkle.range_hash(leaves, known) for leaves in ranges]


def root_at(size: int) -> bytes:
    return hashes([(0, size)])[0]


def inclusion_proof(index: int, size: int) -> list[bytes]:
    """Raises ValueError when the log of that size has no such place."""
    return hashes(merkle.inclusion_ranges(index, size))


def inclusion_proofs(indexes: Sequence[int], size: int) -> list[list[bytes]]:
    """The proofs of several places; one question for all."""
    paths = [merkle.inclusion_ranges(index, size) for index in indexes]
    flat = iter(hashes([leaves for path in paths for leaves in path]))
    return [[next(flat) for _range in path] for path in paths]


def consistency_proof(old: int, size: int) -> list[bytes]:
    """Raises ValueError when there was no such older log."""
    return hashes(merkle.consistency_ranges(old, size))
