"""Parameters of documents: the cursor of the list."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from pydantic import Field

from chassis.http.pages import PageQuery, Position, asked_for
from contracts.identifiers import pattern_of


class DocumentPosition(Position):
    """The document after which a page begins: they are listed by their ids."""

    document_id: Annotated[str, Field(pattern=pattern_of("doc"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentQuery(PageQuery[DocumentPosition]):
    """The page of the documents of one case."""


DocumentQueryDep = Annotated[DocumentQuery, Depends(asked_for(DocumentQuery, DocumentPosition))]
