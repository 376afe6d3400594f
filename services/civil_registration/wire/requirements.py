"""Query of what facts need, and the labels of their members as the national schemas have them."""

from functools import lru_cache
from typing import Annotated, Final, Literal

from fastapi import Query
from pydantic import BaseModel

from contracts.catalogue import Catalogue
from contracts.described import Described
from contracts.national.civil.civil_requirements import CivilFormMember
from contracts.national.shared.problem import ProblemMessage
from services.civil_registration.domain.kinds import KINDS, EventKind

KindAsked = Annotated[
    str | None,
    Query(
        alias="kind",
        max_length=40,
        description="Only of this kind of event.",
        json_schema_extra={"x-codelist": "civil-event-kind"},
    ),
]
StateAsked = Annotated[
    Literal["declared", "registered"] | None,
    Query(
        alias="state",
        description="Only what is needed to reach this state: for `registered` that of a declaration, too.",
        json_schema_extra={"x-codelist": "civil-event-state"},
    ),
]
_BETWEEN: Final = " / "


@lru_cache(maxsize=1024)  # forms are constants of the distribution; rules of a national list name pointers, too
def member(kind: EventKind, pointer: str) -> CivilFormMember:
    """Return a member of the facts with what the schema calls it, from the outermost label on."""
    form = _schema_of(KINDS[kind].form)
    documents = Catalogue.load().definitions.documents
    here: Described | None = Described(documents, [(documents[form], form)])
    labels = list[dict[str, str]]()
    for step in pointer.split("/")[1:]:
        if here is not None:
            here = here.elements() if step.isdecimal() else here.member(step)
        label = None if here is None else next((node["x-label"] for node in here.nodes if "x-label" in node), None)
        if label is not None and not step.isdecimal():
            labels.append(label)
    lo, en = (_BETWEEN.join(label[language] for label in labels) or pointer for language in ("lo", "en"))
    return CivilFormMember(pointer=pointer, label=ProblemMessage(lo=lo, en=en))


def _schema_of(form: type[BaseModel]) -> str:
    extra = form.model_config.get("json_schema_extra")
    return str(extra["x-schema-id"]) if isinstance(extra, dict) else ""
