"""Somebody checks evidence at his own desk: what holds, what does not, and an exit code that a script can use."""

import json
import re
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from cli.ports import free_port
from tests.support.evidence import ANSWER, AT, Log, a_bundle, a_receipt, an_intent, an_outcome, exported, trusted

INTENT = an_intent()
OUTCOME = an_outcome(INTENT)
LOG = Log([INTENT, OUTCOME])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    grown = Log([*LOG.entries, an_intent("xch_2")])
    forked = Log([INTENT, an_outcome(an_intent("xch_forged"))])
    files = {
        "keys.json": json.dumps(trusted()).encode(),
        "receipt.jws": a_receipt(OUTCOME).encode() + b"\n",
        "answer.json": ANSWER,
        "bundle.json": a_bundle(LOG, [INTENT, OUTCOME]).spell(),
        "checkpoint": LOG.note(),
        "newer": grown.note(at=AT + 1),
        "forked": forked.note(),
    }
    for name, content in files.items():
        tmp_path.joinpath(name).write_bytes(content)
    exported(grown, tmp_path / "ledger", kept=[2])
    return tmp_path


def verified(*words: str) -> Result:
    return CliRunner().invoke(app, ["verify", *words, "--keys", "keys.json"], env={"COLUMNS": "200"})


@pytest.mark.parametrize(
    "words",
    [
        ("receipt", "receipt.jws"),
        ("receipt", "receipt.jws", "--answer", "answer.json"),
        ("bundle", "bundle.json", "--answer", "answer.json"),
        ("checkpoint", "checkpoint"),
        ("checkpoint", "checkpoint", "--seen", "checkpoint"),
        ("checkpoint", "checkpoint", "--seen", "newer", "--ledger", "ledger"),
        ("ledger", "ledger"),
        ("ledger", "ledger", "--seen", "checkpoint"),
    ],
    ids=["receipt", "receipt and answer", "bundle", "checkpoint", "the same twice", "checkpoint and newer", "ledger",
         "ledger and checkpoint"],
)  # fmt: skip
def test_what_holds_ends_with_nothing(desk: Path, words: tuple[str, ...]) -> None:
    done = verified(*words)
    assert (done.exit_code, "✗" in done.output) == (0, False), done.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("receipt", "receipt.jws", "--answer", "keys.json"), "answer-matches"),
        (("receipt", "answer.json"), "receipt-read"),
        (("bundle", "answer.json"), "bundle-read"),
        (("checkpoint", "answer.json"), "checkpoint-read"),
        (("checkpoint", "checkpoint", "--seen", "forked"), "trees-agree"),
        (("checkpoint", "forked", "--seen", "newer", "--ledger", "ledger"), "trees-agree"),
        (("checkpoint", "checkpoint", "--seen", "newer", "--ledger", "."), "trees-agree"),
        (("ledger", "ledger", "--seen", "forked"), "trees-agree"),
    ],
    ids=["another answer", "no receipt", "no bundle", "no checkpoint", "two trees", "two trees over the ledger",
         "no tiles", "two trees in the ledger"],
)  # fmt: skip
def test_what_does_not_hold_is_named_and_ends_with_one(desk: Path, words: tuple[str, ...], code: str) -> None:
    done = verified(*words)
    assert done.exit_code == 1
    assert any("✗" in line and line.endswith(code) for line in done.output.splitlines()), done.output
    assert "Does not hold: 1." in done.output
    assert "ບໍ່ກົງ: 1." in done.output


@pytest.mark.parametrize(
    "words",
    [
        ("receipt", "nothing"),
        ("receipt", "receipt.jws", "--answer", "nothing"),
        ("ledger", "nothing"),
        ("ledger", "answer.json"),
        ("checkpoint", "checkpoint", "--seen", "newer"),
    ],
    ids=["no file", "no answer", "no ledger", "no tar", "no ledger to compare over"],
)
def test_what_could_not_be_checked_ends_with_two(desk: Path, words: tuple[str, ...]) -> None:
    done = verified(*words)
    assert done.exit_code == 2
    assert "saphan:" in done.output


class Gateway(SimpleHTTPRequestHandler):
    """Serves what a gateway does; for every other name it demands a token, whether there is such a file or not."""

    def do_GET(self) -> None:
        if re.fullmatch(r"/(checkpoint|keys|tile/[\w./]+)", self.path):
            super().do_GET()
        else:
            self.send_error(HTTPStatus.UNAUTHORIZED)


@pytest.fixture
def served(desk: Path) -> Iterator[str]:
    handler = partial(Gateway, directory=str(desk / "ledger"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_ledger_is_checked_where_it_is_served(desk: Path, served: str) -> None:
    assert verified("ledger", served).exit_code == 0
    assert verified("checkpoint", "checkpoint", "--seen", "newer", "--ledger", served).exit_code == 0
    leaves = desk / "ledger/tile/entries/000.p/3"
    leaves.write_bytes(leaves.read_bytes().replace(b"xch_1", b"xch_9"))
    bent = verified("ledger", served)
    assert (bent.exit_code, "entries-unchanged" in bent.output) == (1, True), bent.output


def test_a_ledger_that_nobody_serves_is_one_sentence(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.served_ledger._PAUSE_S", 0.0)
    done = verified("ledger", f"http://127.0.0.1:{free_port('127.0.0.1')}/ledger/v1")
    assert (done.exit_code, "cannot be read as a ledger" in done.output) == (2, True), done.output
    assert verified("ledger", "https:///ledger/v1").exit_code == 2


def test_a_broken_file_of_keys_is_one_sentence(desk: Path) -> None:
    desk.joinpath("keys.json").write_text("[]")
    done = verified("receipt", "receipt.jws")
    assert (done.exit_code, "keys.json holds no keys" in done.output) == (2, True)


def test_one_language_can_be_chosen(desk: Path) -> None:
    lao = verified("receipt", "receipt.jws", "--lang", "lo").output
    assert "ໃບຮັບຖືກລົງລາຍເຊັນ" in lao
    assert "The receipt was signed" not in lao
    english = verified("receipt", "answer.json", "--lang", "en").output
    assert "This is no receipt" in english
    assert "ບໍ່" not in english
