"""What all figures and lists that are printed are answered in: JSON, CSV, or a page of this service's templates."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Concatenate, Final, ParamSpec, TypeAlias, TypeVar

from fastapi import Response
from pydantic import BaseModel

from chassis.http.accepting import media_type_among
from chassis.http.renderings import CSV, JSON, by_accept
from chassis.prints.answers import HTML
from chassis.prints.templates import Templates

TEMPLATES: Final = Templates("services.case_registry.wire")

OfficeNames: TypeAlias = tuple[str, str] | None  # in Lao and English; None: not of one office
Names: TypeAlias = Callable[[str | None, str | None], OfficeNames]  # of offices, by member and office
Words: TypeAlias = Callable[[str, str], tuple[str, str]]  # of codes, by the name of their list

_Document = TypeVar("_Document", bound=BaseModel)
_Names = ParamSpec("_Names")


def is_printed(accept: str | None) -> bool:
    """Tell whether `Accept` likes a table or a page best: a list has all of its lines there, and no pages."""
    return media_type_among((JSON, HTML, CSV), accept) in (HTML, CSV)


def rendering(
    table: Callable[[_Document], Iterator[list[object]]], page: Callable[Concatenate[_Document, _Names], str]
) -> Callable[Concatenate[_Document, str | None, _Names], Response]:
    """Return what answers with a document as `Accept` likes it; the rest are names that the page prints."""

    def rendered(document: _Document, accept: str | None, /, *args: _Names.args, **kwargs: _Names.kwargs) -> Response:
        return by_accept(
            document, accept, table=partial(table, document), page=partial(page, document, *args, **kwargs)
        )

    return rendered
