"""Makes the worked example of docs/evidence.md: `python -m tests.support.evidence_example docs/evidence-example`.

Its keys come from words, so anybody can make them: they prove nothing to nobody. Signatures by ES256 and ML-DSA-44 hold
random numbers, so a second run writes other bytes; the ones in the repository stay.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.tokens.key_statements import state
from chassis.tokens.tokens import SigningKey
from evidence import merkle, receipts
from evidence.base64url import b64url
from evidence.bundles import Bundle, Included
from evidence.canonical import canonical
from evidence.checkpoints import Checkpoint
from evidence.entries import Phase, commitment, leaf, spell_moment
from evidence.note_keys import NoteSigner
from evidence.notes import Note, SignatureType
from evidence.tiles import ENTRIES, Edge, Tile, bundle

ISSUER = "https://gateway.example.gov.la"
ORIGIN = "ledger.example.gov.la/2026"
BEGAN = datetime(2026, 11, 22, 2, 14, 7, 318_000, tzinfo=UTC)
ANSWER = b'{"caseId":"cas_019c41f7-7f0e-7c3a-9b1e-0f5d2a6b8c11","status":"open"}'


def a_key(word: str) -> SigningKey:
    """Return the P-256 key of a word."""
    number = int.from_bytes(sha256(word.encode()).digest(), "big") % (2**255)
    numbers = ec.derive_private_key(number, ec.SECP256R1()).private_numbers()
    point = numbers.public_numbers
    parts = {"x": point.x, "y": point.y, "d": numbers.private_value}
    return SigningKey({"kty": "EC", "crv": "P-256"} | {n: b64url(v.to_bytes(32, "big")) for n, v in parts.items()})


def a_note_key(name: str, type: SignatureType) -> NoteSigner:
    """Return the key of a name and a type."""
    return NoteSigner.from_seed(name, type, sha256(f"{name} {type.name}".encode()).digest())


@dataclass(frozen=True)
class Made:
    """An entry of the example."""

    leaf: bytes
    salt: bytes
    details: dict[str, Any]


def an_entry(number: int, phase: Phase, **more: Any) -> Made:
    """Return the entry of the n-th exchange."""
    at = BEGAN + timedelta(milliseconds=400 * number + (37 if phase is Phase.OUTCOME else 0))
    exchange = f"xch_019c41f7-7e9{number}-7a10-8c55-3f0b9d7e4a2{number}"
    details = {
        "exchange": exchange, "phase": phase.value, "at": spell_moment(at), "member": "mps",
        "system": "police-case-system", "provider": "psc", "service": "case-registry", "operation": "openCase",
        "purpose": "caseManagement", "legalBasis": [{"law": "Law on Criminal Procedure", "article": "42"}],
        "agreement": "agr_police-cases", "traceId": sha256(b"trace%d" % number).hexdigest()[:32],
        "requestDigest": sha256(b"request%d" % number).hexdigest(),
    } | more  # fmt: skip
    salt = sha256(f"salt {number} {phase}".encode()).digest()
    return Made(leaf(exchange, phase, at, commitment(salt, canonical(details))), salt, details)


def write(folder: Path) -> None:
    """Write the five files of the example, and the ledger they are from."""
    root, day = a_key("root"), a_key("day")
    log = [a_note_key(ORIGIN, type) for type in (SignatureType.ED25519, SignatureType.ML_DSA_44)]
    witness = a_note_key("witness.example.gov.la/moj", SignatureType.COSIGNATURE)
    entries = [an_entry(number, Phase.INTENT) for number in range(6)]
    cited = b64url(merkle.leaf_hash(entries[2].leaf))
    ended = {"status": 201, "effect": "applied", "responseSize": len(ANSWER), "intent": cited}
    outcome = an_entry(2, Phase.OUTCOME, responseDigest=sha256(ANSWER).hexdigest(), **ended)
    entries.insert(4, outcome)
    edge = Edge()
    files = {tile.path: made for tile, made in edge.extend(merkle.leaf_hash(entry.leaf) for entry in entries)}
    files[Tile(ENTRIES, 0, len(entries)).path] = bundle(entry.leaf for entry in entries)
    text, at = Checkpoint(ORIGIN, edge.size, edge.root()).text, int(BEGAN.timestamp()) + 4
    files["checkpoint"] = Note(text, tuple(key.sign(text, at=at) for key in (*log, witness))).spell()
    keys = {
        "keys": [dict(root.public_jwk)],
        "log": [key.verifier.vkey for key in log],
        "witnesses": [witness.verifier.vkey],
    }
    receipt = receipts.issue(
        issuer=ISSUER, at=int(BEGAN.timestamp()) + 1, leaf=outcome.leaf, salt=outcome.salt,
        details=canonical(outcome.details), kid=day.kid, sign=day.sign_bytes,
        certification=state(root, ISSUER, day.verifying, now=BEGAN.timestamp() - 3600).statement,
    )  # fmt: skip
    hashes = [merkle.leaf_hash(entry.leaf) for entry in entries]
    included = [
        Included(
            index, entries[index].leaf,
            merkle.inclusion_proof(index, edge.size, lambda start, end: merkle.root(hashes[start:end])),
            salt=entries[index].salt, details=entries[index].details,
        )
        for index in (2, 4)
    ]  # fmt: skip
    files |= {
        "keys.json": orjson.dumps(keys, option=orjson.OPT_INDENT_2) + b"\n",
        "answer.json": ANSWER,
        "receipt.jws": receipt.encode() + b"\n",
        "bundle.json": Bundle(receipt, included, files["checkpoint"], keys).spell(),
    }
    for path, content in files.items():
        folder.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(path).write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
