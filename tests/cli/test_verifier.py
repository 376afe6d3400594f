"""A verifier is one file without an address, with the words of the checks; what would make it lie is refused."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import time
from typing import Any, Final

import pytest
from typer.testing import CliRunner, Result

import cli.verifier
from cli.main import app
from cli.verifier.making import LARGEST, MOST_DAYS, Asked, trust_of
from cli.verifier.page import SCRIPTS, page
from cli.verifier.tables import rows
from cli.verifier.trust import said, words
from contracts.calendar import VIENTIANE
from contracts.codelists import codelist_of
from evidence.certificates.layers import REASONS, Outcome
from evidence.certificates.member_words import ABOUT_THE_PRINT, CODES, DAYS, LABELS, NAMES
from evidence.certificates.members import BIOMETRIC, EVENT, IDENTITY
from evidence.certificates.status_lists import DAY, Statuses
from tests.support.birth_certificates import KEY, a_file_of_keys, a_list
from tests.support.verifier import a_trust

FOLDER: Final = Path(cli.verifier.__file__).parent
NOW: Final = int(time())
BODIES_BEGIN: Final = 50  # labels of fingers, irises and so on: one label for all
LATIN: Final = re.compile(r"[A-Za-z]+")
KEPT_LATIN: Final = {"QR", "JPEG", "AVIF", "WebP"}  # on the paper beside it, and names of formats


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    full = a_list(NOW - 60)
    full.statuses.bits[:] = b"".join(hashlib.sha512(str(n).encode()).digest() for n in range(16_000))
    files = {
        "keys.json": a_file_of_keys(),
        "ended.json": a_file_of_keys(exp=NOW - 5),
        "none.json": b'{"certificates": []}',
        "list": a_list(NOW - 60).signed(kid=KEY.kid, sign=KEY.sign_bytes),
        "old": a_list(NOW - 2 * DAY).signed(kid=KEY.kid, sign=KEY.sign_bytes),
        "tomorrow": a_list(NOW + DAY).signed(kid=KEY.kid, sign=KEY.sign_bytes),
        "of-another": a_list(NOW, issuer="https://elsewhere.example").signed(kid=KEY.kid, sign=KEY.sign_bytes),
        "full": full.signed(kid=KEY.kid, sign=KEY.sign_bytes),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def made(*more: str, keys: str = "keys.json", lists: tuple[str, ...] = ("list",), out: str = "v.html") -> Result:
    given = [word for name in lists for word in ("--status-list", name)]
    command = ["certificates", "verifier", "--keys", keys, *given, "--out", out, *more]
    return CliRunner().invoke(app, command, env={"COLUMNS": "200"})


def in_days(days: int) -> str:
    return (datetime.now(UTC).astimezone(VIENTIANE) + timedelta(days=days)).date().isoformat()


@pytest.mark.parametrize("until", [("--days", "31"), ("--days", "0"), ("--until", in_days(31))])
def test_it_is_written_whole_and_its_sum_is_told(desk: Path, until: tuple[str, str]) -> None:
    done = made(*until)
    assert done.exit_code == 0, done.output
    data = (desk / "v.html").read_bytes()
    assert done.output.startswith(f"{hashlib.sha256(data).hexdigest()}  v.html\n")
    day = date.fromisoformat(in_days(0 if until[1] == "0" else 31))
    assert f"<dd>{day:%d/%m/%Y}</dd>" in data.decode()
    assert not list(desk.glob("*.part"))


def test_it_is_one_small_file_without_an_address(desk: Path) -> None:
    made("--days", "31")
    text = (desk / "v.html").read_text("utf-8")
    assert len(text.encode()) < LARGEST
    assert "://" not in text
    assert re.findall(r"\b(?:src|href|action|srcset)=|@import|\burl\(", text) == []
    assert "default-src 'none'" in text
    assert re.findall(r"http\S*", text) == ['http-equiv="Content-Security-Policy"']
    assert "unsafe" not in text.partition("</head>")[0]


def test_a_list_is_not_demanded(desk: Path) -> None:
    assert made("--days", "31", lists=()).exit_code == 0


def test_an_old_list_goes_in_where_somebody_says_so(desk: Path) -> None:
    assert made("--days", "31", "--old-list", lists=("old",)).exit_code == 0


@pytest.mark.parametrize(
    ("more", "changes", "told"),
    [
        (("--days", "31"), {"keys": "none.json"}, "has no key"),
        (("--days", "31"), {"keys": "ended.json"}, "has no key"),
        (("--days", "31"), {"keys": "list"}, "is a status list, or other signed data, and holds no keys"),
        (("--days", "31"), {"keys": "nothing"}, "cannot be read"),
        (("--days", "31"), {"lists": ("old",)}, "older than 24 hours"),
        (("--days", "31"), {"lists": ("list", "tomorrow")}, "yet to come"),
        (("--days", "31"), {"lists": ("of-another",)}, "no status list that you can trust"),
        (
            ("--days", "31"),
            {"lists": ("keys.json",)},
            "keys.json is a file of keys, and no status list that you can trust",
        ),
        (("--days", "31"), {"lists": ("full",)}, f"{LARGEST} are the most"),
        (("--days", "31"), {"out": "nowhere/v.html"}, "cannot be written"),
        (("--days", str(MOST_DAYS + 1)), {}, f"more than {MOST_DAYS} days"),
        (("--days", "999999999999"), {}, f"more than {MOST_DAYS} days"),
        (("--until", in_days(-1)), {}, "is over"),
        (("--until", "tomorrow"), {}, "is no day"),
        (("--until", "9999-12-31"), {}, f"more than {MOST_DAYS} days"),
        (("--until", in_days(1), "--days", "1"), {}, "one of them"),
        ((), {}, "one of them"),
    ],
)
def test_what_would_make_it_lie_is_refused_in_both_languages(
    desk: Path, more: tuple[str, ...], changes: dict[str, Any], told: str
) -> None:
    done = made(*more, **changes)
    assert done.exit_code in {1, 2}, done.output
    assert told in done.output
    assert re.search("[ກ-ໝ]", done.output)
    assert not list(desk.glob("v.html*"))


def test_a_key_or_list_from_outside_cannot_become_markup() -> None:
    keys = json.loads(a_file_of_keys())
    keys["certificates"][0]["iss"] = "</script><script>alert(1)</script>"
    asked = Asked(json.dumps(keys).encode(), {}, None, 31, old_list=False)
    text = page(trust_of(asked, NOW))
    assert "alert(1)</script>" not in text
    assert text.count("<script") == 2


def test_the_same_trust_makes_the_same_file() -> None:
    trust = a_trust()
    assert page(trust) == page(trust)


def test_every_member_has_a_kind_that_the_page_knows_and_a_label() -> None:
    kinds = {row[2] for table in (IDENTITY, EVENT, BIOMETRIC) for row in rows(table)}
    assert kinds == {"text", "whole", "data", "lao", "code", "wholes", "parts"}
    of_event = {f"event.{word}" for word in EVENT.members}
    of_person = {f"identity.{word}" for word, row in IDENTITY.members.items() if row.label < BODIES_BEGIN}
    of_print = {"certificateId", "issuedAt", "notBefore", "expiresAt", "issuer"}
    assert set(LABELS) == of_event | of_person | of_print
    assert set(CODES["event.kind"]) == set(codelist_of("civil-event-kind").codes)
    assert {*DAYS, *NAMES, *ABOUT_THE_PRINT} <= set(LABELS)


def test_every_outcome_and_every_reason_has_its_words() -> None:
    assert set(words()["outcomes"]) == set(Outcome)
    assert set(said()["sentences"]) == set(said()["reasons"]) == set(REASONS)


def _pairs(section: Mapping[str, Any]) -> list[dict[str, str]]:
    if section.keys() == {"lo", "en"}:
        return [dict(section)]
    return [pair for each in section.values() for pair in _pairs(each)]


def test_its_lao_is_lao() -> None:
    of_certificates = {name: said()[name] for name in ("labels", "codes")}
    assert {
        word
        for pair in _pairs({**words(), **of_certificates})
        for word in LATIN.findall(re.sub(r"\{\w+\}", "", pair["lo"]))
    } <= KEPT_LATIN
    assert all(re.findall(r"\{\w+\}", pair["lo"]) == re.findall(r"\{\w+\}", pair["en"]) for pair in _pairs(words()))


def test_every_script_is_in_it_and_says_first_what_it_is() -> None:
    ours = {f"js/{file.name}" for file in (FOLDER / "js").glob("*")}
    assert ours == {name for name in SCRIPTS if name.startswith("js/")}
    for name in ours:
        lines = (FOLDER / name).read_text("utf-8").splitlines()
        assert lines[0].startswith("// ")
        assert len(lines) <= 300
        assert max(map(len, lines)) <= 120, name


def test_every_file_of_others_is_the_one_its_provenance_names() -> None:
    vendor = FOLDER / "vendor"
    named = dict(re.findall(r"^([0-9a-f]{64})  (\S+)$", (vendor / "PROVENANCE.md").read_text("utf-8"), re.MULTILINE))
    there = {file for file in vendor.rglob("*") if file.is_file() and file.name != "PROVENANCE.md"}
    assert {hashlib.sha256(file.read_bytes()).hexdigest(): str(file.relative_to(vendor)) for file in there} == named


def test_a_list_of_a_million_fits() -> None:
    statuses = Statuses.of(1_000_000)
    for place in range(0, 1_000_000, 100):
        statuses.bits[place // 4] |= 3
    signed = a_list(NOW - 60, statuses=statuses).signed(kid=KEY.kid, sign=KEY.sign_bytes)
    asked = Asked(a_file_of_keys(), {"list": signed}, None, 31, old_list=False)
    assert len(page(trust_of(asked, NOW)).encode()) < LARGEST
