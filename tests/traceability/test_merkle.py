"""The tree of RFC 9162, against the vectors of Certificate Transparency and against any change."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from traceability import merkle

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
# github.com/google/certificate-transparency, merkle tree tests, taken over by RFC 6962 and 9162
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): """96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
        5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4""",
    (5, 8): """bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
        ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
        d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7""",
    (2, 3): "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
}
CONSISTENCY = {
    (1, 1): "",
    (6, 8): """0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a
        ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
        d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7""",
    (2, 5): """5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b""",
}


def tree(leaves):
    return merkle.grown(0, [merkle.leaf_hash(leaf) for leaf in leaves], {})


def hexes(hashes):
    return [digest.hex() for digest in hashes]


def test_an_empty_log_has_the_hash_of_nothing():
    assert merkle.fold([]) == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_certificate_transparency(size):
    nodes = tree(LEAVES)

    assert merkle.range_hash((0, size), nodes).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("place", "proof"), INCLUSION.items())
def test_the_inclusion_proofs_are_those_of_certificate_transparency(place, proof):
    ranges = merkle.inclusion_ranges(*place)

    nodes = tree(LEAVES)
    assert hexes(merkle.range_hash(r, nodes) for r in ranges) == proof.split()


@pytest.mark.parametrize(("place", "proof"), CONSISTENCY.items())
def test_the_consistency_proofs_are_those_of_certificate_transparency(place, proof):
    ranges = merkle.consistency_ranges(*place)

    nodes = tree(LEAVES)
    assert hexes(merkle.range_hash(r, nodes) for r in ranges) == proof.split()


def plain_root(leaves):
    """MTH of RFC 9162, 2.1.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return merkle.leaf_hash(leaves[0])
    k = merkle.split(len(leaves))
    return merkle.node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


@settings(deadline=None, max_examples=60)
@given(st.data(), st.lists(st.binary(max_size=8), min_size=1, max_size=70))
def test_every_proof_of_every_log_holds_and_no_changed_one_does(data, leaves):
    size = len(leaves)
    index, old = (
        data.draw(st.integers(0, size - 1)),
        data.draw(st.integers(1, size)),
    )
    nodes = tree(leaves)
    root = merkle.range_hash((0, size), nodes)
    path = [merkle.range_hash(r, nodes) for r in merkle.inclusion_ranges(index, size)]
    grown = [merkle.range_hash(r, nodes) for r in merkle.consistency_ranges(old, size)]
    leaf, old_root = merkle.leaf_hash(leaves[index]), plain_root(leaves[:old])

    flipped = bytes([leaf[0] ^ 1 << data.draw(st.integers(0, 7))]) + leaf[1:]

    assert root == plain_root(leaves)
    assert merkle.verify_inclusion(leaf, index, size, path, root)
    assert merkle.verify_consistency(old, size, old_root, root, grown)
    assert not merkle.verify_inclusion(flipped, index, size, path, root)
    assert not merkle.verify_inclusion(leaf, index, size, [*path, leaf], root)
    assert not merkle.verify_consistency(old, size, flipped, root, grown)


def test_a_log_grown_in_pieces_is_the_log_grown_at_once():
    hashes = [merkle.leaf_hash(bytes([n])) for n in range(37)]
    at_once = merkle.grown(0, hashes, {})

    pieces: dict = {}
    for start, end in ((0, 5), (5, 6), (6, 23), (23, 37)):
        edge = {node: pieces[node] for node in merkle.cover(0, start)}
        pieces |= merkle.grown(start, hashes[start:end], edge)

    assert pieces == at_once
