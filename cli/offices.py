"""`saphan directory office`: thousands of offices at once from a CSV file, as one change that two officers decide."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from rich.markup import escape

from chassis.client.exchange_client import Answer
from cli.bad_rows import BadRow, bad_in, told
from cli.directory import asked, on_wire, shown
from cli.office_rows import Rows, read_rows, write_rows
from cli.refusals import Refused
from cli.say import output, people, progress
from gateway.directory.content import DirectoryContent
from gateway.directory.history import WHOLE
from gateway.directory.organisations import Office

_PAGE: Final = 200  # the longest there is


def write(file: Path, member: str, credentials: Path) -> int:
    """Write the member's offices, closed and future ones too, as a file that `plan` reads; return 0, or 1."""
    documents: list[Mapping[str, Any]] = []  # Any: of directory/office
    cursor: str | None = ""
    with progress(people, "The gateway tells the offices.", "ປະຕູເຊື່ອມຕໍ່ກຳລັງບອກຫ້ອງການ."):
        while cursor is not None:
            query = urlencode({"owner": member, "limit": _PAGE} | ({"cursor": cursor} if cursor else {}))
            answer = asyncio.run(asked("GET", f"/offices?{query}", credentials))
            if not answer.ok:
                return shown(answer, "")
            page = answer.json()
            documents += page["items"]
            cursor = page.get("next")
    if not documents:
        raise Refused(f"The directory has no office of {member}.", f"ສາລະບານບໍ່ມີຫ້ອງການຂອງ {member}.")
    write_rows(file, documents)
    people.print(f"{len(documents):,} offices of {member} are in {file}.")
    people.print(f"ຫ້ອງການຂອງ {member} {len(documents):,} ແຫ່ງ ຢູ່ໃນ {file}.")
    return 0


def plan(file: Path, credentials: Path) -> int:
    """Print what the file makes new, changed, closed, and how much stays; return 0, or 1 when rows are bad."""
    rows = _read(file)
    answer = _planned(_probe(rows), credentials)
    if bad := _bad(rows, answer):
        return told(bad)
    if not answer.ok:
        return shown(answer, "")
    differences: list[dict[str, Any]] = answer.json()["differences"]  # Any: of directory/entry-difference
    for difference in differences:
        _tell(difference)
    _summed_up(differences, len(rows.offices))
    return 0


def propose(file: Path, credentials: Path, officer: str, reason: str) -> int:
    """Propose the whole file as one change; return 0, or 1 when rows are bad: then nothing is proposed."""
    rows = _read(file)
    if rows.bad:
        return told(_bad(rows, _planned(_probe(rows), credentials)))
    body = {"reason": reason, "content": on_wire(DirectoryContent(offices=tuple(rows.offices)))}
    with progress(people, "The gateway looks at every row.", "ປະຕູເຊື່ອມຕໍ່ກຳລັງກວດທຸກແຖວ."):
        answer = asyncio.run(asked("POST", "/changes", credentials, officer, body))
    if bad := _bad(rows, answer):
        return told(bad)
    if not answer.ok:
        return shown(answer, "")
    change = answer.json()
    output.print(f"{change['changeId']} {change['status']}")
    _summed_up(change["differences"], len(rows.offices))
    return 0


def _read(file: Path) -> Rows:
    with progress(people, f"Reading {file.name}.", f"ກຳລັງອ່ານ {file.name}.") as remarks:
        rows = read_rows(file)
        remarks.append(f"{len(rows.offices) + len(rows.spoilt):,} rows")
    if not rows.offices and not rows.bad:
        raise Refused(f"{file} has no row below the first.", f"{file} ບໍ່ມີແຖວຂໍ້ມູນ.")
    return rows


def _probe(rows: Rows) -> tuple[Office, ...]:
    """Return the offices to ask about: where rows are bad, without what rests on them, which would be told twice."""
    return tuple(
        office.model_copy(update={"parent": None, "to": None, "successor": None})
        if (office.member, office.parent or "") in rows.spoilt
        or (office.successor and (office.successor.member, office.successor.office) in rows.spoilt)
        else office
        for office in rows.offices
    )


def _planned(offices: Sequence[Office], credentials: Path) -> Answer:
    with progress(people, "The gateway looks at every row.", "ປະຕູເຊື່ອມຕໍ່ກຳລັງກວດທຸກແຖວ."):
        content = on_wire(DirectoryContent(offices=tuple(offices)))
        return asyncio.run(asked("POST", "/plans", credentials, body=content))


def _bad(rows: Rows, answer: Answer) -> list[BadRow]:
    """Return every bad row: those of the file, and those that the gateway or the register has found."""
    return [*rows.bad, *bad_in(answer, "offices", rows.lines)]


def _kind_of(difference: Mapping[str, Any]) -> str:  # Any: as above
    if difference["action"] == "added":
        return "new"
    return "closed" if any(each["property"] == "to" and "after" in each for each in _of(difference)) else "changed"


def _of(difference: Mapping[str, Any]) -> list[dict[str, str]]:  # Any: as above
    properties: list[dict[str, str]] = difference["properties"]
    return properties


def _tell(difference: Mapping[str, Any]) -> None:  # Any: as above
    kind = _kind_of(difference)
    if kind == "new":
        facts = {each["property"]: orjson.loads(each["after"]) for each in _of(difference)}
        facts = facts.get(WHOLE, facts)
        what = f"{facts['en']} ({facts['kind']}, {facts['level']})"
    else:
        what = "; ".join(
            f"{e['property']} {e.get('before', 'none')} → {e.get('after', 'none')}" for e in _of(difference)
        )
    output.print(f"{kind} {difference['id']} {escape(what)}")


def _summed_up(differences: Sequence[Mapping[str, Any]], rows: int) -> None:  # Any: as above
    kinds = [_kind_of(difference) for difference in differences]
    new, changed, closed = (kinds.count(kind) for kind in ("new", "changed", "closed"))
    people.print(f"new {new:,}, changed {changed:,}, closed {closed:,}, unchanged {rows - len(kinds):,}")
    people.print(f"ໃໝ່ {new:,}, ປ່ຽນ {changed:,}, ປິດ {closed:,}, ຄືເກົ່າ {rows - len(kinds):,}")
