"""Domain events: a fact in the past tense, thin, with an ordering key (CloudEvents 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.json_types import JSON


@dataclass(frozen=True, slots=True)
class Event:
    """A fact about one aggregate; `subject` is the aggregate's id, `data` a document of a national schema."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    dataschema: str
    data: Mapping[str, JSON]
    traceparent: str | None = None

    @property
    def topic(self) -> str:
        """Return the topic of the aggregate: `type` without its participle and version."""
        return self.type.rsplit(".", 2)[0]

    @property
    def key(self) -> str:
        """Return the ordering key: events of one aggregate stay in order."""
        return self.subject
