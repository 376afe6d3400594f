"""The policy as a table, and its explanation: decided from arguments, so no loop, no database and no HTTP here."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.tokens.tokens import SigningKey
from contracts.problems import Problem
from gateway.directory.compiler import compile_service
from gateway.directory.entries import AgreementEntry, LegalBasis, OperationEntry, ServiceEntry
from gateway.directory.snapshot import Snapshot
from gateway.errors.rights import (
    ConsentRequired,
    DataClassNotAgreed,
    FieldGroupNotAgreed,
    NoAgreement,
    SignatureRequired,
)
from gateway.exchange.explain import NamedQuestion, explain
from gateway.exchange.policy import RULES, Question, decide
from tests.support.directory import a_body, a_document, an_operation
from tests.support.gateway_under_test import a_snapshot

KEY = SigningKey.generate()
PERSON = {
    "type": "object",
    "x-data-class": "specific",
    "properties": {"name": {"type": "string"}, "number": {"type": "string", "x-data-class": "general"}},
    "required": ["name"],
}
SEALED = {"type": "object", "properties": {"key": {"type": "string", "x-data-class": "secret"}}, "required": ["key"]}
BY_OWNER = {"name": "owner", "in": "query", "x-field-group": "people", "schema": {"type": "string"}}
BY_NUMBER = {"name": "number", "in": "query", "schema": {"type": "string", "x-data-class": "specific"}}


def the_service() -> ServiceEntry:
    paths = {
        "/plots": {"get": an_operation("listPlots", parameters=[BY_OWNER, BY_NUMBER])},
        "/people": {"get": an_operation("readPerson", {"200": {"description": "", **a_body("Person")}})},
        "/seals": {"get": an_operation("readSeal", {"200": {"description": "", **a_body("Sealed")}})},
        "/titles": {"post": an_operation("issueTitle") | {"x-legal-act": True}},
        "/scans": {"get": an_operation("readScan") | {"x-body": "stream", "x-data-class": "specific"}},
        "/census": {"post": an_operation("sendPerson", requestBody={"required": True, **a_body("Person")})},
    }
    return compile_service("notes", "psc", "in-process:notes", a_document(paths, Person=PERSON, Sealed=SEALED), "d")


SERVICE = the_service()
ALL = frozenset(SERVICE.operations)


def an_agreement(**changes: Any) -> AgreementEntry:
    facts = AgreementEntry(
        id="agr_police-notes",
        member="police",
        service="notes",
        operations=ALL,
        purposes=frozenset({"caseManagement"}),
        legal_basis=(LegalBasis("A law for tests", "1", verified=False),),
        field_groups=frozenset(),
        valid_from=100.0,
        valid_to=200.0,
        rate_per_s=1.0,
        burst=1,
        daily_quota=1,
    )
    return replace(facts, **changes)


def a_question(operation: str = "getNote", **changes: Any) -> Question:
    facts = Question("police", "caseManagement", SERVICE.operations[operation], 150.0)
    return replace(facts, **changes)


def asked(operation: str = "getNote", **changes: Any) -> NamedQuestion:
    return replace(NamedQuestion("police-case-system", f"notes/{operation}", "caseManagement", 150.0), **changes)


def held(*agreements: AgreementEntry) -> Snapshot:
    return a_snapshot(KEY, SERVICE, *agreements)


def refused(snapshot: Snapshot, question: Question) -> type[Problem] | None:
    try:
        decide(snapshot, question)
    except Problem as refusal:
        return type(refusal)
    return None


SPECIFIC = frozenset({"general", "specific"})

# Every line of the law: the agreement, the question, and what becomes of it.
TABLE: list[tuple[str, dict[str, Any], dict[str, Any], type[Problem] | None]] = [
    ("what is agreed passes", {}, {}, None),
    ("another member", {"member": "psc"}, {}, NoAgreement),
    ("another operation", {"operations": frozenset({"listNotes"})}, {}, NoAgreement),
    ("another purpose", {}, {"purpose": "oversight"}, NoAgreement),
    ("a moment before it begins", {}, {"at": 99.9}, NoAgreement),
    ("the moment it begins", {}, {"at": 100.0}, None),
    ("the moment it ends", {}, {"at": 200.0}, NoAgreement),
    ("without end", {"valid_to": None}, {"at": 1e10}, None),
    ("on no basis at all", {"legal_basis": ()}, {}, NoAgreement),
    ("specific data, class not named", {}, {"operation": "readPerson"}, DataClassNotAgreed),
    ("specific data, class named", {"data_classes": SPECIFIC}, {"operation": "readPerson"}, None),
    ("specific data in a request", {}, {"operation": "sendPerson"}, DataClassNotAgreed),
    ("a file that is declared specific", {}, {"operation": "readScan"}, DataClassNotAgreed),
    ("secret data", {"data_classes": SPECIFIC}, {"operation": "readSeal"}, DataClassNotAgreed),
    ("secret data, wrongly named", {"data_classes": frozenset({"secret"})}, {"operation": "readSeal"},
     DataClassNotAgreed),
    ("a parameter outside the groups", {}, {"operation": "listPlots", "query": "owner=a"}, FieldGroupNotAgreed),
    ("the same, encoded", {}, {"operation": "listPlots", "query": "%6fwner=a"}, FieldGroupNotAgreed),
    ("a parameter within the groups", {"field_groups": frozenset({"people"})},
     {"operation": "listPlots", "query": "owner=a"}, None),
    ("a parameter of a class not named", {}, {"operation": "listPlots", "query": "number=1"}, FieldGroupNotAgreed),
    ("the operation without that parameter", {}, {"operation": "listPlots", "query": "limit=1"}, None),
    ("a legal act, not signed", {}, {"operation": "issueTitle"}, SignatureRequired),
    ("a legal act, signed", {}, {"operation": "issueTitle", "signed": True}, None),
    ("on consent, none named", {"consent": True, "legal_basis": ()}, {}, ConsentRequired),
    ("on consent, one named", {"consent": True, "legal_basis": ()}, {"consent": "cns_1"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "question", "outcome"), [line[1:] for line in TABLE], ids=[n[0] for n in TABLE])
def test_the_law_line_by_line(terms: dict[str, Any], question: dict[str, Any], outcome: type[Problem] | None) -> None:
    snapshot = held(an_agreement(**terms))
    assert refused(snapshot, a_question(**question)) is outcome
    explanation = explain(snapshot, asked(**question))
    assert explanation.allowed is (outcome is None), "the explanation goes by the same table"


def test_every_rule_has_refused_something_above() -> None:
    deciding = {
        explain(held(an_agreement(**terms)), asked(**question)).findings[-1].rule
        for _, terms, question, outcome in TABLE
        if outcome is not None
    }
    assert deciding == {"agreement", "time"} | {rule.name for rule in RULES}


def test_every_rule_speaks_both_languages() -> None:
    for rule in RULES:
        assert rule.en.endswith(".")
        assert any("\u0e81" <= letter <= "\u0edf" for letter in rule.lo)


def test_without_an_agreement_nothing_passes() -> None:
    assert all(refused(held(), a_question(name)) is NoAgreement for name in SERVICE.operations)


def test_an_explanation_names_the_agreement_that_decides() -> None:
    explanation = explain(held(an_agreement()), asked())
    assert explanation.agreement is not None
    assert explanation.agreement.id == "agr_police-notes"
    assert [finding.rule for finding in explanation.findings] == [
        "system",
        "operation",
        "agreement",
        "time",
        *(rule.name for rule in RULES),
    ]


def test_an_explanation_says_for_what_there_is_an_agreement() -> None:
    last = explain(held(an_agreement()), asked(purpose="oversight")).findings[-1]
    assert (last.rule, last.holds) == ("agreement", False)
    assert "There is one for: caseManagement." in last.en


@pytest.mark.parametrize("ends", [200.0, None])
def test_an_explanation_says_when_an_agreement_is_in_force(ends: float | None) -> None:
    last = explain(held(an_agreement(valid_to=ends)), asked(at=50.0)).findings[-1]
    assert (last.rule, last.holds) == ("time", False)
    assert "agr_police-notes 01/01/1970 07:01" in last.en


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ({"system": "police-other"}, "system"),
        ({"operation": "nobody/getNote"}, "operation"),
        ({"operation": "notes/unknown"}, "operation"),
    ],
)
def test_an_explanation_ends_where_there_is_nothing(question: dict[str, Any], rule: str) -> None:
    explanation = explain(held(an_agreement()), replace(asked(), **question))
    assert (explanation.findings[-1].rule, explanation.allowed, explanation.agreement) == (rule, False, None)


OPERATIONS: list[OperationEntry] = list(SERVICE.operations.values())


@given(
    groups=st.frozensets(st.sampled_from(["people", "remarks"])),
    classes=st.frozensets(st.sampled_from(["general", "specific", "secret"])),
    consent=st.booleans(),
    law=st.booleans(),
    operation=st.sampled_from(OPERATIONS),
    query=st.sampled_from(["", "owner=a", "number=1", "limit=1", "%ff=1"]),
    signed=st.booleans(),
    named=st.sampled_from([None, "cns_1"]),
    at=st.sampled_from([50.0, 100.0, 150.0, 200.0]),
)
def test_what_passes_is_covered_in_every_respect(
    groups: frozenset[str],
    classes: frozenset[str],
    consent: bool,
    law: bool,
    operation: OperationEntry,
    query: str,
    signed: bool,
    named: str | None,
    at: float,
) -> None:
    basis = {} if law else {"legal_basis": ()}
    agreement = an_agreement(field_groups=groups, data_classes=classes, consent=consent, **basis)
    question = a_question(operation.operation_id, query=query, signed=signed, consent=named, at=at)
    snapshot = held(agreement)
    explanation = explain(snapshot, asked(operation.operation_id, query=query, signed=signed, consent=named, at=at))
    if refused(snapshot, question) is not None:
        assert not explanation.allowed
        return
    assert explanation.allowed
    assert agreement.in_force(at)
    assert law or consent
    assert "secret" not in operation.classes
    assert operation.classes <= classes
    assert not operation.legal_act or signed
    assert not consent or named
    assert "people" in groups or query != "owner=a" or operation.operation_id != "listPlots"
