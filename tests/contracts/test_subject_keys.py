"""Subject keys: one key for all spellings of one person's number, and none for what many people share."""

import re

import pytest

from contracts.national.shared.identifier import Identifier
from contracts.subject_keys import SubjectKeys

KEYS = SubjectKeys(bytes(range(32)))


def keys_of(*numbers: tuple[str, str]) -> list[str]:
    return KEYS.of(Identifier(type=type_, value=value) for type_, value in numbers)


def test_a_key_is_43_letters_that_tell_nothing() -> None:
    [key] = keys_of(("citizenId", "01-0345/2011"))
    assert re.fullmatch("[A-Za-z0-9_-]{43}", key)
    # HMAC-SHA-256 of "identifier\0citizenId\0\00103452011", computed with openssl
    assert key == "ZyaRvocFJNZWAGUdFfo28cSUwcxYj1sYbqcWirHozyU"


@pytest.mark.parametrize("spelling", ["01-0345/2011", "0103452011", "໐໑-໐໓໔໕/໒໐໑໑", "01 0345 2011"])
def test_spellings_of_one_number_have_one_key(spelling: str) -> None:
    assert keys_of(("citizenId", spelling)) == keys_of(("citizenId", "01.0345.2011"))


def test_another_key_of_the_bus_makes_other_keys() -> None:
    number = [Identifier(type="uin", value="1")]
    assert not set(SubjectKeys(bytes(32)).of(number)) & set(KEYS.of(number))


@pytest.mark.parametrize("type_", ["familyBook", "other"])
def test_what_does_not_stand_for_one_person_has_no_key(type_: str) -> None:
    assert keys_of((type_, "77-12")) == []


def test_each_number_has_its_key_once_and_their_order_tells_nothing() -> None:
    numbers = ("uin", "7"), ("passport", "PA 123"), ("uin", "7")
    assert keys_of(*numbers) == sorted(keys_of(("passport", "PA123")) + keys_of(("uin", "7")))
    assert KEYS.of(None) == []


@pytest.mark.parametrize("length", [0, 16, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SubjectKeys(bytes(length))
