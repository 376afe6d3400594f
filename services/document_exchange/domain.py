"""Rules of documents, their files and deliveries, and the quota of uploads. No I/O."""

import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from contracts.calendar import VIENTIANE
from contracts.codelists import Code, CodeLists
from contracts.listed_codes import CodeFaults, ListedCode
from contracts.national.documents.draft_file import DraftFile
from contracts.national.documents.recipient import Recipient
from contracts.nearest import MOST
from contracts.official_numbers import normal_number
from contracts.problems import InvalidInput, UnsupportedMediaType
from contracts.seats import Seat
from services.document_exchange.errors import (
    BUDDHIST_ERA,
    DATED_TOMORROW,
    DUE_YESTERDAY,
    NUMBER_ODD,
    ONE_MAIN_FILE,
    DeliveryAlreadyOpened,
    DeliveryNotOpened,
    DocumentAlreadyDispatched,
    FileLooksOtherwise,
    TooManyUploads,
    named_twice,
    own_recipient,
)

MAIN: Final = "main"
URGENCY_UNSTATED: Final = "normal"
SECRECY_UNSTATED: Final = "open"

# A file that nobody needs is removed so much later: by then its upload is gone from every backup that is being made.
DISCARDED_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quota:
    """The quota of a member for uploads that no document names: how many, how much in all (MiB), how long (hours)."""

    uploads: int
    mib: int
    kept_h: int


class DocumentStatus(StrEnum):
    """The status of a document: draft, or dispatched by its issuer."""

    DRAFT = "draft"
    DISPATCHED = "dispatched"


class DeliveryStatus(StrEnum):
    """The status of a delivery: in the recipient's inbox, or opened."""

    DELIVERED = "delivered"
    OPENED = "opened"


class Readability(StrEnum):
    """How a document that somebody named stands to an office."""

    READABLE = "readable"
    MISSING = "missing"  # or not for its eyes: from outside both look the same
    UNOPENED = "unopened"
    OTHER_DIGEST = "otherDigest"


@dataclass(frozen=True, slots=True)
class Letter:
    """A document as far as reading it needs: its issuer, the digests of its files, where its deliveries stand."""

    issuer: Seat
    digests: frozenset[str]
    deliveries: Sequence[tuple[Seat, DeliveryStatus]]


class Party(StrEnum):
    """Which side of a document an office is on."""

    ISSUER = "issuer"
    RECIPIENT = "recipient"


# What has been dispatched stays as it is: a correction is a new document.
DOCUMENT_MOVES: Final[Mapping[DocumentStatus, Mapping[DocumentStatus, Party]]] = {
    DocumentStatus.DRAFT: {DocumentStatus.DISPATCHED: Party.ISSUER},
    DocumentStatus.DISPATCHED: {},
}
# Nobody but the recipient opens, and nothing closes again: the moment of opening is what the issuer may rely on.
DELIVERY_MOVES: Final[Mapping[DeliveryStatus, Mapping[DeliveryStatus, Party]]] = {
    DeliveryStatus.DELIVERED: {DeliveryStatus.OPENED: Party.RECIPIENT},
    DeliveryStatus.OPENED: {},
}

# The national list of what offices send each other. Nothing in it acts when it is looked at, such as HTML or a script.
FILE_TYPES: Final = "file-type"
_TYPE: Final = ListedCode(FILE_TYPES, "", None)
_UNKNOWN_ENDING: Final = ("bin",)
_NOT_IN_A_NAME: Final = re.compile(r'[/\\:*?"<>|]')  # of files, on the systems that offices have
_NUMBER: Final = re.compile(r"[0-9]+/[A-Z\u0e81-\u0edf][0-9A-Z\u0e81-\u0edf.-]*")


def must_be_taken(media_type: str, lists: CodeLists, day: date) -> None:
    """Raise `UnsupportedMediaType`, with the types that are right, for one that the list has not on that day."""
    if lists.is_valid_on(FILE_TYPES, media_type, day):
        return
    refusal = UnsupportedMediaType(accepted=", ".join(each.code for each in _types(lists) if each.is_valid_on(day)))
    fault = CodeFaults(lists).fault(_TYPE, "", media_type, day)
    refusal.faults = (replace(fault, pointer=None, location="header", name="Content-Type"),)
    raise refusal


def bytes_that_tell(lists: CodeLists) -> int:
    """Return how many bytes of a file tell what it is: to the end of the farthest magic bytes."""
    return max((at + len(magic) for known in _types(lists) for at, magic in _magic_of(known)), default=0)


def must_look_alike(first: bytes, media_type: str, lists: CodeLists) -> None:
    """Raise `FileLooksOtherwise`, with what they look like, for first bytes that are not those of the media type.

    A type without magic bytes, such as plain text, may begin with anything.
    """
    known = lists.code(FILE_TYPES, media_type)
    if known is None or not (magic := _magic_of(known)) or _matched(magic, first):
        return
    alike = [(_matched(_magic_of(each), first), each) for each in _types(lists)]
    best = max(length for length, _ in alike)
    raise FileLooksOtherwise(known, [each for length, each in alike if length and length == best][:MOST])


def file_name(title: str, media_type: str, lists: CodeLists) -> str:
    """Return the name under which a file is saved: its title, in one folder, with an ending of its media type.

    What the bytes were announced as decides how they are opened, whatever the title ends with. A type that has ended
    still has its endings.
    """
    name = _NOT_IN_A_NAME.sub("-", title).strip(" .")
    endings = lists.attribute(FILE_TYPES, media_type, "endings") or _UNKNOWN_ENDING
    return name if name.lower().endswith(tuple(f".{ending}" for ending in endings)) else f"{name}.{endings[0]}"


def _types(lists: CodeLists) -> Collection[Code]:
    return lists.lists[FILE_TYPES].codes.values()


def _magic_of(known: Code) -> list[tuple[int, bytes]]:
    """Return the magic bytes of a type, any of which is enough, each with the offset at which it stands."""
    written = (text.partition(":") for text in known.attributes.get("magic", ()))
    return [(int(at), bytes.fromhex(digits)) for at, _, digits in written]


def _matched(magic: Sequence[tuple[int, bytes]], first: bytes) -> int:
    """Return how many bytes of the longest of them a file begins with; 0: none of them matches."""
    return max((len(each) for at, each in magic if first[at:].startswith(each)), default=0)


def dispatched(current: DocumentStatus, mover: Party) -> DocumentStatus:
    """Return the status of a document after its dispatch, or raise `DocumentAlreadyDispatched`."""
    if DOCUMENT_MOVES[current].get(DocumentStatus.DISPATCHED) is not mover:
        raise DocumentAlreadyDispatched
    return DocumentStatus.DISPATCHED


def opened(current: DeliveryStatus, mover: Party, opened_at: datetime | None) -> DeliveryStatus:
    """Return the status of a delivery after its opening, or raise `DeliveryAlreadyOpened` with the first time."""
    if DELIVERY_MOVES[current].get(DeliveryStatus.OPENED) is not mover:
        raise DeliveryAlreadyOpened(opened_at=opened_at)
    return DeliveryStatus.OPENED


def must_be_within_quota(uploads: int, size: int, quota: Quota) -> None:
    """Raise `TooManyUploads` for more uploads, or more bytes in all (`size`), than a member's quota."""
    if uploads > quota.uploads or size > quota.mib * 1024 * 1024:
        raise TooManyUploads(uploads=quota.uploads, mib=quota.mib, hours=quota.kept_h)


def must_be_opened(deliveries: Collection[DeliveryStatus]) -> None:
    """Raise `DeliveryNotOpened` for a recipient who has opened none of its deliveries of the document."""
    if DeliveryStatus.OPENED not in deliveries:
        raise DeliveryNotOpened


def readability(letter: Letter | None, digest: str, readers: Collection[Seat]) -> Readability:
    """Return how a document with a file of that digest stands to an office: its seat, and those it took over.

    As the table of rights has it for `readFile`: the issuer reads at any time, a recipient after the opening.
    """
    if letter is None:
        return Readability.MISSING
    own = [status for seat, status in letter.deliveries if seat in readers]
    if letter.issuer not in readers and not own:
        return Readability.MISSING
    if digest not in letter.digests:
        return Readability.OTHER_DIGEST
    if letter.issuer not in readers and DeliveryStatus.OPENED not in own:
        return Readability.UNOPENED
    return Readability.READABLE


def number_of(printed: str) -> str:
    """Return the normal form of a printed document number, or raise `InvalidInput`."""
    normal = normal_number(printed)
    if _NUMBER.fullmatch(normal) is None:
        raise InvalidInput(faults=[NUMBER_ODD])
    return normal


def must_have_come(dated: date, now: datetime) -> None:
    """Raise `InvalidInput` for a document of a day that has not begun in Vientiane."""
    today = now.astimezone(VIENTIANE).date()
    if dated > today:
        raise InvalidInput(faults=[BUDDHIST_ERA if dated.year > today.year + 1 else DATED_TOMORROW])


def must_be_due_later(due_on: date | None, now: datetime) -> None:
    """Raise `InvalidInput` for a due date of the answer that is over."""
    if due_on is not None and due_on < now.astimezone(VIENTIANE).date():
        raise InvalidInput(faults=[DUE_YESTERDAY])


def must_be_whole(files: Sequence[DraftFile]) -> None:
    """Raise `InvalidInput` unless exactly one file is the main file and no upload is named twice."""
    faults = [named_twice(f"/files/{position}/uploadId") for position in _repeated(file.upload_id for file in files)]
    if sum(file.role == MAIN for file in files) != 1:
        faults.append(ONE_MAIN_FILE)
    if faults:
        raise InvalidInput(faults=faults)


def must_go_to_others(recipients: Sequence[Recipient], issuer: Seat) -> None:
    """Raise `InvalidInput` for an office named twice, and for the issuing one among the recipients."""
    seats = [Seat(recipient.to.member, recipient.to.office) for recipient in recipients]
    faults = [named_twice(f"/recipients/{position}/to") for position in _repeated(seats)]
    faults += [own_recipient(position) for position, seat in enumerate(seats) if seat == issuer]
    if faults:
        raise InvalidInput(faults=faults)


def _repeated(names: Iterable[Hashable]) -> list[int]:
    """Return the positions of names that occur earlier in the list, too."""
    first: dict[Hashable, int] = {}
    return [position for position, name in enumerate(names) if first.setdefault(name, position) != position]
