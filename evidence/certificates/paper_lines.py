"""Lines of a certificate as its paper has them: what each is called by the kind of its event, in the paper's order."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from evidence.certificates.claims import statements
from evidence.certificates.member_words import ABOUT_THE_PRINT, BODY, LABELS, spelled
from evidence.findings import Both

FULL_NAME, LATIN_NAME = "identity.fullName", "identity.secondaryFullName"
FORMER, GIVEN, OTHERS = "event.formerName", "event.newName", "event.others"
NAME_NOW: Final = Both("ຊື່ປັດຈຸບັນ", "Name now")
IN_LATIN: Final = Both("{lo} (ຕົວອັກສອນລາແຕັງ)", "{en}, in Latin letters")
OTHER_LINE: Final = "Another line of the paper"  # of an office's own: its name is signed in Lao alone
FIRST: Final = ("event.title", "event.issuingOffice")  # they head the paper
LAST: Final = (OTHERS, "event.printNumber", "certificateId", "issuedAt", "notBefore", "expiresAt")

_PERSON: Final = ("identity.gender", "event.sex", "identity.dateOfBirth")
_ENDS: Final = ("event.place", "event.registeredOn", "event.registeredBy")
_NEW_NAME: Final = ("ຊື່ໃໝ່", "New name")


def _paper(*rows: str | tuple[str, str, str]) -> Mapping[str, Both]:
    named = [(row, *LABELS[row]) if isinstance(row, str) else row for row in rows]
    return MappingProxyType({member: Both(lo, en) for member, lo, en in named})


def _renaming(former: Both, *rows: str | tuple[str, str, str]) -> Mapping[str, Both]:
    return _paper(
        "event.registrationNumber",
        (FORMER, *former),
        *_PERSON,
        (GIVEN, *_NEW_NAME),
        (FULL_NAME, *_NEW_NAME),
        *rows,
        *_ENDS,
    )


def _couple(she: Both, he: Both, date: Both, *rows: str) -> Mapping[str, Both]:
    born = LABELS["identity.dateOfBirth"]
    side_lo = [each.lo.partition(" (")[2] for each in (he, she)]
    side_en = [each.en.removeprefix("Name of ") for each in (he, she)]
    births = [(f"{born.lo} ({lo}", f"{born.en} of {en}") for lo, en in zip(side_lo, side_en, strict=True)]
    return _paper(
        "event.registrationNumber",
        ("event.spouseName", *he),
        ("event.spouseBirthDate", *births[0]),
        (FULL_NAME, *she),
        ("identity.dateOfBirth", *births[1]),
        ("event.date", *date),
        "event.place",
        *rows,
        *_ENDS[1:],
    )


# Members in the order of the sample papers, with their names there. A row that an office calls otherwise is signed
# with its own name (`event.others`), so that whoever checks reads what the paper says.
PAPERS: Final[Mapping[str, Mapping[str, Both]]] = MappingProxyType(
    {
        "birth": _paper(
            *("event.registrationNumber", FULL_NAME, "identity.gender", "event.sex"),
            ("event.date", *LABELS["identity.dateOfBirth"]),
            *("event.place", "event.motherName", "event.fatherName", *_ENDS[1:]),
        ),
        "death": _paper(
            *("event.registrationNumber", FULL_NAME, *_PERSON),
            ("event.date", "ວັນທີເສຍຊີວິດ", "Date of death"),
            *_ENDS,
        ),
        "fetalDeath": _paper(
            *("event.registrationNumber", ("event.date", "ວັນທີ", "Date"), "event.place", "event.sex"),
            *("event.motherName", "event.fatherName", *_ENDS[1:]),
        ),
        "marriage": _couple(
            Both("ຊື່ ແລະ ນາມສະກຸນ (ຝ່າຍຍິງ)", "Name of the bride"),
            Both("ຊື່ ແລະ ນາມສະກຸນ (ຝ່າຍຊາຍ)", "Name of the groom"),
            Both("ວັນທີແຕ່ງງານ", "Date of marriage"),
        ),
        "divorce": _couple(
            Both("ຊື່ ແລະ ນາມສະກຸນ (ຝ່າຍຍິງ)", "Name of the wife"),
            Both("ຊື່ ແລະ ນາມສະກຸນ (ຝ່າຍຊາຍ)", "Name of the husband"),
            Both("ວັນທີຢ່າຮ້າງ", "Date of divorce"),
            "event.judgmentNumber",
        ),
        "adoption": _renaming(
            LABELS[FULL_NAME],
            ("event.motherName", "ແມ່ລ້ຽງ", "Adoptive mother"),
            ("event.fatherName", "ພໍ່ລ້ຽງ", "Adoptive father"),
            ("event.date", "ວັນທີຮັບລ້ຽງ", "Date of adoption"),
        ),
        "recognition": _renaming(
            LABELS[FULL_NAME],
            *("event.recognisedAs", ("event.recognisedBy", "ຜູ້ຮັບຮູ້", "Who recognised the child")),
            ("event.date", "ວັນທີຮັບຮູ້", "Date of recognition"),
        ),
        "nameChange": _renaming(
            Both("ຊື່ ແລະ ນາມສະກຸນ ເກົ່າ", "Name before"), ("event.date", "ວັນທີປ່ຽນຊື່", "Date of the change")
        ),
        "guardianship": _paper(
            *("event.registrationNumber", FULL_NAME, *_PERSON, "event.guardianName", "event.endsOn"),
            ("event.date", "ວັນທີເລີ່ມ", "From"),
            *_ENDS,
        ),
    }
)
# Members that the standard needs, and that say again what another line says, or whom the event is not about.
NOT_ON_PAPER: Final[Mapping[str, Mapping[str, Both]]] = MappingProxyType(
    {
        "birth": _paper("identity.dateOfBirth"),
        "fetalDeath": _paper((FULL_NAME, "ແມ່, ຜູ້ທີ່ QR ກ່າວເຖິງ", "Mother, whom the symbol names"), *_PERSON[::2]),
    }
)
ENGLISH: Final[Mapping[str, str]] = {lo: en for paper in (LABELS, *PAPERS.values()) for lo, en in paper.values()}


class Line(NamedTuple):
    """A statement as whoever checks is shown it."""

    member: str  # by the words that lead to it: event.place
    name: Both | None  # what the paper calls it; None of what nobody here knows
    value: object  # as the symbol has it
    lo: str  # as the paper spells it
    en: str | None  # in English or in Latin letters; None where Lao alone is signed
    on_paper: bool  # else it is about the print


def name_on_paper(kind: str, member: str) -> Both | None:
    """Return what a sample paper of that kind of event calls a member; None of one that has no line there."""
    return PAPERS.get(kind, {}).get(member)


def lines(said: Mapping[str, Any]) -> list[Line]:  # Any: free data
    """Return the statements of a `Certificate.json` in the order of the paper, each line of `others` by itself."""
    event = said.get("event") or {}
    kind, names = str(event.get("kind")), _names(event)
    order = [*FIRST, *names]
    order.insert(order.index(FULL_NAME) + 1 if FULL_NAME in order else 0, LATIN_NAME)
    places = {member: place for place, member in enumerate([*order, None, *LAST])}
    found = sorted(statements(said), key=lambda stated: places.get(stated[0], places[None]))
    apart = NOT_ON_PAPER.get(kind, {})
    about = {*ABOUT_THE_PRINT, *apart, *([LATIN_NAME] if FULL_NAME in apart else ())}
    return [line for member, value in found for line in _lines(member, value, {**apart, **names}, member not in about)]


def _names(event: Mapping[str, Any]) -> dict[str, Both]:  # Any: free data
    """Return the names of the members on this paper, in its order: who is not renamed has one line for the name."""
    names = dict(PAPERS.get(str(event.get("kind")), {}))
    if FORMER in names and "formerName" not in event:
        names.pop(FULL_NAME)
        return {FULL_NAME if member == FORMER else member: name for member, name in names.items()}
    return names | {FULL_NAME: NAME_NOW} if GIVEN in names and "newName" in event else names


def _lines(member: str, value: object, names: Mapping[str, Both], on_paper: bool) -> Iterator[Line]:
    if member == OTHERS:
        for line in str(value).split("\n"):
            name, _, said = line.partition(": ")
            yield Line(member, Both(name, ENGLISH.get(name, OTHER_LINE)), line, said, None, on_paper)
        return
    lo, en = spelled(member, value)
    yield Line(member, _name(member, names), value, lo, None if lo == en and _is_lao(lo) else en, on_paper)


def _name(member: str, names: Mapping[str, Both]) -> Both | None:
    if member == LATIN_NAME:
        lo, en = names.get(FULL_NAME) or LABELS[FULL_NAME]
        return Both(IN_LATIN.lo.format(lo=lo), IN_LATIN.en.format(en=en))
    if (known := names.get(member) or LABELS.get(member)) is not None:
        return known
    group, _, word = member.partition(".")
    return Both(BODY.lo, f"{BODY.en}: {word}") if group == "identity" else None


def _is_lao(text: str) -> bool:
    return any("\u0e80" <= letter <= "\u0eff" for letter in text)
