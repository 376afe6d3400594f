"""`make fonts`: Noto Sans Lao with a glyph for each consonant with its marks, as the font itself would put them.

In a PDF, marks that stand above each other are written at several heights. Readers then give a name doubled or with
blanks in it when it is copied, searched or read aloud ("ຢັ້ຢັ້ ງ"). One glyph with one text has none of that.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby, product
from pathlib import Path
from typing import Final

import uharfbuzz
from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import _g_l_y_f as outlines

SOURCES: Final = Path(__file__).parent
MADE: Final = Path(__file__).parents[2] / "chassis" / "prints" / "fonts"
FAMILY: Final = "Saphan Sans Lao"  # another name than its origin's, since the glyphs are others
STYLES: Final = ("Regular", "Bold")

_ORIGIN: Final = "Noto Sans Lao"
_CONSONANTS: Final = [chr(each) for each in (*range(0x0E81, 0x0EAF), *range(0x0EDC, 0x0EE0))]
_BELOW: Final = ("", "\u0ebc")  # the L of ຫຼ
_VOWELS: Final = ("", *"\u0eb1\u0eb4\u0eb5\u0eb6\u0eb7\u0eb8\u0eb9\u0ebb\u0ecd")
_TONES: Final = ("", *"\u0ec8\u0ec9\u0eca\u0ecb\u0ecc")
_LAO: Final = range(0x0E80, 0x0F00)
_NO_WIDTH: Final = 0x200B
_JOINER: Final = 0x2060  # between two letters where no line may end; from another font, it would part them
_BESIDE: Final = (0x20, 0xA0, _NO_WIDTH, 0x200C, 0x200D, _JOINER, 0x20AD, 0x25CC)  # blanks, the kip, a circle for marks
_NAMES: Final = (1, 3, 4, 6, 16)  # those of the table `name` that hold the family
_PLACED: Final = 0x0004  # rounds to the grid; of a component that is put somewhere
_USE_WIDTH_OF_FIRST: Final = 0x0200
_NO_NAMES_OF_GLYPHS: Final = 3.0  # format of the table `post`


def clusters(letters: dict[int, str]) -> Iterator[str]:
    """Yield each consonant with its marks, as far as the font has them."""
    for parts in product(_CONSONANTS, _BELOW, _VOWELS, _TONES):
        text = "".join(parts)
        if len(text) > 1 and all(ord(each) in letters for each in text):
            yield text


def made(origin: bytes) -> bytes:
    """Return the font that is made from Noto's."""
    font = TTFont(BytesIO(origin), recalcTimestamp=False)
    letters: dict[int, str] = font.getBestCmap()
    for table in font["cmap"].tables:
        table.cmap.setdefault(_JOINER, letters[_NO_WIDTH])
    glyph_of = {text: f"lao_{'_'.join(f'{ord(each):04X}' for each in text)}" for text in clusters(letters)}
    _draw(font, origin, glyph_of)
    del font["GSUB"]  # what it chooses has been chosen
    addOpenTypeFeaturesFromString(font, _rules(glyph_of, letters), tables=["GSUB"])
    font["GDEF"].table.GlyphClassDef.classDefs.update(dict.fromkeys(glyph_of.values(), 1))
    for name in font["name"].names:
        if name.nameID in _NAMES:
            name.string = str(name).replace(_ORIGIN, FAMILY).replace(_ORIGIN.replace(" ", ""), FAMILY.replace(" ", ""))
    font["post"].formatType = _NO_NAMES_OF_GLYPHS
    return _only_lao(font)


def _rules(glyph_of: dict[str, str], letters: dict[int, str]) -> str:
    """Return the rules that take a glyph for a text, a group for each consonant: one group takes long to build."""
    groups = (
        " ".join(f"sub {' '.join(letters[ord(each)] for each in text)} by {glyph_of[text]};" for text in texts)
        for _, texts in groupby(glyph_of, key=lambda text: text[0])
    )
    lookups = (f"lookup l{count} {{ {group} }} l{count};" for count, group in enumerate(groups))
    return f"languagesystem DFLT dflt; languagesystem lao dflt; feature ccmp {{ {' '.join(lookups)} }} ccmp;"


def _draw(font: TTFont, origin: bytes, glyph_of: dict[str, str]) -> None:
    """Add the glyphs, each of those that a shaper takes for the text, where it puts them."""
    shaper, names = uharfbuzz.Font(uharfbuzz.Face(origin)), font.getGlyphOrder()
    table, widths = font["glyf"], font["hmtx"]
    for text, glyph in glyph_of.items():
        drawn, width = outlines.Glyph(), 0
        drawn.numberOfContours, drawn.components = -1, []
        shaped = uharfbuzz.Buffer()
        shaped.add_str(text)
        shaped.guess_segment_properties()
        uharfbuzz.shape(shaper, shaped)
        for info, place in zip(shaped.glyph_infos, shaped.glyph_positions, strict=True):
            part = outlines.GlyphComponent()
            part.glyphName, part.x, part.y = names[info.codepoint], width + place.x_offset, place.y_offset
            part.flags = _PLACED if drawn.components else _PLACED | _USE_WIDTH_OF_FIRST
            drawn.components.append(part)
            width += place.x_advance
        table[glyph] = drawn
        drawn.recalcBounds(table)
        widths[glyph] = (width, drawn.xMin)
    font.setGlyphOrder(table.glyphOrder)


def _only_lao(font: TTFont) -> bytes:
    """Return the font without its Latin letters, which Noto Sans has."""
    options = subset.Options()
    options.layout_features, options.name_IDs = ["*"], ["*"]
    options.notdef_outline, options.recalc_timestamp = True, False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*_LAO, *_BESIDE])
    subsetter.subset(font)
    written = BytesIO()
    font.save(written)
    return written.getvalue()


if __name__ == "__main__":
    for style in STYLES:
        font_file = f"{FAMILY.replace(' ', '')}-{style}.ttf"
        (MADE / font_file).write_bytes(made((SOURCES / f"NotoSansLao-{style}.ttf").read_bytes()))
