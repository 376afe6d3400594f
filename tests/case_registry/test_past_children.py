"""Cases from before the registry knew of children are looked at once, and those with a child are closed."""

import pytest

from services.case_registry.domain.history import replay
from services.case_registry.store import history
from services.case_registry.usecases.past_children import look_at_all
from tests.case_registry.builders import POLICE, a_suspect, opened
from tests.case_registry.test_children import CHANGE, CHILD, GUARDIAN, OTHER, restriction, seen
from tests.support.service import ServiceUnderTest


@pytest.fixture
async def of_before(registry: ServiceUnderTest) -> list[str]:
    """Return the ids of four cases as 0143 found them: with a child suspect, a child victim, an adult, nobody known."""
    people = (
        [a_suspect(**CHILD, representativePlaces=[1]), GUARDIAN],
        [a_suspect(role="victim", **CHILD)],
        [a_suspect(birthDate={"value": "1980", "precision": "year"})],
        [a_suspect()],
    )
    ids = [
        str((await opened(registry, number=f"{number}/ປກສ", participants=some))["caseId"])
        for number, some in enumerate(people)
    ]
    async with registry.units.open() as unit:
        for statement in (
            "update cases set restriction = 'none'",
            "update participants set unlisted = false",
            """update case_history set fact = jsonb_set(fact, '{restriction}', '"none"')""",
            "delete from outbox",
            "update past_children_progress set done = false",
        ):
            await unit.connection.exec_driver_sql(statement)
    return ids


async def test_cases_of_before_with_a_child_are_closed_once(registry: ServiceUnderTest, of_before: list[str]) -> None:
    child, victim, adult, unknown = of_before
    assert await seen(registry, child, OTHER)
    assert await look_at_all(registry.units, step=1) == 3, "of nobody's age known there is nothing to look at"
    assert [await restriction(registry, case_id, POLICE) for case_id in of_before] == [
        *("juvenile", "juvenile"),
        *("none", "none"),
    ]
    assert [await seen(registry, case_id, OTHER) for case_id in of_before] == [False, False, True, True]
    hidden = await registry.rows("select case_id from participants where unlisted")
    assert [row["case_id"] for row in hidden] == [victim]
    assert await registry.announced() == [CHANGE, CHANGE]
    async with registry.units.open() as unit:
        entries = await history.entries(unit, child)
        assert replay(entries) == await history.locked_state(unit, child, sight=None)
    assert (entries[-1].by.member, entries[-1].officer) == ("police", None)
    assert await look_at_all(registry.units) == 0, "once"
    assert {adult, unknown} == {
        row["case_id"] for row in await registry.rows("select case_id from cases where version = 1")
    }


async def test_what_stopped_half_way_goes_on_behind_the_last_case(
    registry: ServiceUnderTest, of_before: list[str]
) -> None:
    first, second, *_ = of_before
    async with registry.units.open() as unit:
        await unit.connection.exec_driver_sql(f"update past_children_progress set after = '{first}'")
    assert await look_at_all(registry.units) == 2
    assert await seen(registry, first, OTHER)
    assert not await seen(registry, second, OTHER)


async def test_a_new_registry_has_nothing_to_look_at(registry: ServiceUnderTest) -> None:
    await opened(registry, participants=[a_suspect(**CHILD, representativePlaces=[1]), GUARDIAN])
    assert await look_at_all(registry.units) == 0
