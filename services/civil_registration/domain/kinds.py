"""Kinds of vital event: the form of each, the letter of its numbers, its persons, and whom it is about. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from pydantic import BaseModel

from contracts.national.civil.adoption import Adoption
from contracts.national.civil.birth import Birth
from contracts.national.civil.death import Death
from contracts.national.civil.declaration import VitalEventFacts
from contracts.national.civil.divorce import Divorce
from contracts.national.civil.fetal_death import FetalDeath
from contracts.national.civil.guardianship import Guardianship
from contracts.national.civil.marriage import Marriage
from contracts.national.civil.name_change import NameChange
from contracts.national.civil.recognition import Recognition

Form: TypeAlias = Birth | Death | FetalDeath | Marriage | Divorce | Adoption | Recognition | NameChange | Guardianship


class EventKind(StrEnum):
    """The kinds of vital event; the value is also the member under which an event shows its facts."""

    BIRTH = "birth"
    DEATH = "death"
    FETAL_DEATH = "fetalDeath"
    MARRIAGE = "marriage"
    DIVORCE = "divorce"
    ADOPTION = "adoption"
    RECOGNITION = "recognition"
    NAME_CHANGE = "nameChange"
    GUARDIANSHIP = "guardianship"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What the programme knows of a kind: its form, the letter of its numbers, where its persons stand in the form."""

    form: type[Form]
    letter: str
    subjects: tuple[str, ...]  # members of the form that are the persons it is about
    others: tuple[str, ...] = ()  # members that are further persons
    renamed: str | None = None  # the member with the name from now on

    @property
    def people(self) -> tuple[str, ...]:
        """Members that are whom it is about; of a fetal death, which is about nobody else, the mother."""
        return self.subjects or ("mother",)


_PARENTS: Final = ("mother", "father")
KINDS: Final[Mapping[EventKind, KindFacts]] = {
    EventKind.BIRTH: KindFacts(Birth, "B", ("child",), _PARENTS),
    EventKind.DEATH: KindFacts(Death, "D", ("deceased",)),
    EventKind.FETAL_DEATH: KindFacts(FetalDeath, "F", (), _PARENTS),
    EventKind.MARRIAGE: KindFacts(Marriage, "M", ("bride", "groom")),
    EventKind.DIVORCE: KindFacts(Divorce, "V", ("wife", "husband")),
    EventKind.ADOPTION: KindFacts(Adoption, "A", ("child",), ("adoptiveMother", "adoptiveFather"), "newName"),
    EventKind.RECOGNITION: KindFacts(Recognition, "R", ("child",), ("parent",), "newName"),
    EventKind.NAME_CHANGE: KindFacts(NameChange, "N", ("person",), (), "newName"),
    EventKind.GUARDIANSHIP: KindFacts(Guardianship, "G", ("ward",), ("guardian",)),
}
# The two whom a marriage or a divorce is about.
COUPLES: Final[Mapping[EventKind, tuple[str, str]]] = {
    kind: (each.subjects[0], each.subjects[1]) for kind, each in KINDS.items() if len(each.subjects) > 1
}
# What changes the first record of whom it is about, and cites that record.
CHANGES: Final = frozenset({EventKind.ADOPTION, EventKind.RECOGNITION, EventKind.NAME_CHANGE, EventKind.GUARDIANSHIP})
_OF_FORMS: Final[Mapping[type[BaseModel], EventKind]] = {facts.form: kind for kind, facts in KINDS.items()}


def kind_of(form: Form) -> EventKind:
    """Return which kind of event these facts are of."""
    return _OF_FORMS[type(form)]


def forms_in(stated: VitalEventFacts) -> dict[EventKind, Form]:
    """Return the facts that are stated, by their kind: a notice, a declaration or a row has those of exactly one."""
    forms = {kind: getattr(stated, _member_of(kind)) for kind in KINDS}
    return {kind: form for kind, form in forms.items() if form is not None}


def _member_of(kind: EventKind) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.value)


def persons_in(kind: EventKind) -> tuple[str, ...]:
    """Return the members of the form that are persons, first those whom the event is about."""
    return KINDS[kind].subjects + KINDS[kind].others
