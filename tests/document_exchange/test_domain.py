"""Numbers, dates, files and moves of official documents: decided without a database."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts import seats
from contracts.catalogue import Catalogue
from contracts.national.documents.draft_file import DraftFile
from contracts.national.documents.recipient import Recipient
from contracts.national.shared.seat import Seat
from contracts.official_numbers import normal_number
from contracts.problems import InvalidInput
from services.document_exchange.domain import (
    DELIVERY_MOVES,
    DOCUMENT_MOVES,
    MAIN,
    SECRECY_UNSTATED,
    URGENCY_UNSTATED,
    DeliveryStatus,
    DocumentStatus,
    Party,
    dispatched,
    must_be_due_later,
    must_be_opened,
    must_be_whole,
    must_go_to_others,
    must_have_come,
    number_of,
    opened,
)
from services.document_exchange.errors import (
    DeliveryAlreadyOpened,
    DeliveryNotOpened,
    DocumentAlreadyDispatched,
)

_FILE = Path(__file__).parent / "data" / "observed_official_documents.csv"
OBSERVED = [row["number_as_printed"] for row in csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines())]
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # noon in Vientiane
UPLOADS = [f"upl_{n:026d}" for n in range(4)]


def faults_of(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str | None, str]]:
    assert all(fault.lo and fault.en for fault in refusal.value.faults)
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def files(*roles: str) -> list[DraftFile]:
    return [DraftFile(upload_id=UPLOADS[n], role=role) for n, role in enumerate(roles)]


@pytest.mark.parametrize("printed", OBSERVED)
def test_every_number_seen_on_a_real_document_is_accepted(printed: str) -> None:
    normal = number_of(printed)
    assert " " not in normal
    assert not normal.endswith(".")
    assert normal.split("/")[0] == printed.split("/", maxsplit=1)[0].strip()  # zeros in front stay


@pytest.mark.parametrize("printed", ["330/ປທສ", "330/ປທສ.", " 330 / ປທສ. ", "໓໓໐/ປທສ", "330/ປທ\u200bສ"])
def test_spellings_of_one_number_are_one_number(printed: str) -> None:
    assert number_of(printed) == "330/ປທສ"


def test_zeros_in_front_and_sub_units_make_another_number() -> None:
    assert len({number_of(text) for text in ("369/ອຄ", "0369/ອຄ", "0369/ອຄ.ກຂອ")}) == 3


@pytest.mark.parametrize(
    "text", ["", "369", "/ອຄ", "ອຄ/369", "369/", "369/.", "36 9", "369/ອຄ/1", "369/ອຄ<b>", "٣/ອຄ?"]
)
def test_what_is_no_official_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        number_of(text)
    assert faults_of(refusal) == [("/number", "document-number")]


@given(st.text())
@example("\u0334\u0339")
def test_a_normal_number_is_its_own_normal_form(text: str) -> None:
    once = normal_number(text)
    assert normal_number(once) == once


@given(st.sampled_from(DocumentStatus), st.sampled_from(Party))
def test_no_document_is_dispatched_outside_the_table(current: DocumentStatus, mover: Party) -> None:
    if DOCUMENT_MOVES[current].get(DocumentStatus.DISPATCHED) is mover:
        assert dispatched(current, mover) is DocumentStatus.DISPATCHED
    else:
        with pytest.raises(DocumentAlreadyDispatched):
            dispatched(current, mover)


@given(st.sampled_from(DeliveryStatus), st.sampled_from(Party))
def test_no_delivery_is_opened_outside_the_table(current: DeliveryStatus, mover: Party) -> None:
    if DELIVERY_MOVES[current].get(DeliveryStatus.OPENED) is mover:
        assert opened(current, mover, None) is DeliveryStatus.OPENED
    else:
        with pytest.raises(DeliveryAlreadyOpened):
            opened(current, mover, None)


def test_a_second_opening_is_told_when_the_first_was_in_vientiane() -> None:
    with pytest.raises(DeliveryAlreadyOpened) as refusal:
        opened(DeliveryStatus.OPENED, Party.RECIPIENT, NOON)
    assert "02/03/2026 12:00" in refusal.value.detail("lo")
    assert "02/03/2026 12:00" in refusal.value.detail("en")


def test_a_recipient_reads_after_opening_any_of_its_deliveries() -> None:
    must_be_opened([DeliveryStatus.DELIVERED, DeliveryStatus.OPENED])
    with pytest.raises(DeliveryNotOpened):
        must_be_opened([DeliveryStatus.DELIVERED])


@pytest.mark.parametrize(
    ("codelist", "codes"),
    [
        ("document-status", set(DocumentStatus)),
        ("delivery-status", set(DeliveryStatus)),
    ],
)
def test_the_rules_know_every_code_of_their_national_list(codelist: str, codes: set[str]) -> None:
    assert codes == set(Catalogue.load().codelist(codelist).codes)


def test_what_is_not_stated_has_a_code_of_its_list() -> None:
    assert Catalogue.load().codelist("urgency").ever(URGENCY_UNSTATED)
    assert Catalogue.load().codelist("secrecy").ever(SECRECY_UNSTATED)
    assert Catalogue.load().codelist("file-role").ever(MAIN)


@pytest.mark.parametrize(("dated", "code"), [(date(2026, 3, 3), "future-date"), (date(2569, 3, 2), "buddhist-era")])
def test_a_document_does_not_carry_a_date_that_has_not_come(dated: date, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        must_have_come(dated, NOON)
    assert faults_of(refusal) == [("/dated", code)]


def test_the_date_of_a_document_is_a_date_in_vientiane() -> None:
    must_have_come(date(2026, 3, 2), datetime(2026, 3, 1, 17, 0, tzinfo=UTC))


def test_an_answer_is_not_due_before_it_is_asked_for() -> None:
    must_be_due_later(date(2026, 3, 2), NOON)
    must_be_due_later(None, NOON)
    with pytest.raises(InvalidInput) as refusal:
        must_be_due_later(date(2026, 3, 1), NOON)
    assert faults_of(refusal) == [("/dueOn", "past-date")]


def test_a_document_is_one_main_file_with_any_annexes() -> None:
    must_be_whole(files("main"))
    must_be_whole(files("annex", "main", "annex"))


@pytest.mark.parametrize("roles", [("annex",), ("main", "main")])
def test_a_document_without_exactly_one_main_file_is_refused(roles: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        must_be_whole(files(*roles))
    assert faults_of(refusal) == [("/files", "one-main-file")]


def test_every_fault_of_the_files_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        must_be_whole([DraftFile(upload_id=UPLOADS[0], role="annex")] * 3)
    assert faults_of(refusal) == [
        ("/files/1/uploadId", "duplicate"),
        ("/files/2/uploadId", "duplicate"),
        ("/files", "one-main-file"),
    ]


def test_a_letter_goes_to_others_and_to_each_once() -> None:
    to = [("moj", "hq"), ("moic", "hq"), ("moj", "hq"), ("moic", "01"), ("moj", "01")]
    recipients = [Recipient(to=Seat(member=member, office=office), purpose="action") for member, office in to]
    with pytest.raises(InvalidInput) as refusal:
        must_go_to_others(recipients, issuer=seats.Seat("moic", "hq"))
    assert faults_of(refusal) == [("/recipients/2/to", "duplicate"), ("/recipients/1/to", "own-recipient")]
