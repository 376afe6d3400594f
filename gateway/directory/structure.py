"""Which kinds of office a kind of member has, and which level stands below which: as a national list says. No I/O.

The list is `member-offices`: by kind of member, the kinds of its offices, and their levels from the highest down. What
the list does not speak of is free, and an office that stood so before may be renamed and closed.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from contracts.codelists import CodeLists
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Seat
from gateway.directory.lines import Rewritten, Wrong

LIST: Final = "member-offices"
_OFFICES: Final = "offices"
_LEVELS: Final = "levels"
_Said = Iterator[tuple[str, str]]  # in English and in Lao


def misplaced(offices: Sequence[OfficeFacts], country: Rewritten, lists: CodeLists) -> Iterator[Wrong]:
    """Yield what is wrong with the offices of a content: a kind that such a member has not, a line upside down."""
    for number, office in enumerate(offices):
        was = country.before.offices.get(office.seat)
        if was is not None and (was.kind, was.level, was.parent) == (office.kind, office.level, office.parent):
            continue
        for en, lo in _of_office(office, country.after, lists):
            yield Wrong("offices", number, f"{office.seat}: {en}", f"{office.seat}: {lo}")


def _of_office(office: OfficeFacts, country: Organisations, lists: CodeLists) -> _Said:
    member = country.members.get(office.seat.member)
    if member is None:
        return  # told of with the lines
    kinds: Sequence[str] = lists.attribute(LIST, member.kind, _OFFICES) or ()
    # a word that is no code at all is told of as such
    if kinds and office.kind not in kinds and lists.code("office-kind", office.kind):
        said = ", ".join(kinds)
        yield (
            f"a member of kind {member.kind} has no office of kind {office.kind}; it has: {said}",
            f"ສະມາຊິກປະເພດ {member.kind} ບໍ່ມີຫ້ອງການປະເພດ {office.kind}; ມີ: {said}",
        )
    levels: Sequence[str] = lists.attribute(LIST, member.kind, _LEVELS) or ()
    if levels and office.level not in levels and lists.code("office-level", office.level):
        said = ", ".join(levels)
        yield (
            f"a member of kind {member.kind} has no office of level {office.level}; it has: {said}",
            f"ສະມາຊິກປະເພດ {member.kind} ບໍ່ມີຫ້ອງການຂັ້ນ {office.level}; ມີ: {said}",
        )
    above = None if office.parent is None else country.offices.get(Seat(member.id, office.parent))
    below = [country.offices[seat] for seat in country.children(office.seat)]
    for up, down in [*([(above, office)] if above is not None else []), *((office, each) for each in below)]:
        yield from _of_line(up, down, levels)


def _of_line(up: OfficeFacts, down: OfficeFacts, levels: Sequence[str]) -> _Said:
    """Tell of an office that stands below one of a lower level; beside it, in the same level, is right."""
    if up.level not in levels or down.level not in levels:
        return
    right = levels[: levels.index(down.level) + 1]
    if up.level not in right:
        said = ", ".join(right)
        yield (
            (
                f"{down.seat} of level {down.level} cannot stand below {up.seat} of level {up.level}; above it stands "
                f"an office of level: {said}"
            ),
            f"{down.seat} ຂັ້ນ {down.level} ບໍ່ສາມາດຂຶ້ນກັບ {up.seat} ຂັ້ນ {up.level}; ຫ້ອງການຂັ້ນເທິງຕ້ອງເປັນຂັ້ນ: {said}",
        )
