import pytest

from chassis.http.etags import must_match, none_match
from contracts.problems import PreconditionFailed, PreconditionRequired

TAG = '"3"'


def test_a_change_without_if_match_is_refused() -> None:
    with pytest.raises(PreconditionRequired):
        must_match(None, TAG)


@pytest.mark.parametrize("header", ['"old"', f"W/{TAG}", ""])
def test_a_change_of_another_version_is_refused(header: str) -> None:
    with pytest.raises(PreconditionFailed):
        must_match(header, TAG)


@pytest.mark.parametrize("header", [TAG, f'"old", {TAG}', f'"o,ld",{TAG}', "*", " * "])
def test_a_change_of_this_version_passes(header: str) -> None:
    must_match(header, TAG)


def test_what_has_no_tag_or_a_weak_one_has_no_version_to_name() -> None:
    for current in (None, f"W/{TAG}"):
        with pytest.raises(PreconditionFailed):
            must_match(f"{TAG}, W/{TAG}", current)
        must_match("*", current)


@pytest.mark.parametrize(
    ("header", "held"),
    [
        (None, False),
        ("", False),
        (TAG, True),
        (f"W/{TAG}", True),
        ("*", True),
        (f'"a", "b,c" ,{TAG}', True),
        ('"old"', False),
        ('"a,"3""', False),
        ("3", False),
        ('""', False),
    ],
)
def test_a_caller_that_holds_the_version_is_known(header: str | None, held: bool) -> None:
    assert none_match(header, TAG) is held
    assert none_match(header, f"W/{TAG}") is held


def test_a_tag_with_a_comma_is_one_tag() -> None:
    assert none_match('"x", "a,b"', '"a,b"')
    assert not none_match('"a,b"', '"a"')


def test_a_long_header_is_read_in_one_walk() -> None:
    assert not none_match('"' * 16_384, TAG)
    assert not none_match('"a' * 8_192, TAG)
