"""Benchmark of evidence: issue and check a receipt, audit a ledger of a million entries offline."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import orjson

from chassis.tokens.key_statements import state
from chassis.tokens.tokens import SigningKey
from evidence import receipts
from evidence.audit import audit
from evidence.base64url import b64url
from evidence.canonical import canonical
from evidence.checkpoints import Checkpoint
from evidence.entries import commitment, leaf, spell_moment
from evidence.exports import DETAILS, open_export
from evidence.findings import all_hold
from evidence.merkle import leaf_hash
from evidence.note_keys import NoteSigner
from evidence.notes import Note, SignatureType
from evidence.tiles import ENTRIES, WIDTH, Edge, Tile, bundle
from evidence.trusted_keys import TrustedKeys

ORIGIN = "ledger.example/bench"
ISSUER = "https://gateway.example"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
MILLION = 1_000_000
KEPT = 1_000  # checkpoints in the export, about
ROUNDS = 2_000
FACTS = {
    "agreement": "agr_police-cases", "apiVersion": "1.0.0", "contentDigest": "c" * 64, "contentSize": 2048,
    "codeLists": {f"code-list-{number}": "2026-11-01" for number in range(6)}, "deadlineMs": 10_000,
    "directoryVersion": 12, "durationMs": 9, "effect": "applied", "intent": "i" * 43,
    "legalBasis": [{"article": "ມາດຕາ 42", "law": "ກົດໝາຍວ່າດ້ວຍການດຳເນີນຄະດີອາຍາ"}], "member": "police",
    "officer": "o" * 43, "operation": "openCase", "provider": "justice", "purpose": "caseManagement",
    "requestDigest": "q" * 64, "requestSchema": "https://schemas.saphan.gov.la/justice/case-opening/v1",
    "responseDigest": "r" * 64, "responseSchema": "https://schemas.saphan.gov.la/justice/case/v1", "responseSize": 2048,
    "service": "case-registry", "status": 201, "system": "police-case-system", "traceId": "t" * 32,
    "subjects": {"count": 2, "digest": "s" * 43, "epoch": 1},
}  # fmt: skip
KEYS = [NoteSigner.from_seed(ORIGIN, type, b"b" * 32) for type in (SignatureType.ED25519, SignatureType.ML_DSA_44)]
TRUSTED = TrustedKeys(log=tuple(key.verifier for key in KEYS))


def rows() -> list[tuple[str, float, float | None]]:
    """Return name, microseconds per call, and the budget where there is one."""
    root, day, now = SigningKey.generate(), SigningKey.generate(), int(BEGAN.timestamp())
    statement = state(root, ISSUER, day.verifying, now=now).statement
    stated = {"exchange": "xch_1", "phase": "outcome", "at": spell_moment(BEGAN)}
    details = canonical(stated | {f"member{number}": "x" * 20 for number in range(30)})  # 1.2 KB
    salt = bytes(32)
    text = leaf("xch_1", "outcome", BEGAN, commitment(salt, details))
    keys = TrustedKeys.of({"keys": [dict(root.public_jwk)]})

    def issue() -> str:
        return receipts.issue(
            issuer=ISSUER, at=now, leaf=text, salt=salt, details=details, kid=day.kid, sign=day.sign_bytes,
            certification=statement,
        )  # fmt: skip

    receipt = issue()
    return [
        (
            "leaf and commitment",
            _often(lambda: leaf_hash(leaf("xch_1", "outcome", BEGAN, commitment(salt, details)))),
            None,
        ),
        ("receipt, issued", _often(issue), None),
        ("receipt, checked", _often(lambda: receipts.check(receipt, keys)), None),
        ("checkpoint, signed twice", _often(lambda: [key.sign("o\n0\n" + _EMPTY, at=now) for key in KEYS], 100), None),
    ]


_EMPTY = Checkpoint("o", 0, Edge().root()).text.removeprefix("o\n0\n")


def _often(verb: Callable[[], object], rounds: int = ROUNDS) -> float:
    verb()
    began = time.process_time()
    for _ in range(rounds):
        verb()
    return (time.process_time() - began) / rounds * 1e6


def _entry(number: int) -> tuple[bytes, bytes, bytes]:
    """Return leaf, salt and details of an entry: 1.1 KB of facts, as those of an exchange."""
    exchange, phase = f"xch_{number // 2:026d}", "outcome" if number % 2 else "intent"
    at, salt = BEGAN + timedelta(milliseconds=number), sha256(number.to_bytes(8, "big")).digest()
    stated = {**FACTS, "exchange": exchange, "phase": phase, "at": spell_moment(at)}
    details = orjson.dumps(stated, option=orjson.OPT_SORT_KEYS)
    return leaf(exchange, phase, at, commitment(salt, details)), salt, details


def write_export(folder: Path, count: int, *, details: bool = False) -> int:
    """Write a ledger of that many entries with about a thousand kept checkpoints; return how many."""
    edge, kept = Edge(), 0

    def write(path: str, content: bytes) -> None:
        folder.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(path).write_bytes(content)

    every, partial = max(count // KEPT // WIDTH, 1), dict[int, tuple[Tile, bytes]]()
    for index, start in enumerate(range(0, count, WIDTH)):
        made = [_entry(number) for number in range(start, min(start + WIDTH, count))]
        entries = [entry for entry, _, _ in made]
        write(Tile(ENTRIES, index, len(entries)).path, bundle(entries))
        if details:
            with folder.joinpath(DETAILS).open("ab") as file:
                file.writelines(_opening(start + place, *opens) for place, (_, *opens) in enumerate(made))
        for tile, hashes in edge.extend(map(leaf_hash, entries)):
            if tile.width == WIDTH:
                write(tile.path, hashes)
            partial[tile.level] = tile, hashes
        if index % every == 0 or edge.size == count:
            text = Checkpoint(ORIGIN, edge.size, edge.root()).text
            note = Note(text, tuple(key.sign(text, at=edge.size) for key in KEYS)).spell()
            write("checkpoint" if edge.size == count else f"checkpoints/{edge.size}", note)
            kept += 1
    for tile, hashes in partial.values():
        write(tile.path, hashes)
    return kept


def _opening(index: int, salt: bytes, details: bytes) -> bytes:
    return orjson.dumps({"index": index, "salt": b64url(salt), "details": orjson.Fragment(details)}) + b"\n"


def report(count: int = MILLION, *, details: bool = False) -> str:
    """Return what the audit of a ledger of that many entries takes, in a process of its own, as a line."""
    with tempfile.TemporaryDirectory(prefix="saphan-audit-") as folder:
        kept = write_export(Path(folder), count, details=details)
        command = [sys.executable, "-m", "bench.evidence", "--audit", folder]
        taken = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return (
        f"Offline audit of {count:,} entries {'and their details ' if details else ''}with {kept:,} checkpoints: "
        f"{taken['wallS']:.1f} s (budget 60), "
        f"CPU {taken['cpuS']:.1f} s, peak {taken['peakMb']:.0f} MB (budget 500)"
    )


def _audit(folder: Path) -> None:
    began = time.monotonic()
    findings = audit(open_export(folder), TRUSTED)
    if not all_hold(findings):
        raise SystemExit(str([finding for finding in findings if not finding.holds]))
    used = resource.getrusage(resource.RUSAGE_SELF)
    taken = {"wallS": time.monotonic() - began, "cpuS": used.ru_utime + used.ru_stime, "peakMb": used.ru_maxrss / 1024}
    print(json.dumps(taken))


def main() -> None:
    """Print the rows alone, without the rest of the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=MILLION, help="entries of the ledger that is audited")
    parser.add_argument("--audit", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.audit is not None:
        _audit(arguments.audit)
        return
    for name, cost_us, _ in rows():
        print(f"{name:30} {cost_us:8.1f} µs")
    for details in (False, True):
        print(report(arguments.count, details=details))


if __name__ == "__main__":
    main()
