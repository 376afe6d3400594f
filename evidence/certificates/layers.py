"""Layers of a certificate's text, outcomes of its check, and what stops one: each layer can fail for itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from evidence.certificates.sentences import SENTENCES
from evidence.findings import Both, filled


class Layer(StrEnum):
    """What stands between a text and what it says, in the order in which it is taken off."""

    SIZE = "size"
    PREFIX = "prefix"
    BASE45 = "base45"
    ZLIB = "zlib"
    CBOR = "cbor"
    COSE = "cose"
    KEY = "key"
    SIGNATURE = "signature"
    CLAIMS = "claims"
    TIME = "time"
    STATUS = "status"


class Outcome(StrEnum):
    """What a check says of a certificate."""

    VALID = "valid"
    SUPERSEDED = "superseded"  # a later print says what is right
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "notYetValid"
    UNKNOWN_KEY = "unknownKey"
    KEY_EXPIRED = "keyExpired"  # of whoever signed: not the certificate's own expiry
    ALTERED = "altered"
    STATUS_UNKNOWN = "statusUnknown"  # genuine, but whether it still counts is not known
    UNREADABLE = "unreadable"  # no certificate, or a damaged one


class Stopped(ValueError):  # noqa: N818 - it says where a text came to its end, which is no fault of ours
    """A text does not get through a layer: `reason` is the code of a row of `REASONS`."""

    def __init__(self, reason: str, **particulars: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.particulars = particulars


class NotStated(ValueError):  # noqa: N818 - errors are sentences here
    """A certificate cannot be written, since one of its members is not as its table has it."""


class Row(NamedTuple):
    """Where a reason stands, and what comes of it."""

    layer: Layer
    outcome: Outcome


def _rows(layer: Layer, outcome: Outcome, *reasons: str) -> dict[str, Row]:
    return dict.fromkeys(reasons, Row(layer, outcome))


REASONS: Final = MappingProxyType(
    _rows(Layer.SIZE, Outcome.UNREADABLE, "text-too-long", "inflates-too-far")
    | _rows(Layer.PREFIX, Outcome.UNREADABLE, "prefix-missing", "prefix-other")
    | _rows(Layer.BASE45, Outcome.UNREADABLE, "nothing", "lower-case", "line-inside", "letter-other", "not-base45")
    | _rows(Layer.ZLIB, Outcome.UNREADABLE, "not-zlib", "zlib-damaged", "zlib-followed")
    | _rows(Layer.CBOR, Outcome.UNREADABLE, "not-cbor", "cbor-followed", "indefinite", "too-deep", "too-many", "tagged")
    | _rows(Layer.CBOR, Outcome.UNREADABLE, "key-twice", "key-other")
    | _rows(Layer.COSE, Outcome.UNREADABLE, "encrypted", "not-signed-once", "header-other", "outside-protected")
    | _rows(Layer.COSE, Outcome.UNREADABLE, "kid-outside", "alg-outside", "kid-missing", "alg-missing", "typ-other")
    | _rows(Layer.KEY, Outcome.UNKNOWN_KEY, "key-unknown", "key-of-another", "alg-of-another", "key-not-begun")
    | _rows(Layer.KEY, Outcome.KEY_EXPIRED, "key-ended")
    | _rows(Layer.SIGNATURE, Outcome.ALTERED, "signature-wrong", "unsigned")
    | _rows(Layer.CLAIMS, Outcome.UNREADABLE, "claim-missing", "claim-other")
    | _rows(Layer.TIME, Outcome.NOT_YET_VALID, "not-yet")
    | _rows(Layer.TIME, Outcome.EXPIRED, "over")
    | _rows(Layer.STATUS, Outcome.STATUS_UNKNOWN, "list-missing", "list-old", "list-of-another", "index-outside")
    | _rows(Layer.STATUS, Outcome.STATUS_UNKNOWN, "status-other")
    | _rows(Layer.STATUS, Outcome.REVOKED, "revoked")
    | _rows(Layer.STATUS, Outcome.SUPERSEDED, "superseded")
)


CLOCK: Final = timezone(timedelta(hours=7))  # of the offices, by which papers have their days: no daylight saving
_BOTH: Final[tuple[Literal["lo"], Literal["en"]]] = ("lo", "en")


@dataclass(frozen=True, slots=True)
class Failure:
    """The layer at which a text stopped, with the code of the reason and its particulars."""

    reason: str
    particulars: dict[str, object] = field(default_factory=dict)

    @property
    def layer(self) -> Layer:
        """Where the text stopped."""
        return REASONS[self.reason].layer

    @property
    def outcome(self) -> Outcome:
        """What it means for the certificate."""
        return REASONS[self.reason].outcome

    @property
    def words(self) -> Both:
        """The sentence that says what is the matter and what to do, in both languages."""
        shown = {name: _spelled(name, value) for name, value in self.particulars.items()}
        lo, en = (filled(getattr(SENTENCES[self.reason], language), shown, language) for language in _BOTH)
        return Both(lo, en)


def day_of(at: object) -> str:
    """Return the day of an epoch second, 30/11/2026 as papers have it; one beyond the calendar as it is."""
    try:
        return _day(datetime.fromtimestamp(int(str(at)), CLOCK))
    except (OSError, OverflowError, ValueError):
        return str(at)


def moment_of(at: int) -> str:
    """Return an epoch second of our days as 30/11/2026 09:00, by the clock of the offices."""
    moment = datetime.fromtimestamp(at, CLOCK)
    return f"{_day(moment)} {moment:%H:%M}"


def _day(moment: datetime) -> str:
    return f"{moment.day:02}/{moment.month:02}/{moment.year:04}"


def last_day_of(at: object) -> str:
    """Return the last day before an epoch second at which something ends, spelled as `day_of` does."""
    return day_of(int(str(at)) - 1)


_SPELLED: Final = MappingProxyType({"begins": day_of, "until": last_day_of, "stated": day_of})  # of epoch seconds


def _spelled(name: str, value: object) -> object:
    return _SPELLED[name](value) if name in _SPELLED else value
