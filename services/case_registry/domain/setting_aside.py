"""What a remedy sets aside: judgments and results of charges that are the outcome of a case no more. No I/O."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from services.case_registry.domain.moves import Moved
from services.case_registry.domain.words import Instance, Status

SET_ASIDE: Final = "setAside"  # a step of a charge; with a result: the one that stands again
_REMEDIES: Final = frozenset({Status.APPEALED, Status.IN_CASSATION, Status.REOPENED})


def set_aside_by(move: Moved) -> frozenset[Instance]:
    """Return the instances whose judgments are no outcome after this move: none after most moves.

    The judgment that sends a case back is among them: it decides nothing but that others decide anew.
    """
    if move.target is Status.IN_TRIAL and move.source in _REMEDIES:
        return frozenset(Instance)
    if (move.source, move.target) == (Status.IN_CASSATION, Status.APPEALED):
        return frozenset(Instance) - {Instance.FIRST_INSTANCE}
    return frozenset()


def is_changed_at(level: Instance, steps: Iterable[Mapping[str, Any]]) -> bool:  # Any: members of a ChargeStep
    """Tell whether this instance gave a charge another result, or another sentence, than stood before it."""
    results = _decided(steps)
    here = [step for step in results if step.get("level") == level]
    below = [step for step in results if step.get("level") != level]
    return bool(here and below) and _outcome(here[-1]) != _outcome(below[-1])


def _outcome(step: Mapping[str, Any]) -> tuple[Any, Any]:  # Any: JSON
    return step.get("result"), step.get("sentence")


def standing(steps: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:  # Any: members of a ChargeStep
    """Return the step with the result of a charge that stands now, or None; steps come in their order."""
    decided = _decided(steps)
    return decided[-1] if decided else None


def _decided(steps: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:  # Any: members of a ChargeStep
    decided: list[Mapping[str, Any]] = []
    for step in steps:
        if step["step"] == "decided":
            decided.append(step)
        elif step["step"] == SET_ASIDE:
            decided = [each for each in decided if "result" in step and _is_of_the_first_instance(each)]
    return decided


def standing_again(
    steps: Iterable[Mapping[str, Any]], levels: frozenset[Instance]
) -> Mapping[str, Any] | None:  # Any: as above
    """Return the step whose result stands once the results of these instances are set aside, or None."""
    told = {} if Instance.FIRST_INSTANCE in levels else {"result": ...}
    return standing([*steps, {"step": SET_ASIDE, **told}])


def _is_of_the_first_instance(step: Mapping[str, Any]) -> bool:
    # what an earlier system decided says no instance: it was the first, as far as anybody knows
    return bool(step.get("level", Instance.FIRST_INSTANCE) == Instance.FIRST_INSTANCE)
