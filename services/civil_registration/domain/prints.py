"""Prints of an event's certificates, as its actions add up to them: what was printed, and what ended it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.civil_registration.domain.actions import Action, Author


@dataclass(frozen=True, slots=True)
class Verifier:
    """Where anybody gets the file that checks certificates; None where no address was set."""

    address: str | None = None


@dataclass(frozen=True, slots=True)
class Print:
    """One print of a certificate; `end` is the status that ended it before its time, None while nothing did."""

    content: Mapping[str, Any]  # Any: what was printed, as kept
    author: Author
    end: str | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None

    @property
    def certificate_id(self) -> str:
        """The id by which its status is asked for: `crt_…`."""
        return str(self.content["certificateId"])

    @property
    def expires_at(self) -> datetime:
        """The moment from which it does not count."""
        return datetime.fromisoformat(self.content["expiresAt"])

    @property
    def of_rows(self) -> list[str]:
        """Of which facts its rows are."""
        return [str(row["of"]) for row in self.content["rows"]]


def with_print(prints: Mapping[str, Print], action: Action) -> dict[str, Print]:
    """Return them with the one that this action has issued."""
    return {**prints, action.content["certificateId"]: Print(action.content, action.author)}


def with_ends(prints: Mapping[str, Print], action: Action) -> dict[str, Print]:
    """Return them with those ended that this action ends."""
    told = action.content
    end = {"end": told["status"], "ended_at": action.author.at, "end_reason": told.get("reason")}
    return {name: replace(each, **end) if name in told["certificateIds"] else each for name, each in prints.items()}
