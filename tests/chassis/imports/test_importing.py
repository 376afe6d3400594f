"""An import keeps all rows or none unless asked, says what became of each, and works where nobody waits for it."""

import os
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from chassis.imports import importing, reading
from chassis.imports.preparing import row_fault
from chassis.imports.tally import Report
from contracts.problems import InvalidInput
from contracts.sentences import fault
from tests.chassis.imports.flour import FORM, SACKS, SackRows, SackStore, SackTaken
from tests.support.component import Component, create_tables
from tests.support.postgres import FreshDatabase

MILL = "ໂຮງສີ ໂພນໄຊ"
MAPPING: Mapping[str, Any] = {
    "grain": "rice",
    "columns": {"no": "label", "from": "mill", "day": "milledOn", "weight": "kilos", "who": "bakers:master"},
    "values": {"from": {"P": MILL}},
    "defaults": {"mill": "ໂຮງສີ ບ້ານ"},
    "dateOrder": "dmy",
    "era": "buddhist",
}


@pytest.fixture
async def bakery(fresh_database: FreshDatabase) -> Component:
    url = fresh_database()
    await create_tables(url)
    component = Component(url)
    async with component.units.engine.begin() as connection:
        await connection.run_sync(SACKS.metadata.create_all)
    return component


def a_sack(number: int, **other: str) -> dict[str, str]:
    return {"label": f"{number}/F", "mill": MILL, "grain": "rice"} | other


def lines(*rows: object) -> bytes:
    return b"".join(row if isinstance(row, bytes) else orjson.dumps(row) + b"\n" for row in rows)


async def imported(
    bakery: Component,
    content: bytes,
    *,
    source: str = "old-list",
    mapping: Any = None,
    dry_run: bool = False,
    partial: bool = False,
) -> Report:
    async with bakery.units.open() as unit:
        file = reading.opened(BytesIO(content), mapping, FORM.too_long)
        return await importing.run(
            unit, file, SackRows(source), SackStore(unit, source), dry_run=dry_run, partial=partial
        )


async def kept(bakery: Component) -> list[Mapping[Any, Any]]:
    async with bakery.units.engine.connect() as connection:
        return list((await connection.execute(select(SACKS).order_by(SACKS.c.sack_id))).mappings())


def outcomes(report: Report) -> list[tuple[str, list[str]]]:
    """Return what became of each row, and the codes of its faults."""
    return [(each.outcome, [fault.code for fault in each.faults or ()]) for each in report.results]


def counts(report: Report) -> tuple[str, int, int, int, int]:
    return report.status, report.imported, report.unchanged, report.refused, report.not_kept


async def test_right_rows_become_records_and_are_announced(bakery: Component) -> None:
    report = await imported(bakery, lines(a_sack(1), a_sack(2)))
    assert counts(report) == ("imported", 2, 0, 0, 0)
    assert [(each.name, each.record_id) for each in report.results] == [("1/F", "sck_1/F"), ("2/F", "sck_2/F")]
    assert [row["label"] for row in await kept(bakery)] == ["1/F", "2/F"]
    assert await bakery.count("outbox") == 2


async def test_one_wrong_row_keeps_all_of_them_out(bakery: Component) -> None:
    report = await imported(bakery, lines(a_sack(1), a_sack(2, grain="stone"), a_sack(3)))
    assert counts(report) == ("refused", 0, 0, 1, 2)
    assert outcomes(report) == [("notKept", []), ("refused", ["no-flour"]), ("notKept", [])]
    assert all(each.record_id is None for each in report.results)
    assert (await kept(bakery), await bakery.count("outbox")) == ([], 0)


async def test_right_rows_are_kept_beside_wrong_ones_when_asked(bakery: Component) -> None:
    report = await imported(bakery, lines(a_sack(1), a_sack(2, mill=""), a_sack(3)), partial=True)
    assert counts(report) == ("partlyImported", 2, 0, 1, 0)
    assert [row["label"] for row in await kept(bakery)] == ["1/F", "3/F"]
    assert await bakery.count("outbox") == 2


async def test_whom_a_row_names_is_judged_beside_what_else_is_wrong_with_it(bakery: Component) -> None:
    rows = (a_sack(1), a_sack(2, mill="burnt"), a_sack(3, mill="burnt", grain="stone"), a_sack(2))
    report = await imported(bakery, lines(*rows), partial=True)
    assert [(each.outcome, [fault.code for fault in each.faults or ()]) for each in report.results] == [
        ("imported", []),
        ("refused", ["burnt"]),
        ("refused", ["no-flour", "burnt"]),
        ("imported", []),  # the refused one has not taken its label
    ]


@pytest.mark.parametrize("partial", [True, False])
async def test_a_dry_run_decides_alike_and_keeps_nothing(bakery: Component, partial: bool) -> None:
    content = lines(a_sack(1), a_sack(1), b"[\n", a_sack(2, label="two"), a_sack(3))
    dry = await imported(bakery, content, dry_run=True, partial=partial)
    assert counts(dry) == ("checkedWithFaults", 0, 0, 3, 2)
    assert (await kept(bakery), await bakery.count("outbox")) == ([], 0)
    wet = await imported(bakery, content, partial=partial)
    kept_ones = {"imported": "notKept"}
    assert [(kept_ones.get(what, what), faults) for what, faults in outcomes(wet)] == outcomes(dry)


async def test_what_is_known_decides_about_a_row(bakery: Component) -> None:
    await imported(bakery, lines(a_sack(1), a_sack(2)))
    await imported(bakery, lines(a_sack(3)), source="another-list")
    again = lines(a_sack(1), a_sack(2, mill="ໂຮງສີ ອື່ນ"), a_sack(3), a_sack(4), a_sack(4, label="04/F"))
    report = await imported(bakery, again, partial=True)
    assert outcomes(report) == [
        ("unchanged", []),
        ("refused", ["changed"]),
        ("refused", ["taken"]),
        ("imported", []),
        ("refused", ["twice-since-4"]),
    ]
    assert [each.record_id for each in report.results] == ["sck_1/F", "sck_2/F", "sck_3/F", "sck_4/F", None]


async def test_what_the_store_refuses_keeps_everything_out(bakery: Component) -> None:
    with pytest.raises(SackTaken):
        await imported(bakery, lines(a_sack(1), a_sack(666)))
    assert (await kept(bakery), await bakery.count("outbox")) == ([], 0)


async def test_columns_become_a_row_by_their_mapping_and_a_fault_names_its_column(bakery: Component) -> None:
    table = ["no,from,day,weight,who,note", "1/F,P,14/05/2562,໒໕,ຄຳ; ສີ,-", "2/F,,31/02/2562,x,,", "3/F,,,0,,"]
    report = await imported(bakery, "\r\n".join(table).encode(), mapping=MAPPING, partial=True)
    assert counts(report) == ("partlyImported", 2, 0, 1, 0)
    assert [(fault.row, fault.column, fault.pointer, fault.code) for fault in report.faults] == [
        (2, "day", "/milledOn", "format"),
        (2, "weight", "/kilos", "pattern"),
    ]
    assert report.ignored_columns == ["note"]
    assert [row["mill"] for row in await kept(bakery)] == [MILL, "ໂຮງສີ ບ້ານ"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b'{"label": "1/F", "mill": "' + b"a" * 200_000 + b'"}\n', "too-long"),
        (b"[\n", "cut-off"),
        (lines(a_sack(1, mill="okpq d]a f4t,q")), "legacy-font"),
        (lines(a_sack(1, mill="\ufffd")), "wrong-encoding"),
        (lines({"label": "1/F"}), "required"),
    ],
    ids=["too long", "no JSON", "an old font", "another encoding", "nothing in it"],
)
async def test_a_row_that_cannot_be_is_told_and_the_next_one_is_read(bakery: Component, row: bytes, code: str) -> None:
    report = await imported(bakery, row + lines(a_sack(2)), partial=True)
    (refused, faults), right = outcomes(report)
    assert (refused, faults[0], right) == ("refused", code, ("imported", []))


async def test_the_first_slice_is_prepared_here_and_the_others_in_another_process(bakery: Component) -> None:
    report = await imported(bakery, lines(*(a_sack(number) for number in range(1_000, 1_000 + 3 * reading.SLICE))))
    assert counts(report) == ("imported", 3 * reading.SLICE, 0, 0, 0)
    processes = [row["process"] for row in await kept(bakery)]
    here = str(os.getpid())
    assert processes.count(here) == reading.SLICE
    assert len(set(processes)) == 2


async def test_a_file_with_too_many_rows_is_refused_whole(bakery: Component, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS_AT_MOST", 3)
    with pytest.raises(InvalidInput) as refused:
        await imported(bakery, lines(*(a_sack(number) for number in range(4))), partial=True)
    assert [each.code for each in refused.value.faults] == ["too-many-rows"]
    assert await kept(bakery) == []


async def test_behind_too_many_wrong_rows_nobody_looks(bakery: Component, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "REFUSED_AT_MOST", 10)
    wrong = (a_sack(number, grain="stone") for number in range(2 * reading.SLICE))
    report = await imported(bakery, lines(*wrong, a_sack(9_999)), partial=True)
    assert (report.status, report.rows, report.truncated) == ("partlyImported", reading.SLICE, True)
    assert len(report.faults) == importing.FAULTS_SHOWN
    assert await kept(bakery) == []


def test_a_word_that_the_mapping_does_not_know_is_told_with_its_column_and_where_to_say_it() -> None:
    unknown = fault("x-codelist", "/status", {"codelist": "case-status"})
    told = row_fault(3, unknown, {"/status": "ສະຖານະ {0}"})
    assert told.column == "ສະຖານະ {0}"
    assert told.en.endswith("Say in the mapping's values which code this word of the column ສະຖານະ {0} stands for.")
    assert "values" in told.lo
    assert row_fault(3, unknown, {}).en == unknown.en, "a row that is no CSV has no mapping"
    other = fault("pattern", "/status")
    assert row_fault(3, other, {"/status": "ສະຖານະ"}).en == other.en
