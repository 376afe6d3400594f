"""Ask the document exchange whether an office can read what it names, before any transaction begins."""

import logging
from collections.abc import Mapping, Sequence
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
    """What the document exchange said of the documents that a body names, by id; None: nobody answered."""

    readability: dict[str, str] | None

    def must_be_readable(self, files: Sequence[DocumentReference]) -> None:
        """Raise `Unavailable` where nobody answered, `DocumentsUnreadable` for what the sender cannot pass on."""
        self._must_be_readable({f"/documents/{position}": document for position, document in enumerate(files)})

    def must_read(self, document: DocumentReference | None) -> None:
        """Raise as above for the document that an act names: the office has to be able to read it."""
        if document is not None:
            self._must_be_readable({"/document": document})

    def _must_be_readable(self, named: Mapping[str, DocumentReference]) -> None:
        if self.readability is None:
            raise Unavailable
        words = {where: self.readability.get(document.document_id, "missing") for where, document in named.items()}
        odd = [where for where, word in words.items() if word != _READABLE]
        if odd:
            faults = [unreadable(where, words[where]) for where in odd]
            raise DocumentsUnreadable([named[where].document_id for where in odd], faults)


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
            _LOG.error("documents cannot be checked: %s", refused)
            return Asked(None)
        report = ReadabilityReport.model_validate(answer)
        return Asked({checked.document_id: checked.readability for checked in report.documents})
