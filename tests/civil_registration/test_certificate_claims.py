"""Every line of a paper is signed by its symbol, or named as not signed: all sample types, whatever is stated."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.prints.symbols import TooMuchForASymbol, symbol
from contracts.codelists import CodeLists
from evidence.certificates.checks import check
from evidence.certificates.claims import Certificate, StatusReference, statements
from evidence.certificates.layers import REASONS, Outcome
from evidence.certificates.member_words import ABOUT_THE_PRINT, LABELS, spelled
from services.civil_registration.domain.actions import Act, Action
from services.civil_registration.domain.certificates import (
    NOT_STATED,
    CertificateType,
    Row,
    offered,
    printed,
    rows_of,
)
from services.civil_registration.domain.claims import MEMBERS, claims_of
from services.civil_registration.domain.facts import with_value
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.registry_searches import Page
from services.civil_registration.domain.verifications import agrees, question_of
from services.civil_registration.usecases.certificates import LARGEST
from services.civil_registration.wire.registry_searches import found
from services.civil_registration.wire.verifications import verification
from tests.architecture.house_rules import ROOT
from tests.civil_registration.builders import HERE, LISTS, NOON, TODAY, an_author, replayed
from tests.support.birth_certificates import AT, ISSUER, LIST, PLACE, a_list, a_text, trusted
from tests.support.code_lists import a_code_list

FORMS: Final = ROOT / "schemas" / "civil"
FOLDERS: Final = {
    kind: {"fetalDeath": "fetal-death", "nameChange": "name-change"}.get(kind, kind) for kind in EventKind
}
OFFICE: Final = {"lo": "ຫ້ອງການທະບຽນເມືອງຈັນທະບູລີ", "en": "District registrar of Chanthabuly"}
TITLE: Final = {"lo": "ໃບຢັ້ງຢືນ", "en": "Certificate"}
LAO: Final = "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ"
NAMES: Final = st.builds(
    lambda given_name, family: {"use": "legal", "text": f"{given_name} {family}", "script": "lao"},
    st.text(LAO, min_size=2, max_size=8),
    st.text(LAO, min_size=3, max_size=9),
)
LATIN: Final = st.builds(
    lambda word: {"use": "legal", "text": word, "script": "latin"},
    st.from_regex("[A-Z][a-z]{2,9} [A-Z][a-z]{2,9}", fullmatch=True),
)
BIRTHDAYS: Final = st.dates().map(lambda day: {"value": f"{1950 + day.year % 60}-{day:%m-%d}", "precision": "day"})


def whole(kind: EventKind) -> dict[str, Any]:
    """The facts of the published example of that kind."""
    found: dict[str, Any] = json.loads((FORMS / FOLDERS[kind] / "examples/v1/valid-whole.json").read_text("utf-8"))
    return found | ({"endsOn": "2031-05-01"} if kind is EventKind.GUARDIANSHIP else {})


def a_record(kind: EventKind, facts: Mapping[str, Any]) -> Record:
    declared = {"kind": kind.value, "facts": facts, "registrar": HERE.to_document()}
    registered = {"registrationNumber": "0101-B-2026-000123", "registeredOn": "2026-11-20"}
    author = replace(an_author(HERE.member, NOON), seat=HERE, officer="ນ. ຄຳຫຼ້າ")
    return replayed(Action(Act.DECLARE, author, declared), Action(Act.REGISTER, author, registered))


def a_type(kind: EventKind, lists: CodeLists = LISTS) -> CertificateType:
    (found,) = offered(kind, TODAY, lists).values()
    return found


def certified(record: Record, rows: list[Row]) -> Certificate:
    return claims_of(
        record,
        rows,
        issuer=ISSUER,
        certificate_id="crt_01k9xj5t3m8z2q4r6w7y0abcde",
        print_number=1,
        title=TITLE,
        office=OFFICE,
        issued_at=NOON,
        expires_at=NOON + timedelta(days=365),
        status=StatusReference(LIST, PLACE),
    )


@st.composite
def records(draw: st.DrawFn, kind: EventKind) -> Record:
    """A record of the example with other names and birthdays, some members left out, and some people in Latin, too."""
    facts = whole(kind)
    for person in (*KINDS[kind].people, *KINDS[kind].others):
        if not isinstance(facts.get(person), dict):
            continue
        facts = with_value(facts, f"/{person}/name", draw(st.none() | NAMES | LATIN))
        facts = with_value(facts, f"/{person}/otherNames", draw(st.none() | LATIN.map(lambda name: [name])))
        facts = with_value(facts, f"/{person}/birthDate", draw(st.none() | BIRTHDAYS))
    for member in ("newName", "endsOn", "judgment", "sex", "parentRole"):
        if draw(st.booleans()):
            facts = with_value(facts, f"/{member}", None)
    if draw(st.booleans()):
        facts = with_value(with_value(facts, "/place", None), "/abroad", draw(st.sampled_from(["TH", "VN", "FR"])))
    return a_record(kind, facts)


def spellings(certificate: Certificate) -> dict[str, tuple[str, str]]:
    """What a checker is shown, by the words of each member."""
    return {
        member: (spelled(member, value).lo, spelled(member, value).en)
        for member, value in statements(certificate.json())
    }


def is_said(row: Row, told: Mapping[str, tuple[str, str]]) -> bool:
    lo, en = row["value"]["lo"], row["value"]["en"]
    shown = {side for member, both in told.items() if member not in ABOUT_THE_PRINT for side in both}
    lines = told.get("event.others", ("", ""))[0].split("\n")
    is_name = row["of"].endswith("/name") and en != NOT_STATED["en"]
    signs_it = lo in shown and (not is_name or en in shown)
    return signs_it or any(line.startswith(f"{row['name']['lo']}: {lo}") for line in lines)


@pytest.mark.parametrize("kind", EventKind)
def test_each_row_of_a_paper_is_signed_or_named_as_not_signed(kind: EventKind) -> None:
    @settings(max_examples=60)
    @given(records(kind), st.data())
    def holds(record: Record, data: st.DataObject) -> None:
        known = a_type(kind)
        further = {"of": "/registrar/office", "lo": "ແຖວຂອງແຂວງ", "en": "A row of an office's own", "signed": True}
        drawn = [{**row, "signed": data.draw(st.integers(0, 4)) > 0} for row in (*known.rows, further)]
        rows = rows_of(record, replace(known, rows=drawn), OFFICE, LISTS)
        certificate = certified(record, rows)
        told = spellings(certificate)
        not_signed = told.get("event.notSigned", ("", ""))[0].split("\n")
        for row in printed(rows):
            if row.get("signed", True):
                assert is_said(row, told), row
            else:
                assert row["name"]["lo"] in not_signed
                assert row["of"] not in MEMBERS or f"event.{MEMBERS[row['of']]}" not in told
        assert told["event.title"][0] == TITLE["lo"]
        assert told["event.issuingOffice"][0] == OFFICE["lo"]

    holds()


@pytest.mark.parametrize("kind", EventKind)
def test_the_symbol_says_nothing_that_the_paper_does_not(kind: EventKind) -> None:
    @settings(max_examples=40)
    @given(records(kind))
    def holds(record: Record) -> None:
        rows = printed(rows_of(record, a_type(kind), OFFICE, LISTS))
        told = spellings(certified(record, rows))
        on_paper = {side for row in rows for side in row["value"].values()} | {TITLE["lo"], OFFICE["lo"], "1"}
        on_paper |= {NOT_STATED["lo"]}  # of whom nothing is known: Claim 169 is about somebody
        of_print = {"certificateId", "issuedAt", "expiresAt"}
        said = {m: both for m, both in told.items() if m not in {*ABOUT_THE_PRINT, *of_print}}
        assert [m for m, both in said.items() if not set(both) <= on_paper and m != "identity.gender"] == []
        assert set(said) <= set(LABELS)

    holds()


@pytest.mark.parametrize("kind", [kind for kind in EventKind if KINDS[kind].subjects])
def test_the_symbol_verification_and_spdci_say_one_name_of_whom_it_is_about(kind: EventKind) -> None:
    @settings(max_examples=60)
    @given(records(kind))
    def holds(record: Record) -> None:
        first = KINDS[kind].people[0]
        signed = certified(record, rows_of(record, a_type(kind), OFFICE, LISTS)).json()["identity"]
        name = verification("civ_01k9xj5t3m8z2q4r6w7y0abcde", first, record, by_birth_date=False).name
        (shown,) = found({}, NOON, Page(), [(first, record)])["data"]["reg_records"]
        assert signed["fullName"] == (NOT_STATED["lo"] if name is None else name.text)
        assert shown.get("name", {}).get("text") == (None if name is None else name.text)
        for text in (signed["fullName"], signed.get("secondaryFullName")):
            if name is not None and text is not None:
                assert agrees(first, record, question_of(kind, None, "1", LISTS, name=text), LISTS)

    holds()


@pytest.mark.parametrize("kind", EventKind)
def test_the_whole_example_of_each_type_fits_the_largest_symbol_and_holds(kind: EventKind) -> None:
    record = a_record(kind, whole(kind))
    rows = rows_of(record, a_type(kind), OFFICE, LISTS)
    certificate = replace(certified(record, rows), issued_at=AT, expires_at=AT + 10)
    text = a_text(certificate)
    fits = []
    for level in ("Q", "M"):
        try:
            fits.append(symbol(text, level, largest=LARGEST).level)
        except TooMuchForASymbol:
            continue
    assert fits
    verdict = check(text, trusted(), AT, [a_list()])
    assert (verdict.outcome, verdict.certificate) == (Outcome.VALID, certificate)


def test_a_paper_states_a_guardian_a_judgment_and_who_recognised_and_the_symbol_signs_them() -> None:
    signed = {}
    for kind in (EventKind.GUARDIANSHIP, EventKind.DIVORCE, EventKind.RECOGNITION, EventKind.NAME_CHANGE):
        record = a_record(kind, whole(kind))
        signed[kind] = set(spellings(certified(record, rows_of(record, a_type(kind), OFFICE, LISTS))))
    assert {"event.guardianName", "event.endsOn"} <= signed[EventKind.GUARDIANSHIP]
    assert {"event.judgmentNumber", "event.spouseBirthDate", "identity.dateOfBirth"} <= signed[EventKind.DIVORCE]
    assert {"event.recognisedBy", "event.recognisedAs"} <= signed[EventKind.RECOGNITION]
    assert {"event.formerName", "identity.fullName"} <= signed[EventKind.NAME_CHANGE]
    assert all({"event.registeredOn", "event.registeredBy"} <= members for members in signed.values())


def test_a_place_abroad_is_printed_and_signed_by_the_name_of_the_country() -> None:
    facts = with_value(with_value(whole(EventKind.DEATH), "/place", None), "/abroad", "TH")
    record = a_record(EventKind.DEATH, facts)
    rows = rows_of(record, a_type(EventKind.DEATH), OFFICE, LISTS)
    (place,) = [row for row in printed(rows) if row["of"] == "/place"]
    assert place["value"] == {"lo": "ໄທ", "en": "Thailand"}
    assert spellings(certified(record, rows))["event.place"] == ("ໄທ", "ໄທ")


def test_what_a_record_does_not_state_is_not_printed_and_still_supersedes() -> None:
    facts = {name: each for name, each in whole(EventKind.BIRTH).items() if name != "father"}
    rows = rows_of(a_record(EventKind.BIRTH, facts), a_type(EventKind.BIRTH), OFFICE, LISTS)
    assert "/father/name" not in {row["of"] for row in printed(rows)}
    assert "/father/name" in {row["of"] for row in rows}, "who becomes known supersedes the print"


def test_a_list_leaves_rows_out_of_the_symbol_and_never_whose_and_which_event_it_is() -> None:
    told = LISTS.code("certificate-types", "birthCertificate")
    assert told is not None
    unsigned = [{**row, "signed": False} for row in told.attributes["rows"]]
    code = {**told.attributes, "rows": unsigned, "code": "birthCertificate", "lo": "ໃບ", "en": "Certificate"}
    listed = a_code_list("certificate-types", code, attributes=dict(LISTS.lists["certificate-types"].attributes))
    record = a_record(EventKind.BIRTH, whole(EventKind.BIRTH))
    rows = rows_of(record, a_type(EventKind.BIRTH, CodeLists.of([listed])), OFFICE, LISTS)
    said = spellings(certified(record, rows))
    assert {"event.registrationNumber", "event.date"} <= set(said)
    assert "event.motherName" not in said
    assert "ຊື່ແມ່" in said["event.notSigned"][0].split("\n")
    assert said["identity.fullName"][0] == whole(EventKind.BIRTH)["child"]["name"]["text"]


def test_every_reason_of_a_check_is_in_its_list() -> None:
    assert set(LISTS.codes("certificate-reason")) == set(REASONS)
