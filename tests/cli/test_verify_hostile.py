"""Files made to stop whoever checks evidence: each is refused in a sentence and with an exit code."""

import io
import json
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from evidence.base64url import b64url
from evidence.canonical import canonical
from evidence.entries import Leaf as ReadLeaf
from evidence.entries import LeafMalformed
from evidence.jws import MAX_SIZE
from evidence.tiles import ENTRIES, Tile, bundle
from tests.support.evidence import Log, a_bundle, a_legal_act, a_receipt, an_outcome, exported, trusted

ACT = a_legal_act()
OUTCOME = an_outcome(ACT)
LOG = Log([ACT, OUTCOME])
LINE = "— ledger.example/2026 AAAAAAAA\n"
PATIENCE_S = 20.0  # for 4 MB, on a busy machine; what is not linear takes hours
LONGEST = 20_000  # characters that are said about any of them


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def with_members(text: bytes, **members: object) -> bytes:
    return json.dumps(json.loads(text) | members).encode()


BUNDLE = a_bundle(LOG, [ACT, OUTCOME]).spell()
ENTRY: dict[str, Any] = json.loads(BUNDLE)["entries"][0]
JUNK: dict[str, bytes] = {
    "nothing": b"",
    "zeros": bytes(5_000_000),
    "no text": b"\xff" * 1_000,
    "deep lists": b"[" * 4_000_000,
    "deep objects": nested(800_000),
    "just as deep as Python goes": nested(960),
    "a long number": b'{"format": ' + b"9" * 1_000_000 + b"}",
    "beyond floats": b'{"format": 1e999}',
    "half a letter": b'{"format": "\\ud800"}',
    "a member twice": b'{"format": 1, "format": 2}',
    "a million lines": LOG.note() + (LINE * 1_000_000).encode(),
    "a million empty lines": b"\n" * 1_000_000,
    "many wrong signatures": LOG.note() + LOG.note().split(b"\n\n")[1].replace(b"A", b"B") * 40,
    "dots": b"." * MAX_SIZE,
    "a deep receipt": b".".join(b64url(nested(depth)).encode() for depth in (900, 900, 1)),
}
BUNDLES: dict[str, bytes] = {
    "entries and keys by the thousand": with_members(
        BUNDLE, entries=[ENTRY] * 1_000, systemKeys=[{"kty": "EC", "crv": "P-256"}] * 50_000
    ),
    "details as deep as they go": with_members(BUNDLE, entries=[ENTRY | {"details": json.loads(nested(400))}]),
    "a proof without end": with_members(BUNDLE, entries=[ENTRY | {"proof": [b64url(bytes(32))] * 50_000}]),
    "successions without end": with_members(BUNDLE, keys={"successions": ["x\n\n" + LINE] * 50_000}),
    "a checkpoint without end": with_members(BUNDLE, checkpoint=LOG.note().decode() + LINE * 50_000),
    "the first hour of the calendar": with_members(
        BUNDLE, entries=[ENTRY | {"leaf": ENTRY["leaf"].replace("2026-11-22T18:00:00.123Z", "0001-01-01T00:00+14:00")}]
    ),
    "an exchange that is a list": with_members(
        BUNDLE, entries=[ENTRY | {"leaf": ENTRY["leaf"].replace('"xch_1"', '["xch_1"]')}]
    ),
    "a signature that is a number": with_members(
        BUNDLE, entries=[ENTRY | {"details": ENTRY["details"] | {"signature": 5}}]
    ),
    "a key id that is a list": with_members(
        BUNDLE, entries=[ENTRY | {"details": ENTRY["details"] | {"signature": {"keyId": [[]]}}}]
    ),
}


def verify(folder: Path, *words: str, most: int = LONGEST) -> Result:
    folder.joinpath("keys.json").write_text(json.dumps(trusted()))
    began = time.process_time()
    done = CliRunner().invoke(app, ["verify", *words, "--keys", str(folder / "keys.json")], env={"COLUMNS": "200"})
    assert time.process_time() - began < PATIENCE_S
    assert isinstance(done.exception, SystemExit), done.exception
    assert len(done.output) < most
    return done


@pytest.mark.parametrize("verb", ["receipt", "bundle", "checkpoint"])
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_a_finding(tmp_path: Path, verb: str, junk: str) -> None:
    tmp_path.joinpath("file").write_bytes(JUNK[junk])
    done = verify(tmp_path, verb, str(tmp_path / "file"))
    assert (done.exit_code, "✗" in done.output) == (1, True), done.output


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_no_file_of_keys(tmp_path: Path, junk: str) -> None:
    tmp_path.joinpath("keys").write_bytes(JUNK[junk])
    tmp_path.joinpath("receipt").write_text(a_receipt(OUTCOME))
    done = CliRunner().invoke(app, ["verify", "receipt", str(tmp_path / "receipt"), "--keys", str(tmp_path / "keys")])
    assert isinstance(done.exception, SystemExit), done.exception
    # an object in which there is no key is a file of keys, of nobody
    assert done.exit_code in {1, 2}


@pytest.mark.parametrize("of", [b'{"keys":[{"certification":5}]}', b'{"keys":[5]}', b'{"log":5}', b'{"log":[5]}'])
def test_keys_of_another_type_are_refused_in_a_sentence(tmp_path: Path, of: bytes) -> None:
    tmp_path.joinpath("keys").write_bytes(of)
    tmp_path.joinpath("receipt").write_text(a_receipt(OUTCOME))
    done = CliRunner().invoke(app, ["verify", "receipt", str(tmp_path / "receipt"), "--keys", str(tmp_path / "keys")])
    assert (done.exit_code, "holds no keys" in done.output) == (2, True), done.exception


@pytest.mark.parametrize("way", BUNDLES)
def test_a_bundle_that_was_made_to_stop_us_does_not_hold(tmp_path: Path, way: str) -> None:
    tmp_path.joinpath("file").write_bytes(BUNDLES[way])
    done = verify(tmp_path, "bundle", str(tmp_path / "file"), most=10_000_000)  # of a thousand entries each is told
    assert (done.exit_code, "✗" in done.output) == (1, True)


@pytest.mark.parametrize(
    "stated",
    [
        {"at": "0001-01-01T00:00:00.000+14:00"},
        {"at": 5},
        {"exchange": ["xch_1"]},
        {"exchange": {}},
        {"exchange": 1},
        {"exchange": None},
        {"phase": []},
        {"commitment": 5},
    ],
    ids=repr,
)
def test_a_leaf_with_a_member_of_another_type_is_no_leaf(tmp_path: Path, stated: dict[str, object]) -> None:
    text = canonical(json.loads(ACT.leaf) | stated)
    with pytest.raises(LeafMalformed):
        ReadLeaf.read(text)
    folder = exported(LOG, tmp_path / "ledger")
    folder.joinpath(Tile(ENTRIES, 0, 2).path).write_bytes(bundle([text, OUTCOME.leaf]))
    assert "entries-read" in verify(tmp_path, "ledger", str(folder)).output


LINES: dict[str, bytes] = {
    "one without end": b"x" * 5_000_000,
    "empty ones": b"\n" * 200_000,
    "deep ones": (nested(300) + b"\n" + nested(900) + b"\n" + nested(100_000) + b"\n") * 3,
    "an erasure of everything": b'{"index":0,"salt":"","details":{"operation":"eraseDetails"}}\n',
    "an erasure that is a list": b'{"index":0,"salt":"","details":["eraseDetails"]}\n["eraseDetails"]\n',
}


@pytest.mark.parametrize("lines", LINES)
def test_details_that_were_made_to_stop_us_are_findings(tmp_path: Path, lines: str) -> None:
    folder = exported(LOG, tmp_path / "ledger")
    folder.joinpath("details.ndjson").write_bytes(LINES[lines])
    done = verify(tmp_path, "ledger", str(folder), "--details")
    assert (done.exit_code, "✗" in done.output) == (1, True), done.output


def test_lines_of_keys_that_nobody_knows_are_passed_over_however_many(tmp_path: Path) -> None:
    """C2SP signed-note: a verifier ignores them; a note is no longer than it may be."""
    tmp_path.joinpath("checkpoint").write_bytes(LOG.note() + (LINE * 4_000).encode())
    tmp_path.joinpath("keys.json").write_text(json.dumps(trusted()))
    words = ["verify", "checkpoint", str(tmp_path / "checkpoint"), "--keys", str(tmp_path / "keys.json")]
    assert CliRunner().invoke(app, words).exit_code == 0


def long_names(tar: tarfile.TarFile) -> None:
    """Write headers that each announce the next one, a thousand deep."""
    for _ in range(3_000):
        header = tarfile.TarInfo("././@LongLink")
        header.type, header.size = tarfile.GNUTYPE_LONGNAME, 512
        tar.fileobj.write(header.tobuf(tarfile.GNU_FORMAT) + b"x" * 512)


def a_size_beyond_everything(tar: tarfile.TarFile, kind: bytes) -> None:
    header = tarfile.TarInfo("details.ndjson")
    header.type, header.size = kind, 2**80
    tar.fileobj.write(header.tobuf(tarfile.GNU_FORMAT) + b"x" * 512)


@pytest.mark.parametrize(
    "write",
    [
        long_names,
        lambda tar: a_size_beyond_everything(tar, tarfile.REGTYPE),
        lambda tar: a_size_beyond_everything(tar, tarfile.GNUTYPE_LONGNAME),
        lambda tar: a_size_beyond_everything(tar, tarfile.XHDTYPE),
        lambda tar: tar.addfile(tarfile.TarInfo("checkpoint"), io.BytesIO()),
    ],
    ids=["names in names", "a file", "a name", "a header", "an empty checkpoint"],
)
def test_a_tar_that_was_made_to_stop_us_is_one_sentence(
    tmp_path: Path, write: Callable[[tarfile.TarFile], None]
) -> None:
    with tarfile.open(tmp_path / "ledger.tar", "w", format=tarfile.GNU_FORMAT) as tar:
        write(tar)
    assert verify(tmp_path, "ledger", str(tmp_path / "ledger.tar")).exit_code in {1, 2}


@pytest.mark.parametrize(
    "where", ["http://[x/ledger", "http://host:port/ledger", "https://host:99999999/ledger", "http://", "https:///x"]
)
def test_an_address_that_is_none_is_one_sentence(tmp_path: Path, where: str) -> None:
    done = verify(tmp_path, "ledger", where)
    assert (done.exit_code, "cannot be read as a ledger" in done.output) == (2, True), done.output
