"""Generates docs/roads.md from the table of moves: `python -m cli.roads_page`; `--check` only compares."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from contracts.catalogue import Catalogue
from services.case_registry.domain.table import TABLE, Move, Need
from services.case_registry.domain.words import PAUSES, Status, Way

PAGE: Final = Path(__file__).parents[1] / "docs" / "roads.md"
_HEAD: Final = """\
# Every road of a case

Where a case goes from where it stands, who moves it, and what that needs: made from
`services/case_registry/domain/moves.toml` by `make roads`; `make lint` compares. Every row is tried by the tests, from
every side. How a move is ordered: [services/case-registry.md](services/case-registry.md#every-road).
ຄະດີໄປທາງໃດໄດ້, ໃຜເປັນຜູ້ດຳເນີນການ ແລະ ຕ້ອງມີຫຍັງ.

The pictures leave the pauses out: a case that is suspended, or whose enforcement is stayed, goes back to exactly
where it stood. ຮູບບໍ່ໄດ້ສະແດງການໂຈະ: ຄະດີທີ່ຖືກໂຈະ ຈະກັບຄືນສະຖານະເດີມ.
"""
_PICTURES: Final = {
    Way.CRIMINAL: ("A crime", "ຄະດີອາຍາ"),
    Way.CIVIL: ("A case between parties", "ຄະດີລະຫວ່າງຄູ່ຄວາມ"),
}
_NEEDS: Final = {
    Need.COURT: ("the court that is designated", "ສານທີ່ຖືກກຳນົດ"),
    Need.ORDER: ("the number of the order", "ເລກທີຄຳສັ່ງ"),
    Need.REASON: ("the reason", "ເຫດຜົນ"),
    Need.PROPOSAL: ("a recorded proposal, or a petition", "ຄຳສະເໜີທີ່ບັນທຶກໄວ້ ຫຼື ຄຳຮ້ອງ"),
    Need.CHARGE: ("a charge on somebody who is pursued", "ຂໍ້ຫາຕໍ່ຜູ້ທີ່ຖືກດຳເນີນຄະດີ"),
    Need.CHARGES_DECIDED: ("a result for every charge", "ຜົນຂອງທຸກຂໍ້ຫາ"),
    Need.JUDGMENT: ("the judgment of this instance", "ຄຳພິພາກສາຂອງຂັ້ນນີ້"),
    Need.FINAL_DECISION: ("a judgment that can become final", "ຄຳພິພາກສາທີ່ຈະເດັດຂາດ"),
    Need.CONVICTION: ("a conviction", "ຄຳຕັດສິນວ່າມີຄວາມຜິດ"),
}

_REVERSED: Final = ("the move before was a mistake: why, and who approved", "ການປ່ຽນກ່ອນໜ້າຜິດ: ເຫດຜົນ ແລະ ຜູ້ອະນຸມັດ")
_RESUMED: Final = ("it stood there before the pause", "ເປັນສະຖານະກ່ອນການໂຈະ")


def page() -> str:
    """Return the whole page as Markdown."""
    pictures = [line for way in Way for line in _picture(way)]
    return "\n".join([_HEAD, *pictures, *_rows()]) + "\n"


def _picture(way: Way) -> Iterator[str]:
    """Yield the roads of cases that go this way as a picture: statuses with both names, and who moves between them."""
    movers: dict[tuple[Status, Status], set[str]] = {}
    for row in TABLE.moves:
        if way in row.way and not row.reverses and PAUSES.isdisjoint({row.source, row.target}):
            movers.setdefault((row.source, row.target), set()).add(row.by.value)
    reached = {status for road in movers for status in road}
    en, lo = _PICTURES[way]
    yield from (f"## {en} · {lo}", "", "```mermaid", "flowchart TD")
    for status in Status:
        if status in reached:
            yield f'  {status.value}["{_name("case-status", status.value, "lo")}<br>{_english(status)}"]'
    for (source, target), kinds in movers.items():
        yield f"  {source.value} -->|{', '.join(sorted(kinds))}| {target.value}"
    yield from ("```", "")


def _rows() -> Iterator[str]:
    yield from ("## Row by row · ທຸກແຖວ", "")
    yield from ("| from ຈາກ | to ໄປ | by ໂດຍ | what it needs | ສິ່ງທີ່ຕ້ອງມີ |", "|---|---|---|---|---|")
    for row in TABLE.moves:
        outcomes = {language: _outcomes(row, language) for language in ("en", "lo")}
        needs = [
            *(_NEEDS[need] for need in Need if need in row.needs),
            *([(outcomes["en"], outcomes["lo"])] if row.outcome else []),
            *([_RESUMED] if row.resumes else []),
            *([_REVERSED] if row.reverses else []),
            *([_after(row)] if row.after else []),
        ]
        told = [", ".join(each[place] for each in needs) for place in (0, 1)]
        yield f"| `{row.source}` | `{row.target}` | {_mover(row)} | {told[0]} | {told[1]} |"


def _after(row: Move) -> tuple[str, str]:
    """Return where the case stood before: only then it goes this way."""
    stood = [status for status in Status if status in row.after]
    english = ", ".join(_english(status) for status in stood)
    lao = ", ".join(_name("case-status", status.value, "lo") for status in stood)
    return f"it came from: {english}", f"ມາຈາກ: {lao}"


def _outcomes(row: Move, language: str) -> str:
    """Return the outcomes of which the order states one."""
    between = " or " if language == "en" else " ຫຼື "
    return between.join(_name("remedy-outcome", outcome.value, language) for outcome in sorted(row.outcome))


def _mover(row: Move) -> str:
    """Return who moves the case: a kind of member, and how its office stands, unless it has the file."""
    name = _name("member-kind", row.by.value, "lo")
    seat = "" if row.office.seat.value == "own" else f", {row.office.seat.value}"
    return f"{row.by}{seat} · {name}"


def _english(status: Status) -> str:
    return _name("case-status", status.value, "en")


def _name(codelist: str, code: str, language: str) -> str:
    known = Catalogue.load().codelist(codelist).codes[code]
    return str(known.lo if language == "lo" else known.en)


def main(check: bool) -> str | None:
    """Write the page; with `check` return what is wrong with the one that is there."""
    if not check:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        return "docs/roads.md is not what the table says: run `make roads`"
    return None


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
