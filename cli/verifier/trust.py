"""What a verifier trusts and says: keys as browsers take them, signed status lists, tables, words in both languages."""

import tomllib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cli.verifier.tables import tables
from evidence import finding_sentences
from evidence.base64url import b64url_decode
from evidence.certificates import sentences
from evidence.certificates.claims import CLAIM_169, HC1
from evidence.certificates.keys import SignerKey, SignerKeys
from evidence.certificates.layers import REASONS, last_day_of
from evidence.certificates.member_words import ABOUT_THE_PRINT, BODY, CODES, DAYS, LABELS, NAMES
from evidence.certificates.paper_lines import (
    ENGLISH,
    FIRST,
    IN_LATIN,
    LAST,
    NAME_NOW,
    NOT_ON_PAPER,
    OTHER_LINE,
    PAPERS,
)
from evidence.findings import Both
from evidence.jws import Members, strict_object

Words = Mapping[str, Any]  # Any: by its sections, down to `lo` and `en`

_LATEST: Final = 2**53  # seconds: what JavaScript still counts; a key without an end has a later one


@dataclass(frozen=True, slots=True)
class Trust:
    """What goes into a verifier."""

    keys: bytes  # the file of keys, as it was read and found good
    lists: tuple[bytes, ...]  # signed status lists
    made_at: int  # epoch seconds
    until: int  # epoch second from which nothing that the verifier says is to be believed

    @property
    def until_day(self) -> str:
        """The last day on which it is to be believed."""
        return last_day_of(self.until)

    def json(self) -> dict[str, Any]:
        """Return what the page needs, for JSON."""
        return {
            "keys": {profile.keys: signers(self.keys, profile.keys) for profile in (CLAIM_169, HC1)},
            "lists": [b64encode(each).decode("ascii") for each in self.lists],
            "madeAt": self.made_at,
            "until": self.until,
            "untilDay": self.until_day,
            "tables": tables(),
            "words": {**words(), **said()},
        }


def words() -> Words:
    """Return the words of the page, by section."""
    return tomllib.loads((files("cli.verifier") / "words.toml").read_text("utf-8"))


def said() -> dict[str, Any]:
    """Return the words of a check, as they stand in `evidence`: sentences, where each reason belongs, and members."""
    findings = {code: each for code, each in finding_sentences.SENTENCES.items() if code.startswith("certificate-")}
    return {
        "reasons": {reason: [row.layer.value, row.outcome.value] for reason, row in REASONS.items()},
        "sentences": {reason: _both(each) for reason, each in sentences.SENTENCES.items()},
        "findings": {code: {"holds": _both(each.holds), "fails": _both(each.fails)} for code, each in findings.items()},
        "labels": {member: _both(each) for member, each in LABELS.items()} | {"body": _both(BODY)},
        "codes": {member: {code: _both(each) for code, each in codes.items()} for member, codes in CODES.items()},
        "days": DAYS,
        "names": NAMES,
        "aboutThePrint": ABOUT_THE_PRINT,
        "papers": _of_kinds(PAPERS),
        "apart": _of_kinds(NOT_ON_PAPER),
        "order": {"first": FIRST, "last": LAST},
        "nameNow": _both(NAME_NOW),
        "inLatin": _both(IN_LATIN),
        "english": ENGLISH,
        "otherLine": OTHER_LINE,
    }


def _of_kinds(papers: Mapping[str, Mapping[str, Both]]) -> dict[str, Any]:
    """Return rows, since the order of a paper counts."""
    return {kind: [[member, _both(name)] for member, name in paper.items()] for kind, paper in papers.items()}


def signers(keys: bytes, member: str) -> list[dict[str, Any]]:
    """Return the signers' keys under that member, each as SPKI (RFC 5480) with its period and its issuer.

    Raise `KeysMalformed`.
    """
    read = SignerKeys.read(keys, member).keys
    return [_signer(jwk, key) for jwk, key in zip(strict_object(keys).get(member, []), read, strict=True)]


def _signer(jwk: Members, key: SignerKey) -> dict[str, Any]:
    return {
        "kid": key.kid.hex(),
        "alg": key.alg,
        "issuer": key.issuer,
        "begins": key.begins_at,
        "ends": key.ends_at if key.ends_at <= _LATEST else None,
        "spki": b64encode(_spki(jwk)).decode("ascii"),
    }


def _spki(jwk: Members) -> bytes:
    if "x5c" in jwk:
        public = x509.load_der_x509_certificate(b64decode(jwk["x5c"][0])).public_key()
    else:
        x, y = (int.from_bytes(b64url_decode(jwk[half]), "big") for half in ("x", "y"))
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _both(pair: Both | Iterable[str]) -> dict[str, str]:
    lo, en = pair
    return {"lo": lo, "en": en}
