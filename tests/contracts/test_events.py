"""Events know their topic and their key."""

from datetime import UTC, datetime

from contracts.events import Event


def test_topic_and_key_come_from_type_and_subject() -> None:
    event = Event(
        id="evt_1",
        type="la.gov.justice.case.opened.v1",
        source="case-registry",
        subject="cas_1",
        time=datetime(2026, 1, 1, tzinfo=UTC),
        dataschema="https://schemas.saphan.gov.la/events/case-opened/v1",
        data={"caseId": "cas_1"},
    )
    assert event.topic == "la.gov.justice.case"
    assert event.key == "cas_1"
