"""Rules of members and offices: who stands above whom, until when, and who follows. No I/O; each fault a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from contracts.organisations import HIGHEST, MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat

_DAY: Final = timedelta(days=1)
_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with an entry of a content, at its place there, as a sentence in both languages."""

    listed: str  # the name of the list
    number: int  # in the list, from 0
    en: str
    lo: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The members and offices as they are, and as a content would make them; `day` is today."""

    before: Organisations
    after: Organisations
    day: date


def rewritten(
    before: Organisations, members: Sequence[MemberFacts], offices: Sequence[OfficeFacts], day: date
) -> Rewritten:
    """Return what these members and offices would make of those that there are."""
    after = Organisations(
        before.version,
        {**before.members, **{member.id: member for member in members}},
        {**before.offices, **{office.seat: office for office in offices}},
    )
    return Rewritten(before, after, day)


def faults_of(members: Sequence[MemberFacts], offices: Sequence[OfficeFacts], country: Rewritten) -> Iterator[Wrong]:
    """Yield all that is wrong with the members and offices of a content, entry by entry."""
    open_offices = _open_offices(country.after)
    for number, member in enumerate(members):
        for en, lo in _of_member(member, country, open_offices.get(member.id, ())):
            yield Wrong("members", number, en, lo)
    for number, office in enumerate(offices):
        for en, lo in _of_office(office, country):
            yield Wrong("offices", number, f"{office.seat}: {en}", f"{office.seat}: {lo}")


_Said = Iterator[tuple[str, str]]  # in English and in Lao


def _open_offices(country: Organisations) -> Mapping[str, Sequence[OfficeFacts]]:
    """Return the offices of dissolved members that would outlive them, by member."""
    found: dict[str, list[OfficeFacts]] = {}
    for seat, office in country.offices.items():
        member = country.members.get(seat.member)
        if member is not None and member.dissolved_on is not None and _outlives(office, member.dissolved_on):
            found.setdefault(seat.member, []).append(office)
    return found


def _outlives(office: OfficeFacts, last: date) -> bool:
    return office.ends is None or office.ends > last


def _of_member(member: MemberFacts, country: Rewritten, left: Sequence[OfficeFacts]) -> _Said:
    name, last = member.id, member.dissolved_on
    was = country.before.members.get(name)
    if was and was.dissolved_on and was.dissolved_on < country.day:
        yield from _of_dissolved(was, member, country.day)
    if last is None:
        if member.successor is not None:
            yield (
                f"{name} has a successor, {member.successor}, and no dissolvedOn: say its last day",
                f"{name} ມີຜູ້ສືບທອດ {member.successor} ແຕ່ບໍ່ມີ dissolvedOn: ໃຫ້ບອກວັນສຸດທ້າຍ",
            )
    elif member.successor is None:
        yield (
            f"{name} is dissolved on {last} without a successor: name the one member that has what is open",
            f"{name} ຖືກຍຸບເລີກວັນທີ {last} ໂດຍບໍ່ມີຜູ້ສືບທອດ: ໃຫ້ລະບຸສະມາຊິກດຽວທີ່ຮັບສິ່ງທີ່ຍັງເປີດຢູ່",
        )
    else:
        yield from _of_following_member(member, last, country.after)
    if left:
        yield (
            f"{name} is dissolved, but its offices {_named(left)} are open longer: close them in the same change",
            f"{name} ຖືກຍຸບເລີກ ແຕ່ຫ້ອງການ {_named(left)} ຍັງເປີດຢູ່: ໃຫ້ປິດ ພ້ອມລະບຸຜູ້ສືບທອດ ໃນການປ່ຽນແປງດຽວກັນ",
        )


def _of_dissolved(was: MemberFacts, member: MemberFacts, day: date) -> _Said:
    name, ended = was.id, was.dissolved_on
    if member.dissolved_on is None or member.dissolved_on >= day:
        yield (
            f"{name} was dissolved on {ended}; its id is not given again: enter a new member",
            f"{name} ຖືກຍຸບເລີກວັນທີ {ended}; ລະຫັດເກົ່າໃຊ້ຄືນບໍ່ໄດ້: ໃຫ້ລົງທະບຽນສະມາຊິກໃໝ່",
        )
    elif was.successor not in {None, member.successor}:
        yield (
            f"{name} was dissolved on {ended} and followed by {was.successor}: there is no second successor",
            f"{name} ຖືກຍຸບເລີກວັນທີ {ended} ແລະ {was.successor} ສືບທອດແລ້ວ: ມີຜູ້ສືບທອດທີສອງບໍ່ໄດ້",
        )


def _of_following_member(member: MemberFacts, last: date, country: Organisations) -> _Said:
    follower = country.members.get(member.successor or "")
    if follower is None:
        yield (
            f"{member.id}: there is no member {member.successor} to follow it",
            f"{member.id}: ບໍ່ມີສະມາຊິກ {member.successor} ທີ່ຈະສືບທອດ",
        )
    elif follower.id == member.id or not follower.exists_on(last + _DAY):
        right = f": name {follower.successor}" if follower.successor else ": name one that goes on"
        yield (
            f"{member.id}: its successor {follower.id} is dissolved itself by then{right}",
            f"{member.id}: ຜູ້ສືບທອດ {follower.id} ຖືກຍຸບເລີກແລ້ວ: ໃຫ້ລະບຸ {follower.successor or 'ສະມາຊິກທີ່ຍັງຢູ່'}",
        )


def _named(offices: Sequence[OfficeFacts]) -> str:
    return _some([str(office.seat) for office in offices])


def _some(names: Sequence[str]) -> str:
    more = f" (+{len(names) - _MOST_NAMED})" if len(names) > _MOST_NAMED else ""
    return ", ".join(sorted(names)[:_MOST_NAMED]) + more


def _of_office(office: OfficeFacts, country: Rewritten) -> _Said:
    yield from _of_itself(office, country)
    yield from _of_its_member(office, country.after)
    if office.ends is not None and office.successor is not None:
        yield from _of_following(office, office.ends, office.successor, country.after)
    if office.parent is not None:
        yield from _of_line(office, office.parent, country)
    yield from _of_those_below(office, country.after)
    yield from _of_those_before(office, country.after)


def _of_itself(office: OfficeFacts, country: Rewritten) -> _Said:
    was = country.before.offices.get(office.seat)
    if was and was.ends and was.ends < country.day:
        yield from _of_closed(was, office, country.day)
    if office.begins and office.ends and office.ends < office.begins:
        yield "its last day is before its first", "ວັນສຸດທ້າຍຢູ່ກ່ອນວັນທຳອິດ"
    if office.place and office.country:
        yield "it has a place or, abroad, a country: not both", "ມີສະຖານທີ່ ຫຼື ປະເທດ (ຢູ່ຕ່າງປະເທດ) ຢ່າງໃດຢ່າງໜຶ່ງ"
    if office.ends is not None and office.successor is None:
        yield (
            f"it closes on {office.ends} without a successor: name the one office that has its open records",
            f"ປິດວັນທີ {office.ends} ໂດຍບໍ່ມີຜູ້ສືບທອດ: ໃຫ້ລະບຸຫ້ອງການດຽວທີ່ຮັບສຳນວນທີ່ຍັງເປີດຢູ່",
        )
    if office.ends is None and office.successor is not None:
        yield (
            f"it has a successor, {office.successor}, and no last day: say until when it is open",
            f"ມີຜູ້ສືບທອດ {office.successor} ແຕ່ບໍ່ມີວັນສຸດທ້າຍ: ໃຫ້ບອກວ່າເປີດຮອດວັນໃດ",
        )
    for told in office.informed:
        if told not in country.after.offices:
            yield f"there is no office {told} to tell of", f"ບໍ່ມີຫ້ອງການ {told} ທີ່ຈະແຈ້ງ"


def _of_closed(was: OfficeFacts, office: OfficeFacts, day: date) -> _Said:
    if office.ends is None or office.ends >= day:
        followed = f", and its records are {was.successor}'s" if was.successor else ""
        yield (
            f"it was closed on {was.ends}{followed}; its code is not given again: enter a new office",
            f"ປິດແລ້ວວັນທີ {was.ends}; ລະຫັດເກົ່າໃຊ້ຄືນບໍ່ໄດ້: ໃຫ້ລົງທະບຽນຫ້ອງການໃໝ່",
        )
    elif was.successor not in {None, office.successor}:
        yield (
            f"its records are {was.successor}'s since {was.ends}; a second successor would take them: hand them over",
            f"ເອກະສານຢູ່ກັບ {was.successor} ຕັ້ງແຕ່ວັນທີ {was.ends}; ມີຜູ້ສືບທອດທີສອງບໍ່ໄດ້: ໃຫ້ມອບເປັນລາຍການ",
        )


def _of_its_member(office: OfficeFacts, country: Organisations) -> _Said:
    member = country.members.get(office.seat.member)
    if member is None:
        yield f"there is no member {office.seat.member}", f"ບໍ່ມີສະມາຊິກ {office.seat.member}"
    elif member.dissolved_on is not None and _outlives(office, member.dissolved_on):
        right = f"; enter it for {member.successor}" if member.successor else ""
        yield (
            f"{member.id} is dissolved on {member.dissolved_on}, and the office would be open longer{right}",
            f"{member.id} ຖືກຍຸບເລີກວັນທີ {member.dissolved_on} ແຕ່ຫ້ອງການຍັງເປີດ; ໃຫ້ລົງກັບ {member.successor or '-'}",
        )


def _of_following(office: OfficeFacts, last: date, successor: Seat, country: Organisations) -> _Said:
    follower = country.offices.get(successor)
    if follower is None:
        yield f"its successor {successor} is no office", f"ຜູ້ສືບທອດ {successor} ບໍ່ແມ່ນຫ້ອງການໃດ"
    elif successor == office.seat:
        yield "an office is not its own successor: name another", "ຫ້ອງການສືບທອດຕົນເອງບໍ່ໄດ້: ໃຫ້ລະບຸຫ້ອງການອື່ນ"
    elif follower.ends is not None and follower.ends <= last:
        right = f": name {follower.successor}" if follower.successor not in {None, office.seat} else ""
        yield (
            f"its successor {successor} is closed by then, on {follower.ends}{right}",
            f"ຜູ້ສືບທອດ {successor} ປິດແລ້ວວັນທີ {follower.ends}{right and f': ໃຫ້ລະບຸ {follower.successor}'}",
        )
    elif follower.begins is not None and follower.begins > last + _DAY:
        yield (
            f"its successor {successor} begins only on {follower.begins}: close it on the day before",
            f"ຜູ້ສືບທອດ {successor} ເລີ່ມວັນທີ {follower.begins} ເທົ່ານັ້ນ: ໃຫ້ປິດກ່ອນໜຶ່ງວັນ",
        )


def _of_line(office: OfficeFacts, parent: str, country: Rewritten) -> _Said:
    up = Seat(office.seat.member, parent)
    above = country.after.offices.get(up)
    if above is None:
        others = [str(seat) for seat in country.after.offices if seat.office == parent]
        hint = f" ({_some(others)} is another member's: the parent is an office of its own)" if others else ""
        yield (
            f"its parent {up} is no office of {office.seat.member}{hint}",
            f"ຫ້ອງການຂັ້ນເທິງ {up} ບໍ່ແມ່ນຫ້ອງການຂອງ {office.seat.member}: ຕ້ອງເປັນຫ້ອງການຂອງສະມາຊິກດຽວກັນ",
        )
        return
    if above.ends is not None and _outlives(office, above.ends):
        right = f": name {above.successor}" if above.successor else ""
        yield (
            f"its parent {up} is open only until {above.ends}{right}",
            f"ຫ້ອງການຂັ້ນເທິງ {up} ເປີດຮອດວັນທີ {above.ends} ເທົ່ານັ້ນ{right and f': ໃຫ້ລະບຸ {above.successor}'}",
        )
    if above.begins is not None and above.begins > max(country.day, office.begins or country.day):
        yield (
            f"its parent {up} begins only on {above.begins}",
            f"ຫ້ອງການຂັ້ນເທິງ {up} ເລີ່ມວັນທີ {above.begins} ເທົ່ານັ້ນ",
        )
    yield from _of_height(office, country.after)


def _of_height(office: OfficeFacts, country: Organisations) -> _Said:
    line = [office.seat]
    while (here := country.offices.get(line[-1])) is not None and here.parent is not None:
        up = Seat(here.seat.member, here.parent)
        if up in line:
            circle = " > ".join(seat.office for seat in (*line[line.index(up) :], up))
            yield f"the line above it is a circle, {circle}", f"ສາຍການຄຸ້ມຄອງເປັນວົງມົນ: {circle}"
            return
        line.append(up)
    if (steps := len(line) - 1 + _depth(office.seat, country)) > HIGHEST:
        yield (
            f"the line through it has {steps} steps; at most {HIGHEST} are held",
            f"ສາຍການຄຸ້ມຄອງມີ {steps} ຂັ້ນ; ສູງສຸດ {HIGHEST} ຂັ້ນ",
        )


def _depth(seat: Seat, country: Organisations) -> int:
    """Return how many steps lead down from an office, at most one more than a line may have."""
    steps, row = 0, country.children(seat)
    while row and steps <= HIGHEST:
        steps, row = steps + 1, tuple(child for each in row for child in country.children(each))
    return steps


def _of_those_below(office: OfficeFacts, country: Organisations) -> _Said:
    if office.ends is None:
        return
    left = [seat for seat in country.children(office.seat) if _outlives(country.offices[seat], office.ends)]
    if left:
        names = _some([str(seat) for seat in left])
        yield (
            f"it closes on {office.ends}, but {names} stand below it: give them another parent in the same change",
            f"ປິດວັນທີ {office.ends} ແຕ່ {names} ຍັງຂຶ້ນກັບມັນ: ໃຫ້ຍ້າຍໄປຂຶ້ນກັບຫ້ອງການອື່ນ ຫຼື ປິດ ໃນການປ່ຽນແປງດຽວກັນ",
        )


def _of_those_before(office: OfficeFacts, country: Organisations) -> _Said:
    for seat in country.predecessors(office.seat):
        last = country.offices[seat].ends
        if last is not None and seat != office.seat and not office.is_open_on(last + _DAY):
            yield (
                f"{seat} closes on {last} and hands its open records to it: it must be open on the day after",
                f"{seat} ປິດວັນທີ {last} ແລະ ມອບສຳນວນທີ່ຍັງເປີດໃຫ້ມັນ: ວັນຖັດໄປມັນຕ້ອງເປີດຢູ່",
            )
