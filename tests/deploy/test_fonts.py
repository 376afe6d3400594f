"""Our Lao font: it is what its program makes of Noto's, and looks on paper as Noto's does."""

import json
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
import typst
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from chassis.prints.letters import FONTS
from deploy.fonts.__main__ import FAMILY, SOURCES, clusters, made

STYLES: Final = ("Regular", "Bold")
EACH: Final = 23  # a prime: consonants, vowels and tones of every kind are among those that are painted
ROUNDED: Final = 80  # of 255: parts of one glyph are painted at once, two glyphs one over the other
SHEET: Final = """#set page(width: 21cm, height: auto, margin: 5mm)
#set text(font: sys.inputs.font, weight: sys.inputs.weight, lang: "lo", size: 24pt)
#grid(columns: 16, ..json(bytes(sys.inputs.texts)).map(each => box(width: 12mm, height: 18mm, align(horizon, each))))"""


def painted(folder: Path, family: str, style: str, texts: str) -> Image.Image:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    inputs = {"font": family, "weight": style.lower(), "texts": texts}
    made = typst.compile(SHEET.encode(), font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs, format="png")
    assert isinstance(made, bytes)
    return Image.open(BytesIO(made)).convert("L")


def apart(one: Image.Image, other: Image.Image) -> int:
    """Return the greatest difference of two dots."""
    return max(shade for shade, dots in enumerate(ImageChops.difference(one, other).histogram()) if dots)


@pytest.mark.nightly
@pytest.mark.parametrize("style", STYLES)
def test_the_font_is_what_its_program_makes(style: str) -> None:
    ours = (FONTS / f"SaphanSansLao-{style}.ttf").read_bytes()
    assert made((SOURCES / f"NotoSansLao-{style}.ttf").read_bytes()) == ours, "make fonts"


@pytest.mark.parametrize("style", STYLES)
def test_a_letter_with_its_marks_looks_as_notos(style: str) -> None:
    letters = TTFont(SOURCES / f"NotoSansLao-{style}.ttf").getBestCmap()
    every = list(clusters(letters))
    assert len(every) > 5000
    texts = json.dumps(every[::EACH])
    noto, ours = painted(SOURCES, "Noto Sans Lao", style, texts), painted(FONTS, FAMILY, style, texts)
    assert noto.size == ours.size
    assert apart(noto, ours) < ROUNDED
    assert apart(noto, ImageChops.offset(ours, 2, 0)) > 2 * ROUNDED, "two dots are seen"
