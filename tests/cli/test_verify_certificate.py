"""Somebody holds a scanned text against the paper at his own desk: what it says, which layer fails, an exit code."""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from evidence.certificates.checks import sign
from evidence.certificates.status_lists import DAY, Status
from tests.support.birth_certificates import (
    AT,
    CERTIFICATE,
    KEY,
    PLACE,
    WITHOUT_STATUS,
    a_file_of_keys,
    a_list,
    a_text,
)

NOW = "2026-11-30T08:00:00+07:00"
LATER = "2027-11-30T08:00:00+07:00"
DGC = Path(__file__).parents[1] / "data" / "certificates" / "hc1_AT_1.json"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    superseded = a_list()
    superseded.statuses[PLACE] = Status.SUPERSEDED
    dgc = json.loads(DGC.read_text("utf-8"))
    keys = json.loads(a_file_of_keys()) | {"healthCertificates": [{"x5c": [dgc["TESTCTX"]["CERTIFICATE"]]}]}
    files = {
        "keys.json": json.dumps(keys).encode(),
        "receipts.json": b'{"keys": []}',
        "scanned.txt": a_text().encode() + b"\r\n",
        "windows.txt": b"\xef\xbb\xbf" + a_text().encode(),
        "lower.txt": a_text().lower().encode(),
        "health.txt": dgc["PREFIX"].encode(),
        "status": a_list().signed(kid=KEY.kid, sign=KEY.sign_bytes),
        "superseded": superseded.signed(kid=KEY.kid, sign=KEY.sign_bytes),
        "old": a_list(AT - DAY - 10_000).signed(kid=KEY.kid, sign=KEY.sign_bytes),
        "zeros": bytes(100_000),
    }
    for name, content in files.items():
        tmp_path.joinpath(name).write_bytes(content)
    return tmp_path


def verified(*words: str, keys: str = "keys.json", at: str = NOW) -> Result:
    command = ["verify", "certificate", *words, "--keys", keys, "--at", at]
    return CliRunner().invoke(app, command, env={"COLUMNS": "200"})


@pytest.mark.parametrize("file", ["scanned.txt", "windows.txt"])
def test_a_scanned_file_is_told_in_both_languages_beside_what_the_paper_should_say(desk: Path, file: str) -> None:
    done = verified(file, "--status", "status")
    assert done.exit_code == 0, done.output
    for shown in ("Full name: ສຸພາພອນ ວົງສະຫວັນ", "ຊື່ແມ່ · Mother's name: ບຸນມີ", "valid\n", "ຍັງໃຊ້ໄດ້", "✓"):
        assert shown in done.output
    assert "✗" not in done.output


def test_a_text_may_be_given_itself(desk: Path) -> None:
    assert verified(a_text(WITHOUT_STATUS)).exit_code == 0


def test_a_certificate_of_health_is_checked_by_its_own_keys(desk: Path) -> None:
    done = verified("health.txt", at="2021-05-06T18:00:00+00:00", keys="keys.json")
    assert done.exit_code == 0, done.output
    assert "Musterfrau-Gößinger" in done.output


@pytest.mark.parametrize(
    ("words", "at", "told"),
    [
        (("scanned.txt",), NOW, "statusUnknown · status"),
        (("scanned.txt", "--status", "superseded"), NOW, "superseded · status"),
        (("scanned.txt", "--status", "status"), LATER, "expired · time"),
        (("scanned.txt", "--status", "old"), NOW, "statusUnknown · status"),
        (("lower.txt",), NOW, "unreadable · base45"),
        (("zeros",), NOW, "unreadable · size"),
        (("6BFOXN",), NOW, "unreadable · zlib"),
    ],
    ids=["no list", "superseded", "expired", "an old list", "lower case", "zeros", "letters"],
)
def test_what_does_not_hold_is_named_with_its_layer_and_ends_with_one(
    desk: Path, words: tuple[str, ...], at: str, told: str
) -> None:
    done = verified(*words, at=at)
    assert (done.exit_code, told in done.output) == (1, True), done.output
    unknown = told.startswith("statusUnknown")
    assert ("✗" in done.output, "Does not hold" in done.output, "Not known: 1" in done.output) == (
        (False, False, True) if unknown else (True, True, False)
    ), "what nobody knows is not told to fail"


@pytest.mark.parametrize(
    ("words", "keys", "at"),
    [
        (("nothing.txt",), "keys.json", NOW),
        (("scanned.txt",), "nothing.json", NOW),
        (("scanned.txt",), "scanned.txt", NOW),
        (("scanned.txt",), "keys.json", "yesterday"),
        (("scanned.txt", "--status", "keys.json"), "keys.json", NOW),
        (("scanned.txt", "--status", "nothing"), "keys.json", NOW),
        (("a\0b",), "keys.json", NOW),
    ],
    ids=["no file", "no keys", "keys that are none", "no moment", "a list that is none", "no list", "no name"],
)
def test_what_could_not_be_checked_ends_with_two(desk: Path, words: tuple[str, ...], keys: str, at: str) -> None:
    done = verified(*words, keys=keys, at=at)
    assert done.exit_code == 2, done.output
    assert "saphan:" in done.output


def test_keys_of_receipts_are_none_for_certificates(desk: Path) -> None:
    done = verified("scanned.txt", "--status", "status", keys="receipts.json")
    assert done.exit_code == 2  # its list of statuses is signed with a key that nobody trusts here
    done = verified(a_text(WITHOUT_STATUS), keys="receipts.json")
    assert done.exit_code == 2
    assert "is a JSON file without keys of certificates" in done.output
    assert "GET /civil-registration/v1/certificate-keys" in done.output


@pytest.mark.parametrize(
    ("keys", "listed", "told"),
    [
        ("status", "status", ("--keys names is a status list, or other signed data", "ຂອງ --keys ແມ່ນບັນຊີສະຖານະ")),
        ("scanned.txt", "status", ("--keys names is the text of a certificate", "ຂອງ --keys ແມ່ນຂໍ້ຄວາມຂອງໃບຢັ້ງຢືນ")),
        ("page.html", "status", ("--keys names is a web page", "ຂອງ --keys ແມ່ນໜ້າເວັບ")),
        ("zeros", "status", ("--keys names is a file of another kind", "ຂອງ --keys ແມ່ນໄຟລ໌ຊະນິດອື່ນ")),
        (
            "keys.json",
            "keys.json",
            ("keys.json is a file of keys, and no status list", "keys.json ແມ່ນໄຟລ໌ກະແຈ, ບໍ່ແມ່ນບັນຊີ"),
        ),
        ("keys.json", "scanned.txt", ("scanned.txt is the text of a certificate", "scanned.txt ແມ່ນຂໍ້ຄວາມຂອງໃບຢັ້ງຢືນ")),
        ("keys.json", "paper.pdf", ("paper.pdf is a PDF", "paper.pdf ແມ່ນໃບຢັ້ງຢືນທີ່ເປັນ PDF")),
    ],
)
def test_a_wrong_file_is_told_what_it_is_and_what_is_needed(
    desk: Path, keys: str, listed: str, told: tuple[str, str]
) -> None:
    desk.joinpath("page.html").write_bytes(b"<!doctype html><p>x")
    desk.joinpath("paper.pdf").write_bytes(b"%PDF-1.7 x")
    done = verified("scanned.txt", "--status", listed, keys=keys)
    assert done.exit_code == 2, done.output
    assert all(sentence in done.output for sentence in told), done.output
    needed = "certificate-keys" if keys != "keys.json" else "certificate-status-lists/1"
    assert done.output.count(f"GET /civil-registration/v1/{needed}") == 2, "in both languages"


def test_what_a_certificate_says_cannot_draw_on_the_screen(desk: Path) -> None:
    odd = replace(WITHOUT_STATUS, identity={"fullName": "[red]x\n✓ all is well\N{RIGHT-TO-LEFT OVERRIDE}"})
    done = verified(sign(odd, kid=KEY.kid, sign=KEY.sign_bytes))
    assert "Full name: [red]x\ufffd✓ all is well\ufffd\n" in done.output


def test_bytes_are_shown_in_base64(desk: Path) -> None:
    data = b"\xff\xd8\xff"
    seen = replace(CERTIFICATE, status=None, identity={"fullName": "x", "face": [{"data": data}]})
    assert b64encode(data).decode() in verified(a_text(seen)).output


def test_lines_are_called_as_on_the_paper_in_the_language_that_was_asked_for(desk: Path) -> None:
    lao, english = verified("scanned.txt", "--lang", "lo").output, verified("scanned.txt", "--lang", "en").output
    assert "  ວັນເດືອນປີເກີດ: 14/09/2026\n" in lao
    assert "  Date of birth: 14/09/2026\n" in english
    assert "event." not in lao + english
