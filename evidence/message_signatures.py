"""HTTP message signatures (RFC 9421): reads and writes their fields in canonical form, and makes the signature base.

Only a part of structured fields is read: one inner list of plain strings with its parameters, and one byte sequence. It
is read in its canonical spelling alone, so the text that was received is the text that was signed.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

Parameter: TypeAlias = str | int | bool

ALGORITHM: Final = "ecdsa-p256-sha256"  # RFC 9421 §3.3.4: r ‖ s, as in JWS
_KEY: Final = r"[a-z*][a-z0-9_.*-]*"  # RFC 9651 §3.1.2
_TEXT: Final = r'"[ !#-\[\]-~]*"'  # §3.3.3, without escapes: nothing that we name needs one
_LIST: Final = rf"\((?:{_TEXT}(?: {_TEXT})*)?\)"
_PARAMETER: Final = re.compile(rf";({_KEY})(?:=(?:(-?[0-9]{{1,15}})|({_TEXT})))?")
_MEMBER: Final = re.compile(rf"({_KEY})=({_LIST})((?:;{_KEY}(?:=(?:-?[0-9]{{1,15}}|{_TEXT}))?)*)")
_BYTES: Final = re.compile(rf"({_KEY})=:([A-Za-z0-9+/]*={{0,2}}):")


class SignatureMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A field that is no single signature in canonical form."""


@dataclass(frozen=True, slots=True)
class SignatureInput:
    """Covered components and parameters of one signature."""

    label: str
    components: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    text: str  # the value of @signature-params


def read_input(field: str) -> SignatureInput:
    """Return the one member of a `Signature-Input` or `Accept-Signature` field; raise `SignatureMalformed`."""
    member = _MEMBER.fullmatch(field)
    if member is None:
        raise SignatureMalformed("not one canonical inner list")
    label, listed, stated = member[1], member[2], member[3]
    parameters: dict[str, Parameter] = {}
    for name, number, text in _PARAMETER.findall(stated):
        if name in parameters:
            raise SignatureMalformed("a parameter is repeated")
        parameters[name] = int(number) if number else text[1:-1] if text else True
    return SignatureInput(label, _components(listed), parameters, listed + stated)


@lru_cache(maxsize=1024)  # a client covers the same components again and again
def _components(listed: str) -> tuple[str, ...]:
    names = tuple(text[1:-1] for text in re.findall(_TEXT, listed))
    if len(set(names)) != len(names):  # RFC 9421 §2: each component at most once
        raise SignatureMalformed("a component is repeated")
    return names


def read_signature(field: str, label: str) -> bytes:
    """Return the one signature of a `Signature` field, which must have that label; raise `SignatureMalformed`."""
    member = _BYTES.fullmatch(field)
    if member is None or member[1] != label:
        raise SignatureMalformed("not the one signature of that label")
    try:
        signature = base64.b64decode(member[2], validate=True)
    except binascii.Error as error:
        raise SignatureMalformed("no base64") from error
    if base64.b64encode(signature).decode() != member[2]:  # a second spelling of the same bytes
        raise SignatureMalformed("no canonical base64")
    return signature


def spell_input(components: Iterable[str], parameters: Mapping[str, str | int]) -> str:
    """Return the value of `@signature-params`; a `Signature-Input` field is a label, `=` and this."""
    listed = " ".join(f'"{name}"' for name in components)
    stated = "".join(
        f";{name}={value}" if isinstance(value, int) else f';{name}="{value}"' for name, value in parameters.items()
    )
    return f"({listed}){stated}"


def spell_signature(label: str, signature: bytes) -> str:
    """Return the value of the `Signature` field."""
    return f"{label}=:{base64.b64encode(signature).decode()}:"


def signature_base(components: Iterable[str], values: Mapping[str, str], text: str) -> bytes:
    """Return the bytes to sign (RFC 9421 §2.5); raise `SignatureMalformed` when a component has no value."""
    lines = []
    for name in components:
        value = values.get(name)
        if value is None or "\n" in value or "\r" in value:  # a line of one's own making would be another component
            raise SignatureMalformed(f"{name} has no value of one line")
        lines.append(f'"{name}": {value.strip()}\n')
    try:
        return ("".join(lines) + '"@signature-params": ' + text).encode("ascii")
    except UnicodeEncodeError:
        raise SignatureMalformed("a value beyond ASCII") from None
