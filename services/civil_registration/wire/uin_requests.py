"""Render what was asked of an identity system, and what came of it, as an event shows it."""

from typing import Any

from services.civil_registration.domain.uin_requests import Uin


def uin_request(uin: Uin) -> dict[str, Any]:  # Any: a JSON document of the schema
    """Return the latest request of an event, where it stands, and what a person has to decide."""
    conflict = uin.conflict or {}
    shown = {
        "state": uin.state,
        "question": uin.asked["question"],
        "service": uin.asked["service"],
        "askedAt": uin.asked_at,
        "reason": uin.refusal,
        "uin": conflict.get("uin", uin.number),
        "conflictingEventIds": conflict.get("conflictsWith"),
    }
    return {name: value for name, value in shown.items() if value is not None}
