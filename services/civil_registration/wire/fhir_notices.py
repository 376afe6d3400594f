"""What was not taken of a notice in FHIR, as the answer tells it: what carries facts first, bounded, with a total."""

from collections.abc import Collection
from typing import Final

from contracts.national.civil.civil_event import CivilEventNotMapped
from services.civil_registration.domain.fhir_notices.nodes import path_of
from services.civil_registration.domain.fhir_notices.notices import Reason
from services.civil_registration.domain.fhir_notices.unmapped import Left

SHOWN_AT_MOST: Final = 200
_LONGEST: Final = 200  # characters of a system, code or URL
_QUIET: Final = frozenset({Reason.ENVELOPE, Reason.DESCRIPTIVE, Reason.EMPTY})  # nobody misses them


def not_mapped(left: Collection[Left]) -> list[CivilEventNotMapped]:
    """Return the first of what was left; what only wraps or repeats facts comes last."""
    told = sorted(left, key=lambda each: each.mark.reason in _QUIET)
    return [_told(each) for each in told[:SHOWN_AT_MOST]]


def _told(left: Left) -> CivilEventNotMapped:
    named = left.mark.named or ""
    shown = {"named": named} if named.isprintable() and 0 < len(named) <= _LONGEST else {}
    return CivilEventNotMapped.model_validate({"path": path_of(left.at), "reason": left.mark.reason.value, **shown})
