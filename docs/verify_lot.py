#!/usr/bin/env python3
"""Check an exported lot without trusting the site it came from.

    python3 verify_lot.py lot.json --key "NAME+ID+KEY" [--checkpoint kept.txt]
                          [--consistency proof.json] [--photos FOLDER]

--key          the log's public key, which you keep; several keys if it was changed
--checkpoint   a checkpoint that you (or somebody you trust) kept from an earlier day
--consistency  the proof that the log of the file still begins with the one you kept
--photos       a folder with the photos; each must have a SHA-256 that the lot names

Needs Python 3.9 and the package “cryptography” (for Ed25519); asks no network. Exit code 0 when all is well.
Formats: EPCIS 2.0, RFC 9162 section 2.1, C2SP signed-note and tlog-checkpoint.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """Something is not as it was recorded."""


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def strict(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise Wrong("base64 with stray bits")
    return data


def signed_text(note, keys):
    """The text of a note that one of the keys signed."""
    text, blank, signatures = note.rpartition("\n\n")
    for key in keys if blank else ():
        name, key_id, data = key.split("+", 2)
        public = strict(data)[1:]
        if (
            hashlib.sha256(f"{name}\n".encode() + b"\x01" + public).digest()[:4].hex()
            != key_id
        ):
            raise Wrong(f"the key {name} does not fit its id")
        for line in signatures.split("\n"):  # a form feed ends no line here
            if line.startswith(f"— {name} "):
                signature = strict(line.split(" ")[2])
                if signature[:4].hex() == key_id:
                    Ed25519PublicKey.from_public_bytes(public).verify(
                        signature[4:], f"{text}\n".encode()
                    )
                    return f"{text}\n"
    raise Wrong("no signature by a key you trust")


def checkpoint_of(note, keys):
    lines = signed_text(note, keys).splitlines()
    if lines[0] not in {key.split("+", 1)[0] for key in keys}:
        raise Wrong("a checkpoint of another log")
    return int(lines[1]), strict(lines[2])


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf, index, size, proof):
    """RFC 9162, 2.1.3.2."""
    here, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise Wrong("the proof is too long")
        if here & 1 or here == last:
            result = node(sibling, result)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            result = node(result, sibling)
        here, last = here >> 1, last >> 1
    if last:
        raise Wrong("the proof is too short")
    return result


def check_consistency(old, old_root, size, root, proof):
    """RFC 9162, 2.1.4.2."""
    if old == size:
        if old_root != root:
            raise Wrong("the log was rewritten: same size, another root")
        return
    if old > size:
        raise Wrong("your checkpoint is younger than the file; download the lot again")
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise Wrong(
            "give --consistency, or download the lot with ?checkpoint=" + str(old)
        )
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise Wrong("the consistency proof is too long")
        if here & 1 or here == last:
            first, second = node(sibling, first), node(sibling, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node(second, sibling)
        here, last = here >> 1, last >> 1
    if last or first != old_root or second != root:
        raise Wrong("the log was rewritten since your checkpoint")


def check_seal(document, keys):
    seal = document.pop("langnghe:seal")
    lines = signed_text(seal, keys).splitlines()
    digest = hashlib.sha256(canonical(document).encode()).hexdigest()
    if lines[1:] != [document["langnghe:lot"], f"sha-256:{digest}"]:
        raise Wrong("the file was changed after it was exported")


def check_events(document, size, root):
    events, proofs = document["epcisBody"]["eventList"], document["langnghe:proofs"]
    if len(events) != len(proofs):
        raise Wrong("not every event has its proof")
    proved = 0
    for number, (event, proof) in enumerate(zip(events, proofs), start=1):
        if proof is None:
            print(f"  event {number}: younger than the checkpoint, not proved yet")
            continue
        leaf = hashlib.sha256(b"\x00" + canonical(event).encode()).digest()
        path = [strict(text) for text in proof["hashes"]]
        if root_of(leaf, proof["index"], size, path) != root:
            raise Wrong(f"event {number} is not in the log as it stands here")
        proved += 1
    print(f"  {proved} of {len(events)} events are in the log, unchanged")


def check_photos(document, folder):
    digests = {}
    for path in Path(folder).iterdir():
        if path.is_file():
            digests[hashlib.sha256(path.read_bytes()).hexdigest()] = path.name
    named = [
        photo.split(":", 1)[1]
        for event in document["epcisBody"]["eventList"]
        for photo in event.get("langnghe:photo", ())
    ]
    if strangers := [digests[d] for d in digests if d not in named]:
        raise Wrong(
            f"photos that the lot does not name: {', '.join(sorted(strangers))}"
        )
    print(f"  {len(digests)} of {len(set(named))} photos are here, unchanged")


def check(options):
    raw = Path(options.lot).read_bytes()
    document = json.loads(raw.decode())
    if canonical(document).encode() != raw:
        raise Wrong("the file is not written as it was exported")
    check_seal(document, options.key)
    print(f"  lot {document['langnghe:lot']}: the file is as it was exported")
    size, root = checkpoint_of(document["langnghe:checkpoint"], options.key)
    if options.checkpoint:
        old, old_root = checkpoint_of(
            Path(options.checkpoint).read_text("utf-8"), options.key
        )
        proof = (
            json.loads(Path(options.consistency).read_text())["hashes"]
            if options.consistency
            else []
        )
        check_consistency(old, old_root, size, root, [strict(text) for text in proof])
        print(f"  the log of {size} events still begins with your checkpoint of {old}")
    else:
        print(
            "  you kept no checkpoint: only the operator’s signature vouches for the log"
        )
    check_events(document, size, root)
    if options.photos:
        check_photos(document, options.photos)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lot")
    parser.add_argument("--key", action="append", required=True)
    parser.add_argument("--checkpoint")
    parser.add_argument("--consistency")
    parser.add_argument("--photos")
    try:
        check(parser.parse_args())
    except InvalidSignature:
        sys.exit("WRONG / SAI: the signature does not fit")
    except (
        Wrong,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        sys.exit(f"WRONG / SAI: {error}")
    print("ALL WELL / ĐÚNG")


if __name__ == "__main__":
    main()
