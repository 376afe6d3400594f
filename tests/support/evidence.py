"""Sample evidence for tests: keys, an exchange with its entries, a tree with its checkpoint."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from chassis.tokens.key_statements import state
from chassis.tokens.tokens import SigningKey
from evidence import merkle, receipts
from evidence.base64url import b64url
from evidence.bundles import Bundle, Included
from evidence.canonical import canonical
from evidence.checkpoints import Checkpoint
from evidence.entries import Phase, commitment, leaf, spell_moment
from evidence.erasures import ERASE, only
from evidence.note_keys import NoteSigner
from evidence.notes import Note, SignatureType
from evidence.tiles import ENTRIES, WIDTH, Edge, Tile, bundle
from evidence.trusted_keys import TrustedKeys

ISSUER = "https://gateway.example"
ORIGIN = "ledger.example/2026"
MOMENT = datetime(2026, 11, 22, 18, 0, 0, 123_000, tzinfo=UTC)
AT = int(MOMENT.timestamp())
ANSWER = b'{"caseId":"cas_1"}'
ROOT, DAY, SYSTEM = SigningKey.generate(), SigningKey.generate(), SigningKey.generate()
STATEMENT = state(ROOT, ISSUER, DAY.verifying, now=AT - 60).statement

LOG_KEYS = [
    NoteSigner.from_seed(ORIGIN, SignatureType.ED25519, b"e" * 32),
    NoteSigner.from_seed(ORIGIN, SignatureType.ML_DSA_44, b"m" * 32),
]
WITNESS = NoteSigner.from_seed("witness.example", SignatureType.COSIGNATURE, b"w" * 32)


def trusted(**changes: Any) -> dict[str, Any]:
    """Return the file of keys that a careful checker has."""
    return {
        "keys": [dict(ROOT.public_jwk)],
        "log": [key.verifier.vkey for key in LOG_KEYS],
        "witnesses": [WITNESS.verifier.vkey],
    } | changes


KEYS = TrustedKeys.of(trusted())


@dataclass(frozen=True)
class Logged:
    """An entry with what opens it."""

    phase: Phase
    details: dict[str, Any]
    salt: bytes = b"s" * 32
    signature: dict[str, str] | None = None

    @property
    def leaf(self) -> bytes:
        return leaf(
            self.details["exchange"], self.phase, datetime.fromisoformat(self.details["at"]),
            commitment(self.salt, canonical(self.details)),
        )  # fmt: skip

    @property
    def hash(self) -> bytes:
        return merkle.leaf_hash(self.leaf)


def an_intent(exchange: str = "xch_1", **more: Any) -> Logged:
    details = {"exchange": exchange, "phase": "intent", "at": spell_moment(MOMENT), "member": "mps"} | more
    return Logged(Phase.INTENT, details)


def an_outcome(of: Logged, **more: Any) -> Logged:
    details = of.details | {"phase": "outcome", "status": 201, "responseDigest": sha256(ANSWER).hexdigest()}
    return Logged(Phase.OUTCOME, details | {"intent": b64url(of.hash)} | more)


def a_legal_act(exchange: str = "xch_1") -> Logged:
    kept = {"base": '"@method": POST', "signature": b64encode(SYSTEM.sign_bytes(b'"@method": POST')).decode()}
    named = {"keyId": SYSTEM.kid, "algorithm": "ecdsa-p256-sha256", "digest": sha256(canonical(kept)).hexdigest()}
    return Logged(Phase.INTENT, an_intent(exchange, signature=named).details, signature=kept)


def an_erasure(begins: str, *, below: str | None = None, **more: Any) -> Logged:
    """Return the entry that tells of an erasure: of one exchange, or of those from one on and below another."""
    stated = {"operation": ERASE, "from": begins, "below": below or only(begins), "rows": {"details": 2}}
    return Logged(Phase.OUTCOME, an_intent(f"era_{begins}").details | stated | {"phase": "outcome"} | more)


def a_receipt(of: Logged, *, signer: SigningKey = DAY, certification: str | None = STATEMENT, **changes: Any) -> str:
    stated: dict[str, Any] = {"leaf": of.leaf, "salt": of.salt, "details": canonical(of.details)} | changes
    return receipts.issue(
        issuer=ISSUER, at=AT, kid=signer.kid, sign=signer.sign_bytes, certification=certification, **stated
    )


@dataclass
class Log:
    """A ledger in memory that signs its checkpoints."""

    entries: list[Logged] = field(default_factory=list)
    origin: str = ORIGIN

    def head(self, size: int | None = None) -> Checkpoint:
        hashes = [entry.hash for entry in self.entries[:size]]
        return Checkpoint(self.origin, len(hashes), merkle.root(hashes))

    def note(self, size: int | None = None, *, at: int = AT, signers: list[NoteSigner] | None = None) -> bytes:
        text = self.head(size).text
        keys = [*LOG_KEYS, WITNESS] if signers is None else signers
        return Note(text, tuple(key.sign(text, at=at) for key in keys)).spell()

    def proof(self, index: int) -> list[bytes]:
        return merkle.inclusion_proof(index, len(self.entries), self.subtree())

    def subtree(self) -> Callable[[int, int], bytes]:
        return lambda start, end: merkle.root(entry.hash for entry in self.entries[start:end])


def a_bundle(log: Log, of: list[Logged], **changes: Any) -> Bundle:
    """Return the bundle of these entries of a log, with the receipt of the last one."""
    entries = [
        Included(index, entry.leaf, log.proof(index), salt=entry.salt, details=entry.details, signature=entry.signature)
        for index, entry in ((log.entries.index(entry), entry) for entry in of)
    ]
    stated: dict[str, Any] = {
        "receipt": a_receipt(of[-1]), "entries": entries, "checkpoint": log.note(), "keys": trusted(),
    }  # fmt: skip
    return Bundle(**stated | changes)


def exported(log: Log, folder: Path, *, kept: Iterable[int] = (), details: bool = True) -> Path:
    """Write the ledger as an export; `kept` are the sizes of the older checkpoints."""
    edge = Edge()
    written = dict(edge.extend(entry.hash for entry in log.entries))
    leaves = [entry.leaf for entry in log.entries]
    for start in range(0, len(leaves), WIDTH):
        part = leaves[start : start + WIDTH]
        written[Tile(ENTRIES, start // WIDTH, len(part))] = bundle(part)
    files = {tile.path: content for tile, content in written.items()}
    files |= {f"checkpoints/{size}": log.note(size, at=AT + size) for size in kept}
    files["checkpoint"] = log.note(at=AT + len(leaves))
    if details:
        lines = (
            {"index": index, "salt": b64url(entry.salt), "details": entry.details}
            | ({"signature": entry.signature} if entry.signature else {})
            for index, entry in enumerate(log.entries)
        )
        files["details.ndjson"] = b"".join(canonical(line) + b"\n" for line in lines)
        files["system-keys"] = canonical({"keys": [dict(SYSTEM.public_jwk)]})
    for path, content in files.items():
        folder.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(path).write_bytes(content)
    return folder
