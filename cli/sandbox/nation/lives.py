"""Births and deaths of the country: declared at a hospital or by a registrar, registered in the district's register."""

from typing import Any, Final

from cli.demo.records import Body
from cli.sandbox.nation.acts import Strand
from cli.sandbox.nation.people import somebody
from contracts.seats import Seat

BIRTHS: Final = "/civil-registration/v1/births"
DEATHS: Final = "/civil-registration/v1/deaths"
EVENTS: Final = "/civil-registration/v1/events"
CAUSES: Final = ("ໄຂ້ຍຸງລາຍ", "ຄວາມດັນເລືອດສູງ", "ອຸບັດຕິເຫດທາງຖະໜົນ", "ປອດອັກເສບ", "ມະເຮັງ")


async def birth(strand: Strand) -> None:
    """A child is born, declared at the hospital of its district within days, and registered some days later."""
    body = _birth(strand)
    strand.later(0, 3)
    declared = await strand.post(Seat("hospital", strand.district), "declareBirth", BIRTHS, body)
    await _registered(strand, declared)


async def death(strand: Strand) -> None:
    """Somebody dies; two of three deaths are declared by the hospital, the others by the registrar itself."""
    body = _death(strand)
    strand.later(0, 2)
    at_home = strand.chance.random() < 1 / 3
    declarer = Seat("registrar" if at_home else "hospital", strand.district)
    if not at_home:
        body |= {"site": "healthFacility", "cause": {"text": strand.chance.choice(CAUSES), "method": "physician"}}
    declared = await strand.post(declarer, "declareDeath", DEATHS, body)
    await _registered(strand, declared)


async def _registered(strand: Strand, declared: Any) -> None:  # Any: a CivilEvent document
    strand.later(1, 8)
    registrar, path = Seat("registrar", strand.district), f"{EVENTS}/{declared['eventId']}"
    version = len(declared["actions"])
    if "potentialDuplicate" in declared["flags"]:
        # people are drawn from lists of names: two of them may look alike, and a registrar says that they are two
        found = (await strand.read(registrar, "listEventDuplicates", f"{path}/duplicates")).body["items"]
        for each in found:
            decision = {"outcome": "different", "reason": "ກວດປຶ້ມສຳມະໂນຄົວແລ້ວ: ຄົນລະຄົນ"}
            where = f"{path}/duplicates/{each['duplicateId']}/decision"
            await strand.post(registrar, "decideDuplicate", where, decision, version=f'"{version}"')
            version += 1
    book = {"bookNumber": f"{strand.number}/{strand.district}"}
    await strand.post(registrar, "registerEvent", f"{path}/registration", book, signed=True, version=f'"{version}"')


def _birth(strand: Strand) -> Body:
    mother = somebody(strand.chance, strand.day, sex="female", ages=(18, 40))
    child = somebody(strand.chance, strand.day)
    father = somebody(strand.chance, strand.day, sex="male", ages=(20, 50))
    return {
        "ownNumber": f"B-{strand.number}",
        "occurredOn": strand.day.isoformat(),
        "place": strand.district,
        "site": "healthFacility",
        "birthType": "single",
        "attendant": "midwife",
        "child": {"sex": child.sex, "name": child.name},
        "mother": {
            "name": mother.name,
            "identifiers": mother.identifiers,
            "birthDate": mother.birth_date,
            "maritalStatus": "married",
            "residence": strand.district,
        },
        "father": {"name": father.name},
        "informant": {"relation": "mother"},
    }


def _death(strand: Strand) -> Body:
    dead = somebody(strand.chance, strand.day, ages=(40, 90))
    deceased = {"name": dead.name, "sex": dead.sex, "birthDate": dead.birth_date, "identifiers": dead.identifiers}
    return {
        "ownNumber": f"D-{strand.number}",
        "occurredOn": strand.day.isoformat(),
        "place": strand.district,
        "deceased": deceased,
    }
