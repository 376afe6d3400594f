"""Signed notes (C2SP signed-note): a text with signature lines, and verifier keys (vkey) as text."""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Self

MAX_SIZE: Final = 200_000  # bytes: 16 signatures that resist quantum computers are a quarter of this
ID_SIZE: Final = 4
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME: Final = re.compile(r"[^\s+]+")
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})\n")
_VKEY: Final = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


class NoteMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A text that is no signed note or no verifier key in canonical form."""


class SignatureType(IntEnum):
    """Signature algorithm of a note's line, by the type byte that C2SP has assigned."""

    ED25519 = 0x01  # over the text itself
    COSIGNATURE = 0x04  # Ed25519 with a time, cosignature/v1
    ML_DSA_44 = 0x06  # with a time over the tree head, safe from quantum computers

    @property
    def spoken(self) -> str:
        """Name of the algorithm for people."""
        return "ML-DSA-44" if self is SignatureType.ML_DSA_44 else "Ed25519"


_PUBLIC_SIZE: Final = {SignatureType.ED25519: 32, SignatureType.COSIGNATURE: 32, SignatureType.ML_DSA_44: 1312}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Named public key; as text it is the vkey `name+id+base64(type ‖ key)`."""

    name: str
    type: SignatureType
    public: bytes

    def __post_init__(self) -> None:
        """Raise `NoteMalformed` for a name that a line cannot have or a key of another length."""
        if _NAME.fullmatch(self.name) is None or len(self.public) != _PUBLIC_SIZE[self.type]:
            raise NoteMalformed("no verifier key")

    @property
    def id(self) -> bytes:
        """Key id, 4 bytes: SHA-256(name ‖ newline ‖ type ‖ key)[:4]."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:ID_SIZE]

    @property
    def vkey(self) -> str:
        """The key as one line of text."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.type]) + self.public).decode('ascii')}"

    @classmethod
    def read(cls, vkey: str) -> Self:
        """Return the key of a vkey; raise `NoteMalformed` for an unknown type or an id that is not the key's."""
        match = _VKEY.fullmatch(vkey)
        if match is None:
            raise NoteMalformed("no verifier key")
        try:
            material = b64decode(match[3], validate=True)
            key = cls(match[1], SignatureType(material[0]), material[1:])
        except (NotBase64, IndexError, ValueError) as error:
            raise NoteMalformed("no verifier key of a known type") from error
        if key.vkey != vkey:
            raise NoteMalformed("the id is not this key's")
        return key


@dataclass(frozen=True, slots=True)
class Signature:
    """Signature line of a note: key name and id, timestamp if its type has one, and the signature."""

    name: str
    id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as text."""
        return f"— {self.name} {b64encode(self.id + self.value).decode('ascii')}\n"

    @classmethod
    def read(cls, line: str) -> Self:
        """Return the signature of a line; raise `NoteMalformed`."""
        match = _LINE.fullmatch(line)
        if match is None:
            raise NoteMalformed("no signature line")
        try:
            value = b64decode(match[2], validate=True)
        except NotBase64 as error:
            raise NoteMalformed("a signature is no base64") from error
        signature = cls(match[1], value[:ID_SIZE], value[ID_SIZE:])
        if not signature.value or signature.line != line:
            raise NoteMalformed("not the one spelling of a signature")
        return signature

    def is_by(self, key: VerifierKey) -> bool:
        """Tell whether the line names this key; it is not verified."""
        return self.name == key.name and self.id == key.id


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, with its signatures."""

    text: str
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def read(cls, note: bytes) -> Self:
        """Return the note of these bytes, not verified; raise `NoteMalformed`."""
        if len(note) > MAX_SIZE:
            raise NoteMalformed("too large")
        try:
            whole = note.decode()
        except UnicodeDecodeError as error:
            raise NoteMalformed("no UTF-8") from error
        text, blank, lines = whole.rpartition("\n\n")
        if not blank or not lines or _CONTROL.search(whole):
            raise NoteMalformed("no text with signature lines under it")
        return cls(text + "\n", tuple(map(Signature.read, lines.splitlines(keepends=True))))

    def spell(self) -> bytes:
        """Return the bytes of the note."""
        return (self.text + "\n" + "".join(signature.line for signature in self.signatures)).encode()

    def with_signatures(self, more: Iterable[Signature]) -> Self:
        """Return the note with these lines added; a line that is there already is not repeated."""
        return type(self)(self.text, tuple(dict.fromkeys([*self.signatures, *more])))
