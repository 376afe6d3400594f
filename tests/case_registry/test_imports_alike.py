"""A dry run and the import that follows decide alike about every row, whatever the file holds, and neither fails."""

import asyncio
import csv
import io
import json
from typing import Any, Final

import httpx2
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case_registry.builders import COURT
from tests.case_registry.imports import CSV, NDJSON, sent
from tests.support.service import ServiceUnderTest

HEADINGS: Final = ("no", "title", "place", "day", "status", "since", "who", "office")
MAPPING: Final[dict[str, Any]] = {
    "category": "civil",
    "columns": dict(
        zip(
            HEADINGS,
            ("number", "title", "place", "openedOn", "status", "statusOn", "person:plaintiff", "office"),
            strict=True,
        )
    ),
}
ODD: Final = (
    "\0\x01\x0b\x1f\x7f\x85\ud800\udfff\ufeff\uffff\u202e\u200b\ufffd\U0001f600\u0e81\u0ec8\u0ecd\r\n\"';=|,\\ "
)
texts = st.text(st.sampled_from("ກຂ1/A" + ODD), max_size=12) | st.sampled_from(
    ["", " ", "ຄະດີ" * 200, "=cmd|'/c calc'!A0"]
)
right_numbers = st.integers(1, 12).map(lambda n: f"{n:03}/ສປຂ")  # few: the same ones come again, in a file and later
numbers = right_numbers | texts | st.sampled_from(["9" * 400 + "/A", "໐໐໑/ສປຂ", "1/A\0", "1 / ສປຂ"])
days = st.sampled_from(
    ["2019-05-14", "2020-01-20", "0001-01-01", "9999-12-31", "2569-01-01", "0543-01-01", "10000-01-01", "2024-02-30",
     "2019-05-14 00:00", "19-5-14", "", "-1", "໒໐໑໙-໐໕-໑໔"]
)  # fmt: skip
places = st.sampled_from(["0101", "0101", "9999", "", "໐໑໐໑", "ບາງກອກ", "\0"])
statuses = st.sampled_from(["", "judgedFirstInstance", "nothing", "reported", "\ud800"])


def usually(right: str, odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 5).flatmap(lambda chance: odd if chance == 0 else st.just(right))


rows = st.tuples(
    st.integers(0, 3).flatmap(lambda chance: numbers if chance == 0 else right_numbers),
    usually("ຄະດີແພ່ງ", texts),
    usually("0101", places),
    st.integers(0, 2).flatmap(lambda chance: days if chance == 0 else st.just("2019-05-14")),
    usually("", statuses),
    usually("", days),
    usually("ບຸນມີ ແກ້ວມະນີ", texts),
    usually("", st.sampled_from(["0101", "0102", "\0", "x" * 300])),
)
junk = st.sampled_from(
    [b"", b"[[[[", b"{}", b"null", b"[]", b'{"number":"1","number":"2"}', b"\xff\xfe", b'{"number": 1e400}', b"[" * 90,
     b'{"number": 9007199254740993}', rb'{"number": "\u0000"}', rb'{"title": "\ud800"}', b'{"a\x01": 1}', b"NaN"]
)  # fmt: skip


def as_csv(table: list[tuple[str, ...]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([HEADINGS, *table])
    return written.getvalue().encode("utf-8", "surrogatepass")


def as_ndjson(table: list[tuple[str, ...]], between: list[bytes]) -> bytes:
    lines = list(between)
    for row in table:
        number, title, place, day, status, since, who, office = row
        facts = {"number": number, "title": title, "category": "civil", "place": place, "openedOn": day}
        more = {"status": status, "statusOn": since, "office": office}
        people = [{"name": {"use": "legal", "text": who, "script": "lao"}, "role": "plaintiff"}]
        document = facts | {name: value for name, value in more.items() if value} | {"participants": people}
        lines.append(json.dumps(document).encode())
    return b"\n".join(lines)


files = st.lists(rows, min_size=1, max_size=7).flatmap(
    lambda table: (
        st.just((CSV, as_csv(table)))
        | st.lists(junk, max_size=3).map(lambda between: (NDJSON, as_ndjson(table, between)))
    )
)


async def test_a_dry_run_and_the_import_decide_alike(registry: ServiceUnderTest) -> None:
    kept = await registry.call("POST", "/import-mappings", json=MAPPING, caller=COURT)
    mapping = kept.json()["mappingId"]
    loop = asyncio.get_running_loop()

    async def verdict(media: str, content: bytes, **how: str) -> Any:  # Any: what is compared, outcome by outcome
        named: dict[str, Any] = {"mapping": mapping} if media == CSV else {}
        answer: httpx2.Response = await sent(registry, content, media=media, **named | how)
        if answer.status_code == 400:  # of the whole file
            return [each["code"] for each in answer.json()["errors"]]
        assert answer.status_code == 201, answer.text
        report = answer.json()
        found = await registry.call("GET", f"/imports/{report['importId']}/rows", caller=COURT, params={"limit": "100"})
        assert found.status_code == 200, found.text
        # what is right is not kept by a dry run, nor beside a wrong row
        as_dry = {"imported": "notKept"}
        return [
            (each["row"], as_dry.get(each["outcome"], each["outcome"]), each.get("number"), each.get("faults"))
            for each in found.json()["items"]
        ]

    async def decide_alike(media: str, content: bytes, partial: str) -> None:
        dry = await verdict(media, content, partial=partial, dryRun="true")
        assert await verdict(media, content, partial=partial) == dry

    @settings(max_examples=60)
    @given(files, st.sampled_from(["true", "true", "false"]))
    def examples(file: tuple[str, bytes], partial: str) -> None:
        asyncio.run_coroutine_threadsafe(decide_alike(*file, partial), loop).result()

    await asyncio.to_thread(examples)
    assert await registry.rows("select 1 from imported_cases limit 1")
