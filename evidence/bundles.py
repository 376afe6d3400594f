"""Evidence bundles: one JSON file with everything that proves an exchange, to be filed in court."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from evidence import checkpoint_checks, legal_acts, merkle, receipts
from evidence.base64url import b64url, b64url_decode
from evidence.checkpoints import Checkpoint
from evidence.entries import Leaf, Phase
from evidence.erasures import Erasure, Erasures
from evidence.findings import Finding, fails, found, holds
from evidence.jws import Members, strict_object
from evidence.legal_acts import SystemKeys
from evidence.trusted_keys import TrustedKeys

FORMAT: Final = "saphan-evidence-bundle/v1"
MAX_SIZE: Final = 4 * 1024 * 1024  # bytes; one of an ordinary exchange has about 20 KB


class BundleMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A text that is no bundle of evidence."""


@dataclass(frozen=True, slots=True)
class Included:
    """An entry with its inclusion proof; without salt and details where they were erased or are withheld."""

    index: int
    leaf: bytes
    proof: Sequence[bytes]
    salt: bytes | None = None
    details: Members | None = None
    signature: Members | None = None  # of the request, for legal acts: base and signature (RFC 9421)

    @classmethod
    def of(cls, stated: Members) -> Self:
        """Return the entry of a bundle's JSON; raise `ValueError`, `KeyError`, `TypeError` or `AttributeError`."""
        salt, details, signature = (stated.get(name) for name in ("salt", "details", "signature"))
        if type(stated["index"]) is not int or (salt is None) != (details is None):
            raise ValueError("an index is a number; salt and details come together")
        if not all(part is None or isinstance(part, dict) for part in (details, signature)):
            raise ValueError("details and signature are objects")
        leaf, proof = stated["leaf"].encode(), [b64url_decode(part) for part in stated["proof"]]
        Leaf.read(leaf)
        return cls(stated["index"], leaf, proof, None if salt is None else b64url_decode(salt), details, signature)

    def spell(self) -> dict[str, Any]:  # Any: JSON
        """Return the entry as a JSON object."""
        opening: dict[str, Any] = {}
        if self.salt is not None:
            opening = {"salt": b64url(self.salt), "details": self.details}
        signature = {"signature": self.signature} if self.signature is not None else {}
        proof = [b64url(part) for part in self.proof]
        return {"index": self.index, "leaf": self.leaf.decode(), **opening, **signature, "proof": proof}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The evidence of one exchange: receipt, entries with inclusion proofs, and the checkpoint that they lead to.

    `keys` is what the one who made the bundle names as keys; `system_keys` are public keys of the systems that have
    signed requests. Neither is believed for standing here, but `successions` among the keys prove themselves.
    """

    receipt: str | None
    entries: Sequence[Included]
    checkpoint: bytes
    keys: Members = field(default_factory=dict)
    system_keys: Sequence[Members] = ()

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Return the bundle of these bytes; raise `BundleMalformed`."""
        if len(text) > MAX_SIZE:
            raise BundleMalformed("too large")
        try:
            stated = strict_object(text)
            if stated["format"] != FORMAT:
                raise BundleMalformed(f"its format is not {FORMAT}")
            entries = [Included.of(entry) for entry in stated["entries"]]
            receipt, keys, systems = stated.get("receipt"), stated.get("keys", {}), stated.get("systemKeys", [])
            if not entries or not isinstance(receipt, str | None) or (type(keys), type(systems)) != (dict, list):
                raise BundleMalformed("it lacks entries, or a member has another type")
            return cls(receipt, entries, stated["checkpoint"].encode(), keys, systems)
        except KeyError as error:
            raise BundleMalformed(f"it lacks {error}") from error
        except (AttributeError, TypeError, ValueError) as error:
            raise BundleMalformed(str(error)) from error

    def spell(self) -> bytes:
        """Return the bytes of the file, as indented JSON; spaces do not matter to its meaning."""
        stated = {
            "format": FORMAT,
            **({"receipt": self.receipt} if self.receipt is not None else {}),
            "entries": [entry.spell() for entry in self.entries],
            "checkpoint": self.checkpoint.decode(),
            "keys": self.keys,
            "systemKeys": self.system_keys,
        }
        return json.dumps(stated, ensure_ascii=False, indent=2).encode() + b"\n"


def check(text: bytes, keys: TrustedKeys, *, answer: bytes | None = None) -> list[Finding]:
    """Return the findings about a bundle, checked with the trusted keys."""
    try:
        bundle = Bundle.read(text)
    except BundleMalformed as error:
        return [fails("bundle-read", why=str(error))]
    keys = keys.following(bundle.keys)
    checked, of_checkpoint = checkpoint_checks.check(bundle.checkpoint, keys)
    findings = [holds("bundle-read", count=len(bundle.entries)), *of_checkpoint]
    if checked is not None:
        findings += [found_in(entry, checked.head) for entry in bundle.entries]
    erasures, systems = Erasures(_erasures(bundle.entries)), legal_acts.system_keys(bundle.system_keys)
    for entry in bundle.entries:
        findings += _entry(entry, erasures, systems)
    findings += _phases(bundle.entries)
    if bundle.receipt is not None:
        findings += receipts.check(bundle.receipt, keys, answer=answer)
        findings.append(found("receipt-of-entry", _is_of(bundle.receipt, bundle.entries)))
    return findings


def found_in(entry: Included, head: Checkpoint) -> Finding:
    """Return the finding whether the entry's inclusion proof leads to the checkpoint's root."""
    included = merkle.inclusion_holds(merkle.leaf_hash(entry.leaf), entry.index, head.size, entry.proof, head.root)
    exchange = Leaf.read(entry.leaf).exchange
    return found("entry-included", included, index=entry.index, exchange=exchange, size=head.size)


def _erasures(entries: Sequence[Included]) -> Iterator[Erasure]:
    """Yield the erasures that entries of the bundle state and commit to."""
    for entry in entries:
        erasure, leaf = Erasure.of(entry.details), Leaf.read(entry.leaf)
        if erasure is None or entry.salt is None or entry.details is None:
            continue
        if erasure.place == leaf.exchange and receipts.opens(leaf, entry.salt, entry.details):
            yield erasure


def _entry(entry: Included, erasures: Erasures, systems: SystemKeys) -> Iterator[Finding]:
    leaf = Leaf.read(entry.leaf)
    if entry.salt is not None and entry.details is not None:
        yield from receipts.opened(leaf, entry.salt, entry.details)
        if legal_acts.is_signed(entry.details, entry.signature):
            yield from legal_acts.check(entry.details, entry.signature, systems, leaf.exchange)
        return
    # fail closed: of an entry that cannot be opened nothing is known, unless the ledger says who erased it
    erasure = erasures.explain(leaf.exchange, "details")
    by = erasure.place if erasure is not None else ""
    yield found("details-there", erasure is not None, exchange=leaf.exchange, phase=leaf.phase.value, by=by)


def _phases(entries: Sequence[Included]) -> Iterator[Finding]:
    """Yield whether each outcome cites its intent, and which exchanges have no outcome."""
    leaves = [Leaf.read(entry.leaf) for entry in entries]
    intents = {leaf.exchange: leaf for leaf in leaves if leaf.phase is Phase.INTENT}
    for entry, leaf in zip(entries, leaves, strict=True):
        intent = intents.get(leaf.exchange)
        cited = (entry.details or {}).get("intent")
        if leaf.phase is not Phase.INTENT and entry.details is not None and (cited is not None or intent is not None):
            is_here = intent is not None and cited == b64url(merkle.leaf_hash(intent.text))
            yield found("intent-cited", is_here, exchange=leaf.exchange)
    ended = {leaf.exchange for leaf in leaves if leaf.phase is not Phase.INTENT}
    for exchange in intents.keys() - ended:
        yield fails("exchange-ended", exchange=exchange)


def _is_of(token: str, entries: Sequence[Included]) -> bool:
    try:
        stated = receipts.Receipt.read(token)
    except receipts.ReceiptMalformed:
        return False
    return any(entry.leaf == stated.leaf_text for entry in entries)
