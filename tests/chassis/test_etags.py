import pytest

from chassis.etags import etag_of, must_match, none_match
from contracts.problems import PreconditionFailed, PreconditionRequired

TAG = etag_of(b"bread")


def test_equal_bytes_have_equal_tags_and_others_do_not():
    assert etag_of(b"bread") == TAG != etag_of(b"cake")


def test_a_change_without_if_match_is_refused():
    with pytest.raises(PreconditionRequired):
        must_match(None, TAG)


@pytest.mark.parametrize("header", ['"old"', f"W/{TAG}", ""])
def test_a_change_of_another_version_is_refused(header):
    with pytest.raises(PreconditionFailed):
        must_match(header, TAG)


@pytest.mark.parametrize("header", [TAG, f'"old", {TAG}', "*", " * "])
def test_a_change_of_this_version_passes(header):
    must_match(header, TAG)


@pytest.mark.parametrize(("header", "held"), [(None, False), (TAG, True), (f"W/{TAG}", True), ('"old"', False)])
def test_a_caller_that_holds_the_bytes_is_known(header, held):
    assert none_match(header, TAG) is held
