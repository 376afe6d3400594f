"""Generates docs/rights.md from the tables of rights: `python -m cli.rights.page`; `--check` only compares."""

import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from cli.rights import hand_overs, openings
from cli.rights.cases import IN_CASES, MANAGEMENT, RULED_IN_CODE, act_cells, read_cells, stage_of
from cli.rights.cells import Answer, Cell, Profile, purposes_with
from cli.rights.records import SERVICES, Service, cells, profiles_of
from cli.rights.registers import STATUS, register_cells
from contracts.catalogue import Catalogue
from services.case_registry.domain.acts import IN_REGISTER, RULES, Act
from services.case_registry.domain.seat_conditions import SeatCondition
from services.case_registry.domain.table import TABLE, Move
from services.case_registry.domain.words import GOES_ON, Kind, Restriction, Status, Way

PAGE: Final = Path(__file__).parents[2] / "docs" / "rights.md"
_DAY: Final = date(2026, 11, 29)  # of the page: rows that end or begin say so themselves
_HEAD: Final = """\
# Rights

Who may do and read what, service by service: made from the tables of rights by `make rights`; `make lint` compares.
ໃຜເຮັດ ແລະ ອ່ານຫຍັງໄດ້. Every cell is tried by the tests: what is expected comes from these tables, what is found from the
running service. What no row of a table allows is denied.

That an office stands so is not enough: [an agreement](policy.md) must let its member call the operation for that
purpose.

| word | how the office that asks stands to the record | ຫ້ອງການທີ່ຂໍ |
|---|---|---|
| own | it has the record, it took over the closed office that had it, or the file is on its way to it | ຂອງຕົນ |
| role | it has, or had, a part in it | ມີສ່ວນຮ່ວມ |
| above | it stands above an office that has the record, or a part in it | ຢູ່ເໜືອ |
| below | it stands below one | ຂັ້ນລຸ່ມ |
| beside | it is another office of such a member | ຂ້າງຄຽງ |
| another member | it has nothing to do with the record | ໜ່ວຍງານອື່ນ |
| no office | the system named none of its offices; it is enrolled for one with a part, or for others | ບໍ່ລະບຸຫ້ອງການ |

**yes**: allowed. no: 404, and in no list, count or figure. *refused*: 403 or 409, and the refusal says who may.
*name it*: 403 `office-needed`, with the offices that could be named.
"""
_SIGNS: Final = {
    Answer.ALLOWED: "**yes**",
    Answer.HIDDEN: "no",
    Answer.REFUSED: "*refused*",
    Answer.OFFICE_NEEDED: "*name it*",
}
_LAO: Final = {
    "own": "ຂອງຕົນ",
    "role": "ມີສ່ວນຮ່ວມ",
    "above": "ຢູ່ເໜືອ",
    "below": "ຂັ້ນລຸ່ມ",
    "beside": "ຂ້າງຄຽງ",
    "another member": "ໜ່ວຍງານອື່ນ",
    "no office": "ບໍ່ລະບຸຫ້ອງການ",
}
_CASES: Final = """\
## Case registry · ຄະດີ

### Reads of cases · ການອ່ານ

Cases are restricted: {restrictions}. A read shows **all** of them, or those of the restrictions that are named; a
purpose that does not stand beside it is refused (403 `purpose-without-right`). The tables ask for rights that a
purpose carries by its attribute `rights` in the national list; tried are those of the distribution.
"""
_ACTS: Final = """
### Acts in cases · ການດຳເນີນການ

For `caseManagement`, tried at the status that is named. An act looks at its case as `caseById` does: who does not see
it is answered 404; who has named no office, 403 `office-needed`. *refused* is 409.
"""
_REGISTERS: Final = """
### Acts on a register · ທະບຽນຂອງໄອຍະການ

On an entry of a prosecutor's office while the court has the file, and on the figures that an office reports of
itself, which are of no case. *own* is the office whose register it is. *refused* is 403 `another-office` or
`other-kinds`, or 409.
"""
_MOVES: Final = """
### Moves · ການຍ້າຍສະຖານະ

*stated*: procedure as the sources tell it. *filled*: ours, until an office says otherwise.

| from | to | by | its office | the order states | source |
|---|---|---|---|---|---|"""
_FILES: Final = """
### Where files go · ການມອບສຳນວນ

| from | to | the office that sends | while the case is |
|---|---|---|---|"""
_IMPORTED_FILES: Final = """
### Where files of imported cases go · ການມອບສຳນວນຂອງຄະດີທີ່ນຳເຂົ້າ

As long as such a case stands where the earlier system had it, its file goes these ways, too.

| from | to | the office that sends | while the case is |
|---|---|---|---|"""
_OTHERS: Final = """
### What has no cells · ບໍ່ຢູ່ໃນຕາຕະລາງນີ້

They are ruled in code.

| operation | who | ຜູ້ໃດ |
|---|---|---|"""


def page() -> str:
    """Return the whole page."""
    lists = Catalogue.load().codelist("case-restriction").codes
    restrictions = ", ".join(f"`{code}` {each.lo}" for code, each in lists.items())
    parts = [_HEAD, _CASES.format(restrictions=restrictions), *_reads(), *openings.page_rows(_DAY)]
    parts += [_ACTS, *_acts(), _REGISTERS, *_register_acts(), _MOVES]
    parts += [_move(row) for row in TABLE.moves]
    parts.append(_FILES)
    parts += [
        f"| {row.source} | {row.target} | {_office(row.office)} | {_statuses(row.at)} |" for row in TABLE.hand_overs
    ]
    parts.append(_IMPORTED_FILES)
    parts += [
        f"| {row.source} | {row.target} | {_office(row.office)} | {_statuses(row.at)} |"
        for row in TABLE.imported_hand_overs
    ]
    parts += [*hand_overs.page_rows(), _OTHERS]
    parts += [f"| `{name}` | {en} | {lo} |" for name, (en, lo) in RULED_IN_CODE.items()]
    for service in SERVICES:
        parts += _records(service)
    return "\n".join(parts) + "\n"


def _reads() -> Iterator[str]:
    """Return the rows of reads; operations that answer alike for a purpose share one."""
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    by_call: dict[tuple[str, str], dict[str, dict[str, Answer]]] = {}
    for cell in read_cells():
        sides = by_call.setdefault((cell.purpose, cell.operation), {})
        sides.setdefault(cell.position.name, {})[cell.about] = cell.answer
    for (purpose, operation), sides in by_call.items():
        answers = {name: _restrictions(about) for name, about in sides.items()}
        alike.setdefault((purpose, tuple(_columns(answers))), []).append(f"`{operation}`")
    yield _heading("purpose", "reads")
    for (purpose, columns), operations in sorted(alike.items(), key=lambda row: row[0][0]):
        if set(columns) <= {"", _SIGNS[Answer.HIDDEN], _SIGNS[Answer.REFUSED]}:
            continue
        yield f"| {_purpose(purpose)} | {', '.join(operations)} | {' | '.join(columns)} |"


def _restrictions(about: Mapping[str, Answer]) -> str:
    shown = [f"`{code}`" for code, answer in about.items() if answer is Answer.ALLOWED]
    if len(shown) == len(Restriction):
        return "**all**"
    if shown:
        return ", ".join(shown)
    (answer,) = set(about.values())
    return _SIGNS[answer]


def _acts() -> Iterator[str]:
    yield _heading("act", "tried while", "by, and at")
    for act in IN_CASES:
        yield _act(act, stage_of(act).status, stage_of(act).positions[0].kind, act_cells(_DAY))


def _register_acts() -> Iterator[str]:
    yield _heading("act", "tried while", "by, and at")
    for act in Act:
        if act in IN_REGISTER:
            yield _act(
                act, STATUS if act is not Act.REPORT_REGISTER else "of no case", Kind.PROSECUTOR, register_cells(_DAY)
            )


def _act(act: Act, tried_at: str, natural: str, tabled: Iterable[Cell]) -> str:
    """Return the row of an act: in a case without a restriction, or in none."""
    mine = [
        cell
        for cell in tabled
        if (cell.operation, cell.purpose) == (act, MANAGEMENT) and cell.about in {Restriction.NONE, ""}
    ]
    by_kind: dict[str, Answer] = {}
    for cell in mine:
        if cell.position.name == "own":  # first the kind of office that is usual
            by_kind.setdefault(cell.position.kind, cell.answer)
    answers = {cell.position.name: _SIGNS[cell.answer] for cell in mine if cell.position.kind == natural}
    answers |= {cell.position.name: _SIGNS[cell.answer] for cell in mine if cell.position.name != "own"}
    answers["own"] = ", ".join(kind for kind, answer in by_kind.items() if answer is Answer.ALLOWED) or "*refused*"
    answers["own: taken over from a closed office"] = answers["own"]
    at = _statuses(frozenset().union(*(row.at for row in RULES if row.act is act)))
    by = ", ".join(sorted({kind for row in RULES if row.act is act for kind in row.by}))
    return f"| `{act}` | {tried_at} | {by}; {at} | {' | '.join(_columns(answers))} |"


def _move(row: Move) -> str:
    needs = ", ".join([*sorted(row.needs), *([" or ".join(sorted(row.outcome))] if row.outcome else [])])
    back = "back to where it stood" if row.resumes else "the move before was a mistake" if row.reverses else ""
    after = f"after {', '.join(sorted(row.after))}" if row.after else ""
    states = "; ".join(filter(None, (needs, back, after, _days(row.valid_from, row.valid_until))))
    of = "" if row.way == frozenset(Way) else f" ({', '.join(sorted(row.way))})"
    return f"| {row.source}{of} | {row.target} | {row.by} | {_office(row.office)} | {states} | {row.basis} |"


def _days(first: date, last: date) -> str:
    told = [f"from {first}"] if first != date.min else []
    return " ".join([*told, f"until {last}"] if last != date.max else told)


def _office(condition: SeatCondition) -> str:
    limits = [*sorted(condition.parts or ()), *sorted(condition.kinds or ()), *sorted(condition.levels or ())]
    return f"{condition.seat}{f' ({chr(44).join(limits)})' if limits else ''}".replace(",", ", ")


def _statuses(at: Iterable[Status]) -> str:
    named = set(at)
    if named >= GOES_ON:
        return "any status, `joined` too" if Status.JOINED in named else "any status"
    return ", ".join(status for status in Status if status in named)


def _records(service: Service) -> Iterator[str]:
    """Return the table of a service whose records are no cases."""
    yield f"\n## {service.name.replace('_', ' ').capitalize()}\n"
    yield _heading("operation", "of what", "who", "for")
    table = service.rights
    named = set(purposes_with({right for row in (*table.acts, *table.reads) for right in row.rights}))
    answers: dict[tuple[str, str], dict[tuple[str, Profile], dict[str, Answer]]] = {}
    for cell in cells(service):
        by_who = answers.setdefault((cell.operation, cell.about), {})
        by_who.setdefault((cell.purpose, cell.profile), {})[cell.position.name] = cell.answer
    for (operation, about), by_who in answers.items():
        for who, purposes, columns in _alike(by_who, named):
            told = "; ".join(_profile(service, operation, each) for each in who)
            yield f"| `{operation}` | {about or 'any'} | {told} | {purposes} | {' | '.join(columns)} |"


def _alike(
    by_who: Mapping[tuple[str, Profile], Mapping[str, Answer]], named: Container[str]
) -> Iterator[tuple[Sequence[Profile], str, Sequence[str]]]:
    """Return who is answered alike for the same purposes, those purposes, and the columns."""
    every = {purpose for purpose, _ in by_who}
    by_profile: dict[Profile, dict[tuple[str, ...], set[str]]] = {}
    for (purpose, profile), answers in by_who.items():
        columns = tuple(_columns({name: _SIGNS[answer] for name, answer in answers.items()}))
        by_profile.setdefault(profile, {}).setdefault(columns, set()).add(purpose)
    rows: dict[tuple[tuple[str, ...], frozenset[str]], list[Profile]] = {}
    for profile, told in by_profile.items():
        for columns, purposes in told.items():
            rows.setdefault((columns, frozenset(purposes)), []).append(profile)
    for (columns, alike), who in rows.items():
        for_what = ", ".join(_purpose(each) if each in named else "other purposes" for each in sorted(alike))
        yield who, "any" if alike == every else for_what, columns


def _profile(service: Service, operation: str, profile: Profile) -> str:
    """Return the kinds that rows name; what none names is "anybody"."""
    looked_at = {operation, service.looks_as.get(operation)}
    table = service.rights
    rows = [row for row in (*table.acts, *table.reads) if looked_at & set(row.operations)]
    told = [
        *([f"member: {profile.member_kind}"] if any(profile.member_kind in row.members for row in rows) else []),
        *([f"office: {profile.office_kind}"] if any(profile.office_kind in row.offices for row in rows) else []),
        *([profile.level] if any(profile.level in row.levels for row in rows) else []),
    ]
    return ", ".join(told) or ("anybody" if len(profiles_of(rows)) == 1 else "others")


def _purpose(code: str) -> str:
    return f"`{code}`"


def _heading(*first: str) -> str:
    columns = [*first, *(f"{word} {lo}" for word, lo in _LAO.items())]
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def _columns(answers: Mapping[str, str]) -> Iterator[str]:
    """Return a text for each word; where the offices of one word are answered differently, for each of them."""
    for word in _LAO:
        mine = {
            name: told for name, told in answers.items() if name == word or name.startswith((f"{word}:", f"{word} "))
        }
        different = set(mine.values())
        if len(different) <= 1:
            yield different.pop() if different else ""
        else:
            yield "; ".join(f"{name.partition(': ')[2] or name}: {told}" for name, told in mine.items())


def main(check: bool) -> str | None:
    """Write the page; with `check` return what is wrong with the one that is there."""
    if not check:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        return "docs/rights.md is not what the tables say: run `make rights`"
    return None


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
