"""QR symbols, drawn: version and level are told, so that a caller can hold what scanners still read."""

import re
from dataclasses import dataclass
from functools import cache
from math import isqrt
from typing import Final, Literal, TypeAlias

import zxingcpp

Level: TypeAlias = Literal["L", "M", "Q", "H"]  # how much of it may be lost: 7, 15, 25, 30 %

LARGEST: Final = 40  # the versions of the standard
_QUIET: Final = 4  # modules of white around it, as the standard asks
_SMALLEST_WIDTH: Final = 17  # version v is 17 + 4 v modules wide
_RUNS: Final = re.compile("1+|0+")
_AS_BITS: Final = bytes.maketrans(b"\x00\xff", b"10")  # dark modules are black, 0


class TooMuchForASymbol(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """The text needs a greater version than the caller allows, or than there is."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol: its version (1 to 40), its level of error correction, and the drawing with its quiet zone."""

    version: int
    level: Level
    svg: str


def symbol(text: str, level: Level = "Q", *, largest: int = LARGEST) -> Symbol:
    """Return the smallest symbol of the text at this level; raise `TooMuchForASymbol` where it exceeds `largest`."""
    try:
        drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    except ValueError as fault:
        msg = f"no QR symbol at level {level} holds these {len(text)} characters"
        raise TooMuchForASymbol(msg) from fault
    image = drawn.to_image(add_quiet_zones=False)
    modules = memoryview(image).tobytes()  # type: ignore[arg-type]  # its stub does not say that it is a buffer
    width = isqrt(len(modules))
    version = (width - _SMALLEST_WIDTH) // 4
    if version > largest:
        msg = f"{len(text)} characters at level {level} need version {version}, and {largest} is allowed"
        raise TooMuchForASymbol(msg)
    return Symbol(version, level, _drawn(modules, width))


def _drawn(modules: bytes, width: int) -> str:
    """Return the rows of dark modules as one path: of many rectangles, a screen would show the seams."""
    whole = width + 2 * _QUIET
    rows = (modules[begin : begin + width].translate(_AS_BITS) for begin in range(0, width * width, width))
    eights = (int(row.ljust(-(-width // 8) * 8, b"0"), 2).to_bytes(-(-width // 8), "big") for row in rows)
    path = "".join(
        f"M{_QUIET} {place + _QUIET}.5{''.join(map(_strokes().__getitem__, row))}" for place, row in enumerate(eights)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" height="{whole}">'
        f'<path d="{path}" fill="none" stroke="#000" stroke-width="1"/></svg>'
    )


@cache
def _strokes() -> tuple[str, ...]:
    """Return how a pen goes over eight modules, by their bits: on paper where they are dark, else above it."""
    return tuple(
        "".join(f"h{len(run)}" if run[0] == "1" else f"m{len(run)} 0" for run in _RUNS.findall(f"{bits:08b}"))
        for bits in range(256)
    )
