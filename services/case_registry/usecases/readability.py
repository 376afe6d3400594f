"""Ask the document exchange whether an office can read what it passes on, before any transaction begins."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chassis.client.own_system import ReadRefused, Reads
from contracts.national.documents.readability_check import NamedDocument, ReadabilityCheck
from contracts.national.documents.readability_report import ReadabilityReport
from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import Unavailable
from contracts.seats import Seat
from services.case_registry.domain.words import office_of
from services.case_registry.errors.hand_overs import DocumentsUnreadable, unreadable

PATH: Final = "/document-exchange/v1/readability-checks"
_READABLE: Final = "readable"  # of `document-readability`
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the document exchange said of the documents of a file, by id; None: nobody answered."""

    readability: dict[str, str] | None

    def must_be_readable(self, files: Sequence[DocumentReference]) -> None:
        """Raise `Unavailable` where nobody answered, `DocumentsUnreadable` for what the sender cannot pass on."""
        if self.readability is None:
            raise Unavailable
        words = [self.readability.get(document.document_id, "missing") for document in files]
        odd = [position for position, word in enumerate(words) if word != _READABLE]
        if odd:
            faults = [unreadable(position, words[position]) for position in odd]
            raise DocumentsUnreadable([files[position].document_id for position in odd], faults)


NOTHING: Final = Asked({})


@dataclass(frozen=True, slots=True)
class DocumentExchange:
    """The document exchange, as the registry's own system reaches it through the gateway."""

    gateway: Reads

    async def asked(self, seat: Seat, files: Sequence[DocumentReference]) -> Asked:
        """Return what it says of these documents for that office; a file without documents needs nobody."""
        if not files:
            return NOTHING
        named = [NamedDocument(document_id=each.document_id, sha256=each.sha256) for each in files]
        check = ReadabilityCheck(seat=office_of(seat), documents=named)
        try:
            answer = await self.gateway.ask(PATH, check.model_dump(mode="json", by_alias=True))
        except Unavailable:
            return Asked(None)
        except ReadRefused as refused:  # the operator's affair: the registry's system has no agreement for it
            _LOG.error("documents of hand-overs cannot be checked: %s", refused)
            return Asked(None)
        report = ReadabilityReport.model_validate(answer)
        return Asked({checked.document_id: checked.readability for checked in report.documents})
