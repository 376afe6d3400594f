"""Search keys of names: however a name is typed, spaced or accented, and whatever title stands in front. No I/O.

A key is a name without blanks, marks of punctuation, diacritics and capitals, with Lao spellings folded. It is compared
by its beginning, and never shown or stored in the name's place. A name in Latin letters has a second one, in which
the ways to write a Lao word with them are one; the first stays, for whoever has typed half of two letters.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from contracts import lao, romanisations
from contracts.codelists import CodeLists
from contracts.lao import fold
from contracts.romanisations import has_latin, one_spelling, without_doubles

TITLES: Final = "name-title"  # the national list
SHORTEST: Final = 2  # letters of a key to be looked for: a single one begins every tenth name of the country
_DIACRITICS: Final = re.compile("[\u0300-\u036f]")  # behind their letter in NFKD; Lao marks are of another block
_STRUCK: Final = str.maketrans(  # letters that Unicode does not take apart
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Where a word ends: blanks, and dashes of every kind (Dash of Unicode's PropList, and the soft hyphen).
_BETWEEN: Final = re.compile("[\\s\u00ad\u2010-\u2015\u2043\u2212\\-]+")
# Punctuation of ASCII, Latin-1, and U+2000 to U+206F, and the letters that stand for an apostrophe.
_PUNCTUATION: Final = "!-/:-@\\[-`{-~\u00a1-\u00bf\u02b0-\u02ff\u2000-\u206f\ua78b\ua78c"
_NO_LETTERS: Final = re.compile(f"[{_PUNCTUATION}\\s\u00ad\u2010-\u2015\u2043\u2212]+")  # and what is between words
_BEGINS_A_SYLLABLE: Final = "\u0e81-\u0eae\u0ec0-\u0ec4\u0edc\u0edd"  # Lao consonants, and vowels written in front


def edition_of(lists: CodeLists) -> str:
    """Return the name of the titles and rules by which keys are made now: the same where these are the same."""
    rules = f"{lao.EDITION}.{romanisations.EDITION}\0{titles_in(lists).pattern}"
    return hashlib.sha256(rules.encode()).hexdigest()


def search_key(name: str, lists: CodeLists) -> str:
    """Return the key of a name that is looked for, without its title if more than a letter is left."""
    return _key(name, lists, _joined)


def spelling_key(name: str, lists: CodeLists) -> str:
    """Return the key of a name in which the ways to write a Lao word in Latin letters are one."""
    return _key(name, lists, _spelt)


def keys_looked_for(name: str, lists: CodeLists) -> tuple[str, ...]:
    """Return the keys whose beginnings find a name: as it is typed and, where that is another, by its spelling."""
    typed, spelt = search_key(name, lists), spelling_key(name, lists)
    if len(spelt) < SHORTEST or spelt.startswith(typed):
        return (typed,)
    return (spelt,) if typed.startswith(spelt) else (typed, spelt)


def search_keys(names: Iterable[str], lists: CodeLists) -> set[str]:
    """Return the keys under which names are found: the whole name, without its titles, and from each later word on.

    A family name is found, and so is a given name behind a title; Lao writes no blanks within a word.
    """
    keys, titles = set(), titles_in(lists)
    for name in names:
        text = _plain(name)
        words = _BETWEEN.split(text)
        texts = [*(" ".join(words[first:]) for first in range(len(words))), *_untitled(text, titles)]
        keys |= {_joined(each) for each in texts}
        if has_latin(text):  # else what is typed is how it is spelt
            keys |= {_spelt(each) for each in texts}
    return keys - {""}


def words_of(name: str, lists: CodeLists) -> list[str]:
    """Return the words of a name as they are compared, without its titles if anything is left."""
    left = [text for text in _untitled(_plain(name), titles_in(lists)) if _joined(text)]
    return [word for word in map(_joined, _BETWEEN.split(left[-1] if left else "")) if word]


def spelt_words_of(name: str, lists: CodeLists) -> set[str]:
    """Return the words of a name with the ways to write a Lao word in Latin letters made one."""
    return {_spelt(word) for word in words_of(name, lists)}


@lru_cache(maxsize=64)  # of a name that is written several keys are made, one after another
def _plain(name: str) -> str:
    if name.isascii():
        return name.casefold()
    letters = _DIACRITICS.sub("", unicodedata.normalize("NFKD", name))
    return fold(letters).casefold().translate(_STRUCK)


def _joined(text: str) -> str:
    return _NO_LETTERS.sub("", text)


def _spelt(text: str) -> str:
    return without_doubles(_joined(one_spelling(text)))


def _key(name: str, lists: CodeLists, key_of: Callable[[str], str]) -> str:
    text = _plain(name)
    found = [key for rest in _untitled(text, titles_in(lists)) if len(key := key_of(rest)) >= SHORTEST]
    return found[-1] if found else key_of(text)


def _untitled(text: str, titles: re.Pattern[str]) -> Iterator[str]:
    """Yield the text, and what is left of it behind each title in front: ທ່ານ ນາງ has two."""
    yield text
    while title := titles.match(text):
        text = text[title.end() :]
        yield text


@lru_cache(maxsize=4)  # by the lists themselves, which are others when one of them changes
def titles_in(lists: CodeLists) -> re.Pattern[str]:
    """Return the pattern of a title in front of a name, as the national list has them, past ones too.

    A title in Lao may be glued to the name, if a syllable begins behind it; a short form has a stop or a blank.
    """
    codes = lists.lists[TITLES].codes.values()
    written = sorted({_plain(form) for code in codes for form in code.attributes.get("written", ())}, key=_longest)
    short = sorted({_plain(form) for code in codes for form in code.attributes.get("short", ())}, key=_longest)
    glued = [rf"(?:{_any(lao)})(?=[{_BEGINS_A_SYLLABLE}])"] if (lao := [f for f in written if not f.isascii()]) else []
    apart = [rf"(?:{_any(others)})(?:\.|(?=\s))"] if (others := written + short) else []
    return re.compile(rf"\s*(?:{'|'.join(glued + apart)})\s*" if glued or apart else "(?!)")


def _longest(form: str) -> tuple[int, str]:
    return -len(form), form


def _any(forms: Iterable[str]) -> str:
    return "|".join(map(re.escape, forms))
