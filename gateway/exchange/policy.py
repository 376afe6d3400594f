"""Who may call what, decided from arguments alone: deny by default, one agreement or none, and a table of rules.

The table is the law of step 5. `decide` walks it until a rule refuses; `gateway.exchange.explain` walks the same table
and says what every rule found.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from contracts.codelists import names_in
from contracts.problems import Language, OfficeNeeded, Problem
from contracts.seats import Standing
from contracts.spoken import Named
from gateway.directory.entries import AgreementEntry, OperationEntry
from gateway.directory.schema_paths import CLASS, SECRET
from gateway.directory.snapshot import Snapshot
from gateway.errors.rights import (
    AgreementOfOthers,
    ConsentRequired,
    DataClassNotAgreed,
    FieldGroupNotAgreed,
    NoAgreement,
    SignatureRequired,
)

_MOST_SAID: Final = 10  # in a sentence


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: whether this member may call this operation for this purpose, now, in this way."""

    member: str
    purpose: str
    operation: OperationEntry
    at: float  # epoch seconds
    signed: bool = False
    query: str = ""  # raw: parameters carry field groups, too
    consent: str | None = None  # as the request names it; whether it is in force is not decided here
    system: str = ""  # client id
    standing: Standing | None = None  # of that system itself, also when it acts for another member


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: what it demands of the agreement that was found, and how it refuses."""

    name: str
    en: str
    lo: str
    refusal: Callable[[Question, AgreementEntry], Problem | None]


def decide(snapshot: Snapshot, question: Question) -> AgreementEntry:
    """Return the one agreement that lets this exchange through; raise the `Problem` of the first rule that refuses."""
    agreement = found(snapshot, question)
    if agreement is None:
        raise not_for_this_one(snapshot, question) or no_agreement(question)
    for rule in RULES:
        refusal = rule.refusal(question, agreement)
        if refusal is not None:
            raise refusal
    return agreement


def found(snapshot: Snapshot, question: Question) -> AgreementEntry | None:
    """Return the agreement that answers the question."""
    return snapshot.agreement(
        question.member,
        question.operation.key,
        question.purpose,
        question.at,
        system=question.system,
        standing=question.standing,
    )


def not_for_this_one(snapshot: Snapshot, question: Question) -> Problem | None:
    """Return the refusal of what is agreed, but for other systems, offices or levels of the member than the asking one.

    Who has named no office, and would need one, hears that; else, who may. None: nothing is agreed at all.
    """
    agreed = snapshot.agreed(question.member, question.operation.key, question.purpose, question.at)
    if not agreed:
        return None
    for_it = [a for a in agreed if not a.systems or question.system in a.systems]
    if for_it and question.standing is None:
        system = snapshot.systems.get(question.system)
        return OfficeNeeded(offices=snapshot.seats.held(system, question.at) if system is not None else ())
    shown = sorted(agreed, key=lambda a: a.id)[:_MOST_SAID]
    return AgreementOfOthers(
        system=question.system,
        office=question.standing.seat.office if question.standing is not None else None,
        operation=question.operation.key,
        purpose=question.purpose,
        agreements=Named(*("; ".join(whom(each, language) for each in shown) for language in ("en", "lo"))),
    )


def whom(agreement: AgreementEntry, language: Language = "en") -> str:
    """Return whom of its member an agreement is for, in the words of the directory's files, or in Lao ones."""
    ways: tuple[tuple[Mapping[Language, str], Iterable[str]], ...] = (
        ({"en": "systems", "lo": "ລະບົບ"}, agreement.systems),
        ({"en": "offices and below", "lo": "ຫ້ອງການ ແລະ ຂັ້ນລຸ່ມ"}, agreement.offices),
        ({"en": "levels", "lo": "ຂັ້ນ"}, agreement.levels),
    )
    levels = names_in("office-level") if language == "lo" else {}
    bound = " · ".join(
        f"{way[language]} {', '.join(levels.get(name, name) for name in sorted(names)[:_MOST_SAID])}"
        for way, names in ways
        if names
    )
    everybody = {"en": agreement.member, "lo": "ທຸກລະບົບ"}
    return f"{agreement.id} ({bound or everybody[language]})"


def no_agreement(question: Question) -> NoAgreement:
    """Return the refusal of what nobody has agreed to."""
    operation = question.operation
    return NoAgreement(
        member=question.member, service=operation.service, operation=operation.operation_id, purpose=question.purpose
    )


def _legal_basis(question: Question, agreement: AgreementEntry) -> Problem | None:
    return None if agreement.legal_basis or agreement.consent else no_agreement(question)


def _data_class(question: Question, agreement: AgreementEntry) -> Problem | None:
    operation = question.operation
    if not operation.classes or (operation.classes <= agreement.data_classes and SECRET not in operation.classes):
        return None
    missing = operation.classes - (agreement.data_classes - {SECRET})
    return DataClassNotAgreed(operation=operation.operation_id, agreement=agreement.id, classes=missing)


def _field_group(question: Question, agreement: AgreementEntry) -> Problem | None:
    for name, guards in question.operation.parameters.guards(question.query).items():
        if missing := guards - agreement.held:
            groups = [guard.removeprefix(CLASS) for guard in missing]
            return FieldGroupNotAgreed(parameter=name, agreement=agreement.id, groups=groups)
    return None


def _legal_act(question: Question, _agreement: AgreementEntry) -> Problem | None:
    operation = question.operation
    return SignatureRequired(operation=operation.operation_id) if operation.legal_act and not question.signed else None


def _consent(question: Question, agreement: AgreementEntry) -> Problem | None:
    return ConsentRequired(agreement=agreement.id) if agreement.consent and not question.consent else None


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "legal-basis",
        "The agreement rests on a law, or on consent.",
        "ຂໍ້ຕົກລົງອີງໃສ່ກົດໝາຍ ຫຼື ການຍິນຍອມ.",
        _legal_basis,
    ),
    Rule(
        "data-class",
        "The agreement names every class of data that the operation cannot do without; none names secret.",
        "ຂໍ້ຕົກລົງລະບຸທຸກປະເພດຂໍ້ມູນທີ່ການດຳເນີນການນີ້ຂາດບໍ່ໄດ້; ຂໍ້ມູນລັບບໍ່ຜ່ານຂໍ້ຕົກລົງທຳມະດາ.",
        _data_class,
    ),
    Rule(
        "field-group",
        "Every query parameter belongs to a field group that the agreement covers.",
        "ທຸກພາຣາມິເຕີຢູ່ໃນກຸ່ມຂໍ້ມູນທີ່ຂໍ້ຕົກລົງກວມເອົາ.",
        _field_group,
    ),
    Rule(
        "legal-act",
        "A legal act is a signed request.",
        "ການກະທຳທາງກົດໝາຍຕ້ອງເປັນຄຳຮ້ອງທີ່ມີລາຍເຊັນ.",
        _legal_act,
    ),
    Rule(
        "consent",
        "Where the agreement rests on consent, the request names one.",
        "ຖ້າຂໍ້ຕົກລົງອີງໃສ່ການຍິນຍອມ ຄຳຮ້ອງຕ້ອງລະບຸການຍິນຍອມ.",
        _consent,
    ),
)
