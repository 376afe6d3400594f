"""An event: a fact in the past tense, thin, with a key that keeps its order (CloudEvents 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.json_types import JSON


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one aggregate; `subject` is its id, `data` a document of a national schema."""

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
        """Return the topic of the aggregate: the type without its participle and version."""
        return self.type.rsplit(".", 2)[0]

    @property
    def key(self) -> str:
        """Return what keeps the order: everything about one aggregate travels one behind the other."""
        return self.subject
