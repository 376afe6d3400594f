"""Catalogue of all refusals for the pages, from the Problem classes and the registered OpenAPI documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from chassis.http.refusals import every_problem
from chassis.prints.words import Words
from contracts.problems import Problem
from gateway.errors.reasons import OF_CODE
from gateway.front.page_data import ListedService


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal as a page shows it: code, status, title, sentence, meaning, and what each reason asks to change."""

    code: str
    status: HTTPStatus
    title: Words
    sentence: Words
    meaning: str

    @property
    def reasons(self) -> Mapping[str, Words]:
        """What to change, by the words that its `reason` may be; nothing where it has none."""
        return {reason: Words(lo=change.lo, en=change.en) for reason, change in OF_CODE.get(self.code, {}).items()}


def catalogue(services: Sequence[ListedService]) -> Mapping[str, Refusal]:
    """Return the refusals by code, in the order of status and code.

    A gateway in its own process imports no service; what services refuse stands in `x-problems` of their documents.
    """
    found = {problem.code: _of_class(problem) for problem in every_problem()}
    for service in services:
        entries: Any = service.document.get("x-problems", ())  # Any: another author's document
        for entry in entries:
            found.setdefault(entry["code"], _of_document(entry))
    return {
        refusal.code: refusal for refusal in sorted(found.values(), key=lambda refusal: (refusal.status, refusal.code))
    }


def _of_class(problem: type[Problem]) -> Refusal:
    return Refusal(
        code=problem.code,
        status=HTTPStatus(problem.status),
        title=Words(lo=problem.title("lo"), en=problem.title("en")),
        sentence=Words(lo=problem.lo, en=problem.en),
        meaning=(problem.__doc__ or "").strip().partition("\n")[0],
    )


def _of_document(entry: Mapping[str, Any]) -> Refusal:
    return Refusal(
        code=entry["code"],
        status=HTTPStatus(entry["status"]),
        title=Words(**entry["title"]),
        sentence=Words(**entry["detail"]),
        meaning=entry.get("meaning", ""),
    )
