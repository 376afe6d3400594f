"""Facts that our forms do not take are left, and said; the rest is a notice of the national schema. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from contracts.problems import Fault, InvalidInput
from services.civil_registration.domain.fhir_notices.notices import Fact, Notice, Reason

Document: TypeAlias = dict[str, Any]  # Any: a JSON document
Faults: TypeAlias = Callable[[Document], Sequence[Fault]]  # of a notice by schema and code lists
_REASONS: Final = {
    "required": Reason.INCOMPLETE,
    "x-codelist": Reason.UNKNOWN_CODE,
    "x-code-date": Reason.UNKNOWN_CODE,
    "enum": Reason.UNKNOWN_CODE,
}
# without the day of the event nobody finds it again: the sender hears of a wrong one, and nothing is recorded
_NEVER_LEFT: Final = "/occurredOn"


def fitted(notice: Notice, faults_of: Faults) -> Document:
    """Return the notice as a document without faults; facts that had some are left, with their reasons.

    Raises `InvalidInput` for faults that are no fact's, and for those of the day of the event. Every round leaves a
    fact, so it comes to an end.
    """
    while True:
        document, placed = notice.document()
        faults = faults_of(document)
        if not faults:
            return document
        guilty = {id(fact): (fact, fault) for fault in faults for fact in _guilty(fault.pointer or "", placed)}
        if not guilty or any(fact.pointer.endswith(_NEVER_LEFT) for fact, _ in guilty.values()):
            raise InvalidInput(faults=faults)
        for fact, fault in guilty.values():
            notice.drop(fact, _REASONS.get(fault.code, Reason.UNREADABLE))


def _guilty(pointer: str, placed: Mapping[str, Fact]) -> list[Fact]:
    """Return the facts that a fault is of: the one in which it lies, or those beside what is missing."""
    above = [fact for at, fact in placed.items() if pointer == at or pointer.startswith(f"{at}/")]
    if above:
        return above
    below = [fact for at, fact in placed.items() if at.startswith(f"{pointer}/")]
    return below or [fact for at, fact in placed.items() if at.startswith(f"{pointer.rpartition('/')[0]}/")]
