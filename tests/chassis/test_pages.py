import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.pages import decode_cursor, encode_cursor
from contracts.problems import InvalidCursor


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers(-(2**53), 2**53), max_size=4))
def test_a_cursor_leads_back_to_its_position(position):
    assert decode_cursor(encode_cursor(position)) == position


@pytest.mark.parametrize("text", ["", "x", "ນ້ຳ", "e30=", "!!!!", "W10", "eyJhIjoxfQ==", "AAAA"])
def test_a_cursor_that_we_did_not_make_is_refused(text):
    with pytest.raises(InvalidCursor):
        decode_cursor(text)
