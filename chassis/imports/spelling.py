"""Detects Lao text that an old system exported badly: wrong encoding, or a font from before Unicode."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from chassis.imports.faults import NULL_CHARACTER, OLD_FONT, WRONG_ENCODING
from contracts.lao import has_lao
from contracts.pointers import step
from contracts.problems import Fault

# Lao is E0 BA … and E0 BB … in UTF-8; read as Latin-1 or Windows-1252 these begin so.
_READ_AS_LATIN: Final = re.compile("\u00e0[\u00ba\u00bb]")
# Broken bytes: kept as lone surrogates while reading, or replaced by somebody before us.
_BROKEN: Final = re.compile("[\ud800-\udfff\ufffd]")
# An old font puts Lao letters on the keys of a Latin keyboard: digits and punctuation stand inside words, `d]a f4t,q`.
_INSIDE_WORDS: Final = re.compile(r"[A-Za-z][0-9,;=\[\]{}|^~\\`](?=[A-Za-z])")
_ENOUGH: Final = 2  # one alone may be a name such as B2B


def is_broken(text: str) -> bool:
    """Tell whether the text was decoded with another encoding than it was written in."""
    return _BROKEN.search(text) is not None or _READ_AS_LATIN.search(text) is not None


def is_old_font(text: str) -> bool:
    """Tell whether the text looks like Lao of a font from before Unicode."""
    return not has_lao(text) and len(_INSIDE_WORDS.findall(text)) >= _ENOUGH


def is_suspicious(text: str) -> bool:
    """Tell whether a whole document, as text, may hold a bad text; otherwise `faults` need not be asked."""
    # letters that no Lao text has, and Python spells lone surrogates and U+0000 of a document
    odd = "\\ud" in text or "\\x00" in text or "\u00e0" in text or "\ufffd" in text
    return odd or len(_INSIDE_WORDS.findall(text)) >= _ENOUGH


def faults(document: object, texts: tuple[str, ...], pointer: str = "") -> Iterator[Fault]:
    """Yield a fault for every text in the document with a wrong encoding or in an old font.

    `texts` are the ends of pointers to texts for people, such as titles and names: a code may look like an old font.
    """
    if isinstance(document, str):
        if "\0" in document:
            yield replace(NULL_CHARACTER, pointer=pointer)
        elif is_broken(document):
            yield replace(WRONG_ENCODING, pointer=pointer)
        elif pointer.endswith(texts) and is_old_font(document):
            yield replace(OLD_FONT, pointer=pointer)
        return
    members: Any = ()  # Any: names or positions, each with any JSON value
    if isinstance(document, dict):
        members = document.items()
    elif isinstance(document, list):
        members = enumerate(document)
    for name, value in members:
        yield from faults(value, texts, pointer + step(name))
