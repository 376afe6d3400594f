"""What a refusal names, by its Lao names: members, offices, operations, services and purposes, from the directory."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from contracts.codelists import names_in
from contracts.problems import Problem
from contracts.purposes import LIST
from contracts.seats import Seat
from contracts.spoken import Named
from gateway.directory.snapshot import Snapshot

_ACTS: Final = "case-act"  # acts have the names of their operations
_CLASSES: Final = "data-class"
_OPERATION: Final = "ການດຳເນີນການນີ້"
_Naming: TypeAlias = Callable[[Snapshot, str, str], str | None]  # of what is named, and the member that calls


def name_in_lao(refusal: Problem, snapshot: Snapshot, member: str) -> None:
    """Let the Lao sentence name what `params` has as codes; what nobody has named stands as it is.

    `member` is the one that calls: an office that is named is its own.
    """
    for particular, naming in _NAMINGS.items():
        stated = refusal.particulars.get(particular)
        if isinstance(stated, list):
            refusal.particulars[particular] = [_named(each, naming, snapshot, member) for each in stated]
        elif isinstance(stated, str):
            refusal.particulars[particular] = _named(stated, naming, snapshot, member)


def _named(stated: object, naming: _Naming, snapshot: Snapshot, member: str) -> object:
    return Named(stated, naming(snapshot, stated, member)) if isinstance(stated, str) else stated


def _member(snapshot: Snapshot, stated: str, _: str) -> str | None:
    facts = snapshot.organisations.members.get(stated)
    return None if facts is None else facts.name_lo


def _office(snapshot: Snapshot, stated: str, member: str) -> str | None:
    facts = snapshot.organisations.offices.get(Seat(member, stated))
    return None if facts is None else facts.name_lo


def _purpose(snapshot: Snapshot, stated: str, _: str) -> str | None:
    code = snapshot.code_lists.code(LIST, stated)
    return None if code is None else code.lo


def _operation(_: Snapshot, stated: str, __: str) -> str:
    return names_in(_ACTS).get(stated.rpartition("/")[2], _OPERATION)


def _service(snapshot: Snapshot, stated: str, _: str) -> str | None:
    """Return whose service it is: documents of services are titled in English."""
    service = snapshot.services.get(stated)
    owner = None if service is None else _member(snapshot, service.member, "")
    return None if owner is None else f"ຂອງ{owner}"


def _data_class(_: Snapshot, stated: str, __: str) -> str | None:
    return names_in(_CLASSES).get(stated)


def _system(_: Snapshot, __: str, ___: str) -> str:
    return "ລະບົບຂອງທ່ານ"


_NAMINGS: Final[Mapping[str, _Naming]] = {
    "classes": _data_class,
    "member": _member,
    "other": _member,
    "office": _office,
    "offices": _office,
    "operation": _operation,
    "purpose": _purpose,
    "service": _service,
    "system": _system,
}
