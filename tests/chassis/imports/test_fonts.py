"""Old Lao fonts: text that lies on the Lao keyboard is known, read as it was shown, and other text is left alone."""

import json
import re
from pathlib import Path

import pytest

from chassis.imports import fonts, spelling
from chassis.imports.fonts import Font, lao_keyboard
from tests.support.field import FIELD

TEXTS = ("/title", "/text")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("okpq d]a f4t,q", "ນາຍົ ກລັ ດຖະມົ"),  # a state newspaper's PDF of 2024, with its stray blanks
        ("l,;yd", "ສມວິກ"),
        ("7fucrj' 45/2562", "ຄດີແພ່ງ 45/2562"),
        ("okp l,0yf", "ນາຍ ສມຂິດ"),
    ],
)
def test_what_was_typed_on_the_lao_keyboard_is_read_as_it_was_shown(typed: str, shown: str) -> None:
    assert lao_keyboard().read(typed) == shown


@pytest.mark.parametrize(
    "text",
    [
        "John Smith",
        "Phongsavanh Co., Ltd",
        "B2B",
        "land dispute",
        "ຄະດີແພ່ງ",
        "ຄະດີ okp",
        "2562/45",
        "A/B",
        "the case",
        "",
    ],
)
def test_what_is_no_lao_in_the_font_is_left_alone(text: str) -> None:
    assert lao_keyboard().read(text) is None


def test_the_table_is_that_of_the_keyboard() -> None:
    """Held against what the domain file has; made from xkb-data's layout by another hand."""
    table = lao_keyboard().characters
    assert len(table) == 82
    assert {table[key] for key in "dk;l"} == {"ກ", "າ", "ວ", "ສ"}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"title": "okpq d]a f4t,q"}, "/title"),
        ({"people": [{"name": {"text": "l,;yd", "script": "lao"}}]}, "/people/0/name/text"),
    ],
)
def test_old_fonts_are_told_in_any_text(document: object, pointer: str) -> None:
    (fault,) = spelling.faults(document, TEXTS)
    assert (fault.pointer, fault.code) == (pointer, "legacy-font")
    assert "laoKeyboard" in fault.en
    assert "laoKeyboard" in fault.lo


def test_a_font_that_nobody_knows_is_told_as_such() -> None:
    (fault,) = spelling.faults({"title": "Q2x;A =1B c;D"}, TEXTS)
    assert "convert=mapping" in fault.en


def test_latin_names_and_codes_are_no_old_font() -> None:
    latin = {"name": {"text": "l,;yd", "script": "latin"}, "code": "l,;yd"}
    assert list(spelling.faults(latin, TEXTS)) == []
    assert spelling.convert(latin, TEXTS, lao_keyboard()) == []


def test_a_conversion_keeps_what_stood_there() -> None:
    document = {"title": "okpq d]a f4t,q", "people": [{"text": "ຄຳ"}, {"text": "l,;yd"}], "code": "okp"}
    changes = spelling.convert(document, TEXTS, lao_keyboard())
    assert [(each.pointer, each.before, each.after) for each in changes] == [
        ("/title", "okpq d]a f4t,q", "ນາຍົ ກລັ ດຖະມົ"),
        ("/people/1/text", "l,;yd", "ສມວິກ"),
    ]
    assert document == {"title": "ນາຍົ ກລັ ດຖະມົ", "people": [{"text": "ຄຳ"}, {"text": "ສມວິກ"}], "code": "okp"}


def test_another_font_is_read_by_its_own_table() -> None:
    backwards = Font("backwards", {"a": "ກ", "b": "າ", "c": "ນ"})
    assert backwards.read("abc acb") == "ການ ກນາ"
    assert backwards.read("abx") is None


def test_real_files_in_lao_have_nothing_of_an_old_font() -> None:
    for path in sorted(Path(FIELD).glob("*.csv")):
        for text in re.split(r"[,\r\n]", path.read_bytes().decode("utf-8", "replace")):
            if not text.startswith("sep="):  # a line before the headings, no text of a row
                assert not fonts.is_on_the_lao_keyboard(text) or "font" in path.name, (path.name, json.dumps(text))
