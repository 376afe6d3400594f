"""The last hour of a year, the first of the next, the day that most years lack: an act counts where it belongs."""

from datetime import UTC, datetime
from typing import Any

from tests.case_registry.builders import POLICE, PROSECUTOR, an_opening, moved, opened, sent
from tests.case_registry.court_builders import posted
from tests.case_registry.test_criminal_work import read, told
from tests.support.clock import HandClock
from tests.support.service import ServiceUnderTest


def show(clock: HandClock, year: int, month: int, day: int, hour: int, minute: int) -> None:
    """Set the clock to a moment in UTC, seven hours behind Vientiane; it goes on from there."""
    clock.ahead = datetime(year, month, day, hour, minute, tzinfo=UTC) - datetime.now(UTC)


async def taken(registry: ServiceUnderTest, case_id: str) -> None:
    hand_over = await sent(registry, case_id, PROSECUTOR, POLICE)
    path = f"/cases/{case_id}/hand-overs/{hand_over['handOverId']}/acceptance"
    await posted(registry, path, {"received": []}, PROSECUTOR)


async def opening_on(registry: ServiceUnderTest, day: str, number: str) -> tuple[int, list[str]]:
    answer = await registry.call("POST", "/cases", json=an_opening(openedOn=day, number=number), caller=POLICE)
    faults: list[dict[str, Any]] = answer.json().get("errors", [])
    return answer.status_code, [fault["code"] for fault in faults]


async def test_a_file_taken_before_midnight_in_vientiane_is_of_the_old_year_and_one_after_it_of_the_new(
    registry: ServiceUnderTest, clock: HandClock
) -> None:
    cases = []
    for number in ("1/ປກສ", "2/ປກສ"):
        cases.append((await opened(registry, number=number))["caseId"])
        for status in ("underInvestigation", "fileSentToProsecutor"):
            await moved(registry, cases[-1], status, POLICE)
    show(clock, 2026, 12, 31, 16, 30)
    assert await opening_on(registry, "2027-01-01", "3/ປກສ") == (400, ["future-date"])
    await taken(registry, cases[0])
    show(clock, 2026, 12, 31, 17, 30)  # half an hour into the new year there
    assert await opening_on(registry, "2027-01-01", "3/ປກສ") == (201, [])
    await taken(registry, cases[1])
    old, new = told(await read(registry, year="2026")), await read(registry, year="2027")
    assert (old["received"], old["pending"]) == (1, 1)
    of_january = {row["row"]: row["figures"][0]["value"] for row in new["rows"]}
    assert [of_january[row] for row in ("carried", "received", "total", "pending")] == [1, 1, 2, 2]


async def test_the_29th_of_february_is_a_day_where_the_year_has_it(
    registry: ServiceUnderTest, clock: HandClock
) -> None:
    show(clock, 2028, 2, 28, 16, 30)
    assert await opening_on(registry, "2028-02-29", "1/ປກສ") == (400, ["future-date"])
    show(clock, 2028, 2, 28, 17, 30)
    assert await opening_on(registry, "2028-02-29", "1/ປກສ") == (201, [])
    assert (await opening_on(registry, "2027-02-29", "2/ປກສ"))[0] == 400
