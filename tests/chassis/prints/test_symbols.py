"""A symbol on a printed page is read by a scanner, also from a bad picture, and says how large it has become."""

from typing import Final

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from chassis.prints.symbols import Level, TooMuchForASymbol, symbol
from tests.support.prints import SIGNED, certificate, picture, printed

BASE45: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def scanned(seen: Image.Image) -> list[tuple[str, str]]:
    return [(each.text, each.ec_level) for each in zxingcpp.read_barcodes(seen)]


@pytest.mark.parametrize(
    ("length", "level", "version"),
    [(20, "Q", 2), (521, "Q", 17), (579, "Q", 19), (521, "M", 14), (20, "H", 2), (9, "L", 1)],
)
def test_the_version_and_the_level_are_told(length: int, level: Level, version: int) -> None:
    made = symbol((BASE45 * 20)[:length], level)
    assert (made.version, made.level) == (version, level)
    assert made.svg.startswith(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {version * 4 + 25} ')


def test_a_text_that_needs_more_than_is_allowed_or_than_there_is_is_refused() -> None:
    with pytest.raises(TooMuchForASymbol, match="need version 19, and 17 is allowed"):
        symbol((BASE45 * 20)[:579], largest=17)
    with pytest.raises(TooMuchForASymbol, match="holds these 5000 characters"):
        symbol("A" * 5000)
    with pytest.raises(TooMuchForASymbol, match="holds these 0 characters"):
        symbol("")


def test_the_same_text_makes_the_same_symbol() -> None:
    assert symbol(SIGNED) == symbol(SIGNED)


@settings(max_examples=12)
@given(
    st.text(BASE45, min_size=1, max_size=600) | st.text("ກຂຄງaé ", min_size=1, max_size=80).map(str.strip).filter(bool)
)
def test_whatever_a_symbol_holds_is_read_from_the_page(text: str) -> None:
    page = printed("certificate.typ", certificate(text=text))
    assert scanned(picture(page, dots_per_inch=200)) == [(text, "Q")]


@pytest.mark.parametrize(("degrees", "blur"), [(7, 1.2), (45, 0), (90, 1.2), (171, 1.2), (180, 0)])
def test_a_turned_and_blurred_picture_is_read(degrees: int, blur: float) -> None:
    page = picture(printed("certificate.typ", certificate()), dots_per_inch=200)
    seen = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    assert scanned(seen.filter(ImageFilter.GaussianBlur(blur))) == [(SIGNED, "Q")]


def test_a_symbol_with_a_stain_on_it_is_read() -> None:
    page = picture(printed("certificate.typ", certificate()), dots_per_inch=200)
    place = zxingcpp.read_barcodes(page)[0].position
    across = place.bottom_right.x - place.top_left.x
    begin = (place.top_left.x + across * 2 // 5, place.top_left.y + across * 2 // 5)
    page.paste("white", (*begin, begin[0] + across // 5, begin[1] + across // 5))
    assert scanned(page) == [(SIGNED, "Q")]
