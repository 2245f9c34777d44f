"""The Merkle tree of RFC 9162, sections 2.1.1 to 2.1.5; knows no database.

A node (level, index) is the hash over the leaves index·2**level up to (index+1)·2**level. A range of
leaves that may not be a whole node is folded from the nodes that cover it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

Node = tuple[int, int]
Range = tuple[int, int]
Hashes = Mapping[Node, bytes]
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover(start: int, end: int) -> list[Node]:
    """The fewest whole nodes over the leaves start to end, left to right."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """One hash from the covering nodes of a range."""
    if not hashes:
        return EMPTY
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def range_hash(leaves: Range, hashes: Hashes) -> bytes:
    return fold([hashes[node] for node in cover(*leaves)])


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that leaf `index` is among `size` leaves (2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    return _path(index, 0, size)


def _path(index: int, start: int, end: int) -> list[Range]:
    if end - start == 1:
        return []
    middle = start + split(end - start)
    if index < middle:
        return [*_path(index, start, middle), (middle, end)]
    return [*_path(index, middle, end), (start, middle)]


def consistency_ranges(old: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that the first `old` leaves are unchanged among `size` (2.1.4.1)."""
    if not 0 < old <= size:
        raise ValueError("no such older log")
    return [] if old == size else _subproof(old, 0, size, whole=True)


def _subproof(old: int, start: int, end: int, *, whole: bool) -> list[Range]:
    if old == end:
        return [] if whole else [(start, end)]
    middle = start + split(end - start)
    if old <= middle:
        return [*_subproof(old, start, middle, whole=whole), (middle, end)]
    return [*_subproof(old, middle, end, whole=False), (start, middle)]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    here, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            result = node_hash(sibling, result)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(
    old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """RFC 9162, 2.1.4.2."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(path) and _replay(old, size, path) == (old_root, root)


def _replay(old: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        here, last = here >> 1, last >> 1
    return (first, second) if last == 0 else None


def grown(
    size: int, leaves: Iterable[bytes], edge: dict[Node, bytes]
) -> dict[Node, bytes]:
    """The new nodes when `leaves` follow `size` others; `edge` holds the nodes of cover(0, size)."""
    new: dict[Node, bytes] = {}
    known: Callable[[Node], bytes] = lambda node: new.get(node) or edge[node]  # noqa: E731
    for index, leaf in enumerate(leaves, start=size):
        level, at = 0, index
        new[level, at] = leaf
        while at & 1:
            pair = node_hash(known((level, at - 1)), known((level, at)))
            level, at = level + 1, at >> 1
            new[level, at] = pair
    return new
