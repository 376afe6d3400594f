"""Language of a page: `?lang=` of its address, else Accept-Language."""

from typing import Annotated

from fastapi import Depends, Header, Query

from chassis.http.languages import language_of
from contracts.problems import Language


def choose(asked: str | None, accept_language: str | None) -> Language:
    """Return the language of `?lang=`, else that of Accept-Language."""
    if asked in {"lo", "en"}:
        return "lo" if asked == "lo" else "en"
    return language_of(accept_language)


def _asked_for(
    lang: Annotated[str | None, Query()] = None, accept_language: Annotated[str | None, Header()] = None
) -> Language:
    return choose(lang, accept_language)


LanguageDep = Annotated[Language, Depends(_asked_for)]
