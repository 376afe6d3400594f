"""Lao text that an old system exported badly: tells another encoding, and reads fonts from before Unicode."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from chassis.imports.faults import NULL_CHARACTER, OLD_FONT, ON_THE_LAO_KEYBOARD, WRONG_ENCODING
from chassis.imports.fonts import Font, is_on_the_lao_keyboard
from contracts.json_types import JSON
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


@dataclass(frozen=True, slots=True)
class Change:
    """A text of a row that was read otherwise than it stands in the file."""

    pointer: str
    before: str
    after: str

    def stated(self, column: str | None) -> dict[str, JSON]:
        """Return the change as JSON, as it is stored, with the heading of its column."""
        said: dict[str, JSON] = {"pointer": self.pointer, "before": self.before, "after": self.after}
        return said if column is None else {"column": column, **said}


def is_broken(text: str) -> bool:
    """Tell whether the text was decoded with another encoding than it was written in."""
    return _BROKEN.search(text) is not None or _READ_AS_LATIN.search(text) is not None


def is_old_font(text: str) -> bool:
    """Tell whether the text looks like Lao of a font from before Unicode."""
    return not has_lao(text) and len(_INSIDE_WORDS.findall(text)) >= _ENOUGH


def is_suspicious(text: str) -> bool:
    """Tell whether a whole document, as text, may hold a bad text; otherwise `faults` need not be asked."""
    # letters that no Lao text has, and Python spells lone surrogates and U+0000 of a document
    return "\\ud" in text or "\\x00" in text or "\u00e0" in text or "\ufffd" in text


def faults(document: object, texts: tuple[str, ...]) -> Iterator[Fault]:
    """Yield a fault for every text in the document with a wrong encoding or in an old font.

    `texts` are the ends of pointers to texts for people, such as titles and names: a code may look like an old font.
    """
    every = texts if not is_suspicious(str(document)) else ("",)  # only then codes are looked at, too
    for place in _texts(document, every):
        if "\0" in place.text:
            yield replace(NULL_CHARACTER, pointer=place.pointer)
        elif is_broken(place.text):
            yield replace(WRONG_ENCODING, pointer=place.pointer)
        elif place.pointer.endswith(texts) and place.script != "latin":
            if is_on_the_lao_keyboard(place.text, is_lao=place.script == "lao"):
                yield replace(ON_THE_LAO_KEYBOARD, pointer=place.pointer)
            elif is_old_font(place.text):
                yield replace(OLD_FONT, pointer=place.pointer)


def convert(document: object, texts: tuple[str, ...], font: Font) -> list[Change]:
    """Put every text for people that was typed in the old font as it was shown; return what was changed."""
    changes = []
    for place in _texts(document, texts):
        if place.script != "latin" and (shown := font.read(place.text)) is not None:
            place.holder[place.key] = shown
            changes.append(Change(place.pointer, place.text, shown))
    return changes


@dataclass(frozen=True, slots=True)
class _Place:
    """A text in a document: where it stands, and in which script it is said to be."""

    pointer: str
    text: str
    holder: Any  # the object or list that holds it
    key: Any
    script: object  # that is stated for it, if any


def _texts(document: object, ends: tuple[str, ...]) -> Iterator[_Place]:
    names = None if ends == ("",) else frozenset(end.removeprefix("/") for end in ends)
    return _below(document, names, "")


def _below(document: object, names: frozenset[str] | None, pointer: str) -> Iterator[_Place]:
    members: Any = ()  # Any: names or positions, each with any JSON value
    script: object = None
    if isinstance(document, dict):
        members, script = document.items(), document.get("script")
    elif isinstance(document, list):
        members = enumerate(document)
    for name, value in members:
        if isinstance(value, str):
            if names is None or name in names:  # a pointer is spelt for what is looked at, and no other text
                yield _Place(pointer + step(name), value, document, name, script)
        elif isinstance(value, dict | list):
            yield from _below(value, names, pointer + step(name))
