"""Signed notes with Ed25519, as C2SP signed-note and Go's checksum database write them.

A private key is “PRIVATE+KEY+name+id+base64(0x01 ‖ seed)”, a public one “name+id+base64(0x01 ‖ key)”,
where id is the first 4 bytes of SHA-256(name ‖ "\\n" ‖ 0x01 ‖ key) in hex.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(f"{name}\n".encode() + ED25519 + public).digest()[:4]


def strict(text: str) -> bytes:
    """Base64 that is written in the one right way; raises ValueError otherwise."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 with stray bits")
    return data


@dataclass(frozen=True)
class Signer:
    name: str
    key: Ed25519PrivateKey

    @classmethod
    def generate(cls, name: str) -> "Signer":
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, text: str) -> "Signer":
        """Raises ValueError for anything but a private key as written above."""
        word, kind, name, key_id, data = text.strip().split("+", 4)
        raw = strict(data)
        if (word, kind) != ("PRIVATE", "KEY") or raw[:1] != ED25519:
            raise ValueError("not a signing key")
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(raw[1:]))
        if signer.key_id.hex() != key_id:
            raise ValueError("the key does not fit its id")
        return signer

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        return _key_id(self.name, self.public)

    @property
    def verifier(self) -> str:
        data = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{data}"

    def written(self) -> str:
        """The private key as text, for a file that only the server reads."""
        data = base64.b64encode(ED25519 + self.key.private_bytes_raw()).decode()
        return f"PRIVATE+KEY+{self.name}+{self.key_id.hex()}+{data}"

    def line(self, text: str) -> str:
        signature = self.key_id + self.key.sign(text.encode())
        return f"— {self.name} {base64.b64encode(signature).decode()}\n"


def sign(text: str, signers: list[Signer]) -> str:
    """`text`, which ends in a newline, with a line of signature per key."""
    return f"{text}\n{''.join(signer.line(text) for signer in signers)}"


def verified(note: str, verifier: str) -> str:
    """The text of a note that this public key signed; raises ValueError when it did not."""
    name, key_id, data = verifier.split("+", 2)
    public = strict(data)[1:]
    if _key_id(name, public).hex() != key_id:
        raise ValueError("the key does not fit its id")
    text, blank, signatures = note.rpartition("\n\n")
    for line in signatures.split("\n") if blank else ():
        if line.startswith(f"— {name} "):
            signature = strict(line.split(" ")[2])
            if signature[:4].hex() == key_id:
                return _checked(f"{text}\n", signature[4:], public)
    raise ValueError("no signature by this key")


def _checked(text: str, signature: bytes, public: bytes) -> str:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except InvalidSignature as error:
        raise ValueError("the signature is wrong") from error
    return text
