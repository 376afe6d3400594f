import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.officers import names_an_officer, normal_officer


@pytest.mark.parametrize(
    "spelling",
    [
        "officer.a",
        "Officer.A",
        "OFFICER.A",
        "officer.a.",
        ".officer.a",
        " officer.a\u00a0",
        "officer.a_-",
        "officer.a@",
        "officer..a",
        "\uff4f\uff46\uff46\uff49\uff43\uff45\uff52\uff0e\uff41",  # full width
        "offi\u200bcer.a",
        "\u202eofficer.a\u202c",
        "of\u00adficer.a\ufeff",
        "o\ufb03cer.a",  # one sign for ffi
        "officer.\u1d43",  # a raised a
        "officer\ufe00.a",
    ],
)
def test_spellings_of_one_officer_are_equal(spelling: str) -> None:
    assert normal_officer(spelling) == "officer.a"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a@tower.gov.la", "A@Tower.gov.la."),
        ("officer 12", "officer\u2003\u0ed1\u0ed2"),  # Lao digits, another blank
        ("ນາງ ຄໍາ", "ນາງ  ຄຳ"),
        ("ໝອນ", "ຫມອນ"),
        ("STRASSE", "stra\u00dfe"),
        ("e\u0301va", "\u00c9VA"),
    ],
)
def test_two_spellings_are_one_person(one: str, other: str) -> None:
    assert normal_officer(one) == normal_officer(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("officer.a", "officer.b"), ("a.b", "ab"), ("a-b", "a.b"), ("officer1", "officer01"), ("a@moj", "a@moic")],
)
def test_other_names_are_other_people(one: str, other: str) -> None:
    assert normal_officer(one) != normal_officer(other)


@pytest.mark.parametrize("name", ["", " ", "...", "\u200b", "\u3164", "a\x00b", "a\nb", "a\x7f", "a\u0085", "\ud800"])
def test_what_names_nobody_is_no_officer(name: str) -> None:
    assert not names_an_officer(name)


@given(st.text(max_size=30))
def test_the_form_is_its_own_form(name: str) -> None:
    folded = normal_officer(name)
    assert normal_officer(folded) == folded


@given(st.text(max_size=30))
def test_capitals_make_no_difference(name: str) -> None:
    assert normal_officer(name.casefold()) == normal_officer(name)
