"""Language of a page: `?lang=` of its address, else Accept-Language."""

from typing import Annotated

from fastapi import Depends, Query, Request

from chassis.http.languages import language_of, stated_in
from contracts.problems import Language


def choose(asked: str | None, accept_language: str | None) -> Language:
    """Return the language of `?lang=`, else that of Accept-Language."""
    if asked in {"lo", "en"}:
        return "lo" if asked == "lo" else "en"
    return language_of(accept_language)


def _asked_for(request: Request, lang: Annotated[str | None, Query()] = None) -> Language:
    return choose(lang, stated_in(request.headers.raw))


LanguageDep = Annotated[Language, Depends(_asked_for)]
