"""`saphan schema check` says offline what a document lacks: where, in words of both languages, and what is right."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from cli.schema_check import MOST
from contracts.schema_files import BASE

NAME = {"use": "legal", "text": "ສົມພອນ", "script": "lao"}
PERSON_NAME = f"{BASE}shared/person-name/v1"


def check(*words: str | Path, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["schema", "check", *map(str, words)], input=given)


def a_file(folder: Path, document: Any, name: str = "document.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return file


def test_a_document_that_is_right_is_said_to_be(tmp_path: Path) -> None:
    done = check(a_file(tmp_path, NAME | {"$schema": PERSON_NAME}))
    assert (done.exit_code, done.stdout) == (0, f"✓ {tmp_path}/document.json shared/person-name/v1\n")


def test_each_fault_has_its_place_its_label_and_a_sentence_in_each_language(tmp_path: Path) -> None:
    done = check(a_file(tmp_path, {"$schema": PERSON_NAME, "use": "legal", "text": "\u200b", "name": "x"}))
    assert done.exit_code == 1
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[1:] == [
        "/script required",
        "ຕົວອັກສອນ: ຂາດຂໍ້ມູນນີ້.",
        "Script: Is missing.",
        "/text pattern",
        "ຊື່ເຕັມ ຕາມທີ່ຂຽນໄວ້: ຕ້ອງມີຕົວອັກສອນທີ່ເຫັນໄດ້ຢ່າງໜ້ອຍໜຶ່ງຕົວ ໃນແຖວດຽວ, ບໍ່ມີຕົວອັກສອນຄວບຄຸມ.",
        "Full name as written: Must be one line with at least one visible character, and no control characters.",
        "/name unevaluatedProperties",
        "ຊື່ຂອງບຸກຄົນ: ບໍ່ຮູ້ຈັກຊ່ອງຂໍ້ມູນນີ້.",
        "Name of a person: Is not a known member here.",
    ]


@pytest.mark.parametrize(("lang", "said", "unsaid"), [("lo", "ຂາດຂໍ້ມູນນີ້", "Is missing"), ("en", "Is missing", "ຂາດຂໍ້ມູນນີ້")])
def test_one_language_is_said_alone(tmp_path: Path, lang: str, said: str, unsaid: str) -> None:
    told = check("--lang", lang, "--schema", "shared/person-name", a_file(tmp_path, {"use": "legal"})).stdout
    assert said in told
    assert unsaid not in told


def test_up_to_ten_right_codes_are_named_with_their_labels_the_nearest_first(tmp_path: Path) -> None:
    told = check("--lang", "lo", "--schema", "shared/place/v1", a_file(tmp_path, "1899")).stdout
    codes = [line.strip() for line in told.splitlines() if " · " in line]
    assert len(codes) == 10
    assert {code[:2] for code in codes} == {"17", "18"}
    told = check("--schema", PERSON_NAME, a_file(tmp_path, NAME | {"use": "lawful"})).stdout
    assert "legal · ຊື່ຕາມກົດໝາຍ · Legal name" in told


def test_what_is_wrong_in_the_json_itself_is_said_in_place(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"use": "legal", "use": "birth"}')
    done = check("--schema", PERSON_NAME, tmp_path / "x.json")
    assert done.exit_code == 1
    assert "  ທັງເອກະສານ · the whole document duplicate-key\n" in done.stdout
    assert "ຊື່ດຽວກັນມີສອງເທື່ອໃນວັດຖຸດຽວ: use (ແຖວ 1, ຕົວທີ " in done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in it: JSON is one value at least."),
        (b"\xef\xbb\xbf{}", "It begins with a byte order mark (U+FEFF)"),
        (b'{"use": "legal",\n "te', "The JSON ends before it is complete"),
        (b'{"use":\n legal}', "This is not JSON as RFC 8259 defines it (line 2, column 2)."),
    ],
)
def test_what_keeps_a_file_from_being_json_is_said_with_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "x.json").write_bytes(content)
    done = check("--lang", "en", "--schema", PERSON_NAME, tmp_path / "x.json")
    assert done.exit_code == 1
    assert said in " ".join(done.stdout.split())


def test_a_code_that_was_not_valid_on_its_day_is_told_with_the_days_of_the_others(tmp_path: Path) -> None:
    cited = {"edition": "penalCode2017", "committedOn": {"value": "2010-03-04", "precision": "day"}, "article": "12"}
    done = check("--lang", "en", "--schema", "justice/law-article", a_file(tmp_path, cited))
    assert done.exit_code == 1
    assert "/edition x-code-date" in done.stdout
    assert "penalLaw2005 · Penal Law, amended 2005 (2005-11-09 to 2018-10-31)" in done.stdout
    assert "penalCode2017 ·" not in done.stdout


def test_several_files_are_checked_each_and_the_worst_is_the_answer(tmp_path: Path) -> None:
    right = a_file(tmp_path, NAME, "right.json")
    wrong = a_file(tmp_path, NAME | {"text": "abc"}, "wrong.json")
    done = check("--schema", PERSON_NAME, right, wrong, right)
    assert done.exit_code == 1
    assert [line[0] for line in done.stdout.splitlines() if "person-name" in line] == ["✓", "✗", "✓"]
    done = check("--schema", PERSON_NAME, tmp_path / "missing.json", wrong)
    assert done.exit_code == 2
    assert "missing.json cannot be read" in done.stderr
    assert "✗" in done.stdout, "the others are checked all the same"


def test_the_input_is_read_where_a_file_is_called_dash() -> None:
    done = check("--schema", "shared/seat", "-", given='{"member": "psc", "office": "hq"}')
    assert done.exit_code == 0
    assert "ບໍ່ໄດ້ກວດ: ມີແຕ່ປະຕູເຊື່ອມຕໍ່ທີ່ຮູ້ຈັກ" in done.stdout, "whether there is such an office is not known here"


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("shared/persn-name/v1", "shared/person-name/v1"),
        ("person-name", "shared/person-name/v1"),
        ("shared/person-name/v9", "shared/person-name/v1"),
        (f"{BASE}consent/consents/v1", "consent/consent/v1"),
        ("https://json-schema.org/draft/2020-12/schema", "consent/…"),
    ],
)
def test_an_id_that_is_none_is_answered_with_the_nearest(tmp_path: Path, said: str, near: str) -> None:
    for words in (["--schema", said, a_file(tmp_path, NAME)], [a_file(tmp_path, NAME | {"$schema": said})]):
        done = check(*words)
        assert done.exit_code == 2
        assert near in done.stderr
        assert "ບໍ່ມີໂຄງຮ່າງ" in done.stderr


def test_a_document_that_names_no_schema_says_what_to_do(tmp_path: Path) -> None:
    done = check(a_file(tmp_path, NAME))
    assert done.exit_code == 2
    assert "give --schema, or $schema" in done.stderr


def test_a_document_that_is_too_long_is_not_held_in_memory(tmp_path: Path) -> None:
    with (tmp_path / "long.json").open("wb") as file:
        file.truncate(MOST + 10)
    done = check("--schema", PERSON_NAME, tmp_path / "long.json")
    assert done.exit_code == 2
    assert "longer than 16 MiB" in done.stderr
