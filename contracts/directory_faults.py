"""Faults of names that the directory has not, not any more, or of another kind; each says what is right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from contracts.in_directory import MEMBER, OFFICE, OFFICER, SYSTEM, Directory, InDirectory
from contracts.marks import Path
from contracts.nearest import MOST, nearest
from contracts.organisations import MemberFacts, OfficeFacts
from contracts.pointers import pointer_to
from contracts.problems import Fault
from contracts.seats import Seat

# code and case → (Lao, English). No value of the request is echoed: what is named is in the directory.
_SENTENCES: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("x-directory", MEMBER): ("ບໍ່ມີສະມາຊິກນີ້ໃນສາລະບານ{more}.", "The directory has no such member{more}."),
    ("x-directory", OFFICE): ("ສະມາຊິກ {member} ບໍ່ມີຫ້ອງການລະຫັດນີ້{more}.", "The member {member} has no such office{more}."),
    ("x-directory", SYSTEM): ("ບໍ່ມີລະບົບນີ້ໃນສາລະບານ{more}.", "The directory has no such system{more}."),
    ("x-directory", OFFICER): (
        "ບໍ່ມີພະນັກງານນີ້ປະຈຳການຢູ່ຫ້ອງການຂອງທ່ານ ຫຼື ຫ້ອງການຂັ້ນເທິງ{more}.",
        "No such officer is in office at your office, or at one above it{more}.",
    ),
    ("x-directory", "alone"): (
        "ຫ້ອງການຄົ້ນຫາຕາມສະມາຊິກ: ຕ້ອງບອກ {beside} ຢູ່ຄຽງກັນ{more}.",
        "An office is found under its member: give {beside} beside it{more}.",
    ),
    ("x-directory-date", MEMBER): (
        "ສະມາຊິກນີ້ມີຢູ່ຮອດວັນທີ {until} ເທົ່ານັ້ນ; ວັນທີ່ກ່ຽວຂ້ອງແມ່ນ {day}{more}.",
        "This member was there until {until} only; the day that counts is {day}{more}.",
    ),
    ("x-directory-date", OFFICE): (
        "ຫ້ອງການນີ້ເປີດຮອດວັນທີ {until} ເທົ່ານັ້ນ; ວັນທີ່ກ່ຽວຂ້ອງແມ່ນ {day}{more}.",
        "This office was open until {until} only; the day that counts is {day}{more}.",
    ),
    ("x-directory-date", "begins"): (
        "ຫ້ອງການນີ້ຈະເປີດໃນວັນທີ {from}; ວັນທີ່ກ່ຽວຂ້ອງແມ່ນ {day}{more}.",
        "This office opens on {from}; the day that counts is {day}{more}.",
    ),
    ("x-directory-kind", MEMBER): (
        "ສະມາຊິກນີ້ບໍ່ແມ່ນປະເພດທີ່ຮັບໄດ້ຢູ່ນີ້: {expected}{more}.",
        "This member is not of a kind that is right here: {expected}{more}.",
    ),
    ("x-directory-kind", OFFICE): (
        "ຫ້ອງການນີ້ບໍ່ແມ່ນປະເພດທີ່ຮັບໄດ້ຢູ່ນີ້: {expected}{more}.",
        "This office is not of a kind that is right here: {expected}{more}.",
    ),
    ("x-directory-level", OFFICE): (
        "ຫ້ອງການນີ້ບໍ່ແມ່ນຂັ້ນທີ່ຮັບໄດ້ຢູ່ນີ້: {expected}{more}.",
        "This office is not of a level that is right here: {expected}{more}.",
    ),
}


@dataclass(slots=True)
class DirectoryFaults:
    """Makes the faults of one request; what is right is gathered once for all of them."""

    directory: Directory
    _right: dict[tuple[object, ...], list[str]] = field(default_factory=dict)

    def fault(self, mark: InDirectory, path: Path, value: object, around: Mapping[str, Any], day: date) -> Fault:
        """Return the fault of a value that does not hold, at the name in it that is wrong."""
        named = mark.named(value, around)
        if mark.what in {SYSTEM, OFFICER} or named is None:
            return _fault(mark, "x-directory", OFFICER if mark.what == OFFICER else SYSTEM, path)
        member_id, code = named
        if member_id is None:
            return _fault(mark, "x-directory", "alone", path, {"beside": MEMBER})
        pair = not isinstance(value, str)
        at_office = (*path, OFFICE) if pair else path
        at_member = (*path, MEMBER) if pair else path if code is None else (*path[:-1], MEMBER)
        wrong = self._member(mark, at_member, member_id, code, day)
        return wrong or self._office(mark, at_office, Seat(member_id, code or ""), day)

    def _member(self, mark: InDirectory, path: Path, member_id: str, code: str | None, day: date) -> Fault | None:
        """Return what is wrong with the member; None where it is the office, which may have a successor of its own."""
        organisations = self.directory.organisations
        member = organisations.members.get(member_id)
        if member is None:
            return _fault(mark, "x-directory", MEMBER, path, *self._nearest(mark, None, member_id, day))
        if not member.exists_on(day):
            office = None if code is None else organisations.office(member_id, code)
            followed = office is not None and office.successor is not None
            return None if followed else self._dissolved(mark, path, member, day)
        return self._unfit(mark, path, member, day) if code is None else None

    def _dissolved(self, mark: InDirectory, path: Path, member: MemberFacts, day: date) -> Fault:
        organisations = self.directory.organisations
        params: dict[str, object] = {"until": _text(member.dissolved_on), "day": _text(day)}
        following = organisations.present_member(member.id, day)
        if following is None:
            return _fault(mark, "x-directory-date", MEMBER, path, params)
        lo, en = organisations.members[following].name_lo, organisations.members[following].name_en
        more = f"; ຜູ້ສືບທອດແມ່ນ {following} ({lo})", f"; its successor is {following} ({en})"
        return _fault(mark, "x-directory-date", MEMBER, path, params | {"successor": following}, more)

    def _office(self, mark: InDirectory, path: Path, seat: Seat, day: date) -> Fault:
        office = self.directory.organisations.offices.get(seat)
        if office is None:
            return self._unknown_office(mark, path, seat, day)
        if office.begins is not None and day < office.begins:
            params = {"from": _text(office.begins), "day": _text(day)}
            return _fault(mark, "x-directory-date", "begins", path, params)
        if not self._is_there(office, day):
            return self._closed(mark, path, office, day)
        return self._unfit(mark, path, office, day)

    def _is_there(self, office: OfficeFacts, day: date) -> bool:
        member = self.directory.organisations.members.get(office.seat.member)
        return office.is_open_on(day) and member is not None and member.exists_on(day)

    def _closed(self, mark: InDirectory, path: Path, office: OfficeFacts, day: date) -> Fault:
        organisations = self.directory.organisations
        ends = office.ends or organisations.members[office.seat.member].dissolved_on
        params: dict[str, object] = {"until": _text(ends), "day": _text(day)}
        lo = en = ""
        holder = organisations.offices.get(organisations.holder(office.seat))
        if holder is not None and holder.seat != office.seat and self._is_there(holder, day):
            params["successor"] = holder.seat.to_document()
            lo = f"; ສຳນວນທີ່ຍັງເປີດຢູ່ນຳ {holder.seat} ({holder.name_lo})"
            en = f"; its open records are with {holder.seat} ({holder.name_en})"
        if office.informed:
            params["informed"] = [seat.to_document() for seat in office.informed]
            others = ", ".join(map(str, office.informed[:MOST]))
            lo, en = f"{lo}; ຫ້ອງການອື່ນທີ່ມາຈາກຫ້ອງການນີ້: {others}", f"{en}; other offices that came of it: {others}"
        return _fault(mark, "x-directory-date", OFFICE, path, params, (lo, en))

    def _unknown_office(self, mark: InDirectory, path: Path, seat: Seat, day: date) -> Fault:
        owners = self.directory.organisations.members_with(seat.office)[:MOST]
        params, (lo, en) = self._nearest(mark, seat.member, seat.office, day)
        if owners:
            said = ", ".join(owners)
            lo, en = f"; ຫ້ອງການລະຫັດນີ້ມີຢູ່ສະມາຊິກ: {said}{lo}", f"; an office of that code is one of: {said}{en}"
            params["owners"] = owners
        return _fault(mark, "x-directory", OFFICE, path, {"member": seat.member} | params, (lo, en))

    def _unfit(self, mark: InDirectory, path: Path, found: MemberFacts | OfficeFacts, day: date) -> Fault:
        odd_kind = bool(mark.kinds) and found.kind not in mark.kinds
        expected = sorted(mark.kinds if odd_kind else mark.levels)
        under, name = (found.seat.member, found.seat.office) if isinstance(found, OfficeFacts) else (None, found.id)
        params, more = self._nearest(mark, under, name, day)
        what = MEMBER if under is None else OFFICE
        code = "x-directory-kind" if odd_kind else "x-directory-level"
        return _fault(mark, code, what, path, {"expected": expected} | params, more)

    def _nearest(
        self, mark: InDirectory, member: str | None, name: str, day: date
    ) -> tuple[dict[str, object], tuple[str, str]]:
        """Return the right names that stand nearest by the alphabet: offices of one place begin alike."""
        near = nearest(self._all_right(mark, member, day), name)
        if not near:
            return {}, ("", "")
        said = ", ".join(near)
        return {"members" if member is None else "offices": near}, (f"; ທີ່ມີ: {said}", f"; there are: {said}")

    def _all_right(self, mark: InDirectory, member: str | None, day: date) -> list[str]:
        if (key := (mark.what, mark.kinds, mark.levels, member, day)) not in self._right:
            organisations = self.directory.organisations
            found: Iterable[str]
            if member is None:
                of_kind = (m for m in organisations.members.values() if m.exists_on(day))
                found = (m.id for m in of_kind if mark.what == OFFICE or mark.fits(m))
            else:
                found = (o.seat.office for o in organisations.of_member(member, day) if mark.fits(o))
            self._right[key] = sorted(found)
        return self._right[key]


def _fault(
    mark: InDirectory,
    code: str,
    case: str,
    path: Path,
    params: Mapping[str, object] | None = None,
    more: tuple[str, str] = ("", ""),
) -> Fault:
    stated = dict(params or {})
    words = {name: ", ".join(map(str, said)) if isinstance(said, list) else said for name, said in stated.items()}
    lo, en = (
        text.format_map(words | {"more": added}) for text, added in zip(_SENTENCES[code, case], more, strict=True)
    )
    if mark.label is not None:
        lo, en = f"{mark.label['lo']}: {lo}", f"{mark.label['en']}: {en}"
    return Fault(code=code, lo=lo, en=en, pointer=pointer_to(path), params=stated)


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
