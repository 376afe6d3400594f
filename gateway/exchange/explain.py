"""Explanation of a policy decision: what every rule finds, and which one decides. No I/O, only the snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from contracts.spoken import spoken
from gateway.directory.entries import AgreementEntry, OperationEntry, SystemEntry
from gateway.directory.seats import NoSeat
from gateway.directory.snapshot import Snapshot
from gateway.exchange.policy import RULES, Question, found, no_agreement, not_for_this_one, whom

SYSTEM: Final = "system"
OFFICE: Final = "office"
OPERATION: Final = "operation"
AGREEMENT: Final = "agreement"
TIME: Final = "time"
BOUND: Final = "bound"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found, in both languages; `holds` is false for the rule that refuses."""

    rule: str
    en: str
    lo: str
    holds: bool = True


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """The question as a person writes it: system and operation are names that may not exist."""

    system: str
    operation: str  # "case-registry/openCase"
    purpose: str
    at: float
    signed: bool = False
    query: str = ""
    consent: str | None = None
    office: str | None = None  # that the system would name; the one it has, if it has but one


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every rule up to the one that refuses; the last one decides."""

    findings: tuple[Finding, ...]
    agreement: AgreementEntry | None

    @property
    def allowed(self) -> bool:
        """Whether the exchange would go through."""
        return all(finding.holds for finding in self.findings)


def explain(snapshot: Snapshot, asked: NamedQuestion) -> Explanation:
    """Return what each rule says about the question; it is `decide` that an exchange goes by, and they agree."""
    findings = tuple(_walk(snapshot, asked))
    question = _question(snapshot, asked)
    in_force = any(finding.rule == TIME and finding.holds for finding in findings)
    return Explanation(findings, found(snapshot, question) if in_force and question is not None else None)


def _walk(snapshot: Snapshot, asked: NamedQuestion) -> Iterator[Finding]:
    system, operation = snapshot.systems.get(asked.system), _operation(snapshot, asked)
    yield _of_system(asked, system)
    if system is None:
        return
    if (office := _of_office(snapshot, asked, system)) is not None:
        yield office
        if not office.holds:
            return
    yield _of_operation(asked, operation)
    question = _question(snapshot, asked)
    if operation is None or question is None:
        return
    named = [
        agreement
        for agreement in snapshot.agreements.values()
        if agreement.member == system.member
        and agreement.service == operation.service
        and operation.operation_id in agreement.operations
    ]
    yield _of_agreement(question, named)
    yield from _of_callers(snapshot, question, [each for each in named if asked.purpose in each.purposes])


def _of_callers(snapshot: Snapshot, question: Question, covering: list[AgreementEntry]) -> Iterator[Finding]:
    agreement = found(snapshot, question)
    if covering:
        yield _of_time(question, [agreement] if agreement is not None else covering)
    if agreement is None:
        if refusal := not_for_this_one(snapshot, question):
            yield Finding(BOUND, refusal.detail("en"), refusal.detail("lo"), holds=False)
        return
    if agreement.bound:
        en = f"It is for this system and office: {whom(agreement)}."
        yield Finding(BOUND, en, f"ແມ່ນສຳລັບລະບົບ ແລະ ຫ້ອງການນີ້: {whom(agreement)}.")
    yield from _of_rules(question, agreement)


def _question(snapshot: Snapshot, asked: NamedQuestion) -> Question | None:
    system, operation = snapshot.systems.get(asked.system), _operation(snapshot, asked)
    if system is None or operation is None:
        return None
    return Question(
        system.member,
        asked.purpose,
        operation,
        asked.at,
        asked.signed,
        asked.query,
        consent=asked.consent,
        system=system.client_id,
        standing=snapshot.standing(system.client_id, _office(snapshot, asked, system), asked.at),
    )


def _office(snapshot: Snapshot, asked: NamedQuestion, system: SystemEntry) -> str | None:
    return asked.office or snapshot.seats.implied(system, asked.at)


def _of_office(snapshot: Snapshot, asked: NamedQuestion, system: SystemEntry) -> Finding | None:
    """Return what is to be said of the office; None for a system that has none and names none."""
    office, offices = _office(snapshot, asked, system), list(snapshot.seats.held(system, asked.at))
    held = spoken(offices, "en")  # codes: in each language the same
    if office is None:
        if not offices:
            return None
        en = f"It names none of its offices: {held}."
        return Finding(OFFICE, en, f"ບໍ່ໄດ້ລະບຸຫ້ອງການ ໃນບັນດາ: {held}.")
    judged = snapshot.seats.judge(system, office, asked.at)
    if isinstance(judged, NoSeat):
        successor = judged.successor or "-"
        en = f"It may not act from {office} ({judged.reason}; successor: {successor}). It is enrolled for: {held}."
        lo = f"ໃຊ້ຫ້ອງການ {office} ບໍ່ໄດ້ ({judged.reason}; ຫ້ອງການສືບທອດ: {successor}). ລົງທະບຽນໄວ້ສຳລັບ: {held}."
        return Finding(OFFICE, en, lo, holds=False)
    line = ", ".join(judged.above) or "-"
    en = f"It acts from {judged.seat}, level {judged.level}; above it: {line}."
    return Finding(OFFICE, en, f"ມາຈາກຫ້ອງການ {judged.seat}, ຂັ້ນ {judged.level}; ຂັ້ນເທິງ: {line}.")


def _of_rules(question: Question, agreement: AgreementEntry) -> Iterator[Finding]:
    for rule in RULES:
        refusal = rule.refusal(question, agreement)
        if refusal is not None:
            yield Finding(rule.name, refusal.detail("en"), refusal.detail("lo"), holds=False)
            return
        yield Finding(rule.name, rule.en, rule.lo)


def _of_system(asked: NamedQuestion, system: SystemEntry | None) -> Finding:
    if system is None:
        en = f"No system {asked.system} is enrolled, or it is suspended."
        return Finding(SYSTEM, en, f"ບໍ່ມີລະບົບ {asked.system} ຫຼື ຖືກໂຈະ.", holds=False)
    en = f"{asked.system} is a system of {system.member}, with {len(system.keys)} keys in use."
    return Finding(SYSTEM, en, f"{asked.system} ແມ່ນລະບົບຂອງ {system.member}, ມີ {len(system.keys)} ກະແຈ.")


def _of_operation(asked: NamedQuestion, operation: OperationEntry | None) -> Finding:
    if operation is None:
        en = f"No registered service offers {asked.operation}; it is written service/operation."
        return Finding(OPERATION, en, f"ບໍ່ມີບໍລິການໃດທີ່ມີ {asked.operation}; ຂຽນເປັນ ບໍລິການ/ການດຳເນີນການ.", holds=False)
    en = f"{asked.operation} is {operation.method} {operation.template}."
    return Finding(OPERATION, en, f"{asked.operation} ແມ່ນ {operation.method} {operation.template}.")


def _of_agreement(question: Question, named: list[AgreementEntry]) -> Finding:
    covering = [agreement.id for agreement in named if question.purpose in agreement.purposes]
    if covering:
        ids = ", ".join(sorted(covering))
        return Finding(AGREEMENT, f"Member, operation and purpose meet in {ids}.", f"ກົງກັບຂໍ້ຕົກລົງ {ids}.")
    refusal = no_agreement(question)
    en, lo = refusal.detail("en"), refusal.detail("lo")
    if others := sorted({purpose for agreement in named for purpose in agreement.purposes}):
        en += f" There is one for: {', '.join(others)}."
        lo += f" ມີສຳລັບ: {', '.join(others)}."
    return Finding(AGREEMENT, en, lo, holds=False)


def _of_time(question: Question, covering: list[AgreementEntry]) -> Finding:
    for agreement in covering:
        if agreement.in_force(question.at):
            begins, ends = _moment(agreement.valid_from), _end(agreement)
            en = f"{agreement.id} decides: in force from {begins} until {ends or 'no end'}."
            lo = f"{agreement.id} ເປັນຜູ້ຕັດສິນ: ມີຜົນແຕ່ {begins} ຫາ {ends or 'ບໍ່ມີກຳນົດ'}."
            return Finding(TIME, en, lo)
    terms = [(agreement.id, _moment(agreement.valid_from), _end(agreement)) for agreement in covering]
    en, lo = (", ".join(f"{name} {begins} {to} {ends}" for name, begins, ends in terms) for to in ("to", "ຫາ"))
    return Finding(TIME, f"Not in force at {_moment(question.at)}: {en}.", f"ບໍ່ມີຜົນໃນເວລານັ້ນ: {lo}.", holds=False)


def _end(agreement: AgreementEntry) -> str:
    return "" if agreement.valid_to is None else _moment(agreement.valid_to)


def _operation(snapshot: Snapshot, asked: NamedQuestion) -> OperationEntry | None:
    service, _, operation = asked.operation.partition("/")
    entry = snapshot.services.get(service)
    return entry.operations.get(operation) if entry is not None else None


def _moment(at: float) -> str:
    """Return the moment as day and hour in Vientiane."""
    return str(spoken(datetime.fromtimestamp(at, UTC), "en"))
