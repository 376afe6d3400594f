"""Every crash point of ours is killed by a test, and one of each kind of component by the ordinary suite."""

import ast
from typing import Final

from tests.architecture.house_rules import our_modules
from tests.chassis.events import test_requests_out
from tests.chassis.reference import test_keeper
from tests.chassis.unit import test_kill
from tests.document_exchange import test_room
from tests.journeys import test_crashes, test_evidence

ORDINARY: Final = {
    *test_kill.STEPS,
    *test_keeper.STEPS,
    *test_requests_out.STEPS,
    *test_room.STEPS,
    *test_crashes.STEPS,
    *test_evidence.STEPS,
}
AT_NIGHT: Final = {*test_crashes.AT_NIGHT, *test_evidence.AT_NIGHT}
OF_EACH_KIND: Final = {
    "a service between commit and answer": "commit",
    "the gateway between intent and call": "intent",
    "the relay": "publish",
    "a consumer": "consume",
    "the sequencer": "sign",
}


def crash_points() -> set[str]:
    """Return the names of the crash points in our modules."""
    calls = (node for of in our_modules() for node in ast.walk(of.tree) if isinstance(node, ast.Call))
    points = (call for call in calls if ast.unparse(call.func) in {"point", "crash.point"})
    return {ast.literal_eval(call.args[0]) for call in points}


def test_every_crash_point_is_killed() -> None:
    assert crash_points() == ORDINARY | AT_NIGHT


def test_one_of_each_kind_is_killed_before_the_night() -> None:
    assert {kind for kind, step in OF_EACH_KIND.items() if step not in ORDINARY} == set()
