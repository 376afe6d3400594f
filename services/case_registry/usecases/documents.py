"""List the documents of a case, and where each of them lies."""

from chassis.unit.unit import Unit
from contracts.national.justice.case_document_page import CaseDocumentPage
from services.case_registry.domain.reads import Read
from services.case_registry.store import documents as store
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.recording import must_be_seen
from services.case_registry.wire.documents import DocumentPosition, DocumentQuery


async def list_documents(unit: Unit, asker: Asker, case_id: str, query: DocumentQuery) -> CaseDocumentPage:
    """Return one page of the documents of a case, each once; raise `NotFound` as `get_case` does."""
    await must_be_seen(unit, asker, case_id, Read.LIST_DOCUMENTS)
    after = query.after.document_id if query.after else ""
    documents = await store.page(unit, case_id, after=after, limit=query.with_one_more)
    items, following = query.page(documents, lambda each: DocumentPosition(document_id=each.document.document_id))
    return CaseDocumentPage(items=items, next=following)
