"""Texts of pages in Lao and English, and the file `words.toml` in which a component keeps them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from contracts.problems import Language


@dataclass(frozen=True, slots=True)
class Words:
    """One text in Lao and English."""

    lo: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text of that language."""
        return self.lo if language == "lo" else self.en


def read_words(package: str) -> Mapping[str, Mapping[str, Words]]:
    """Return the sections of the `words.toml` of a package: texts by key, side by side so that neither falls behind."""
    sections = tomllib.loads(files(package).joinpath("words.toml").read_text("utf-8"))
    return {name: {key: Words(**texts) for key, texts in section.items()} for name, section in sections.items()}
