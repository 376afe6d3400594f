"""Step 11, minimise: what the agreement does not cover is taken out of the answer before it is recorded and sent."""

import hashlib

import orjson

from gateway.errors import UpstreamInvalid
from gateway.exchange.exchange import Exchange


async def minimise(x: Exchange) -> None:
    """Remove optional properties of field groups outside the agreement; what is left still validates."""
    entry, agreement, service = x.answer_entry, x.agreement, x.service
    if entry is None or entry.remover is None or agreement is None or service is None:
        return
    x.removed = tuple(entry.remover.remove(x.answer_document, agreement.field_groups))
    if not x.removed:
        return
    # field groups stand on optional properties only; should a schema break that rule, nothing half-valid leaves
    if entry.schema is not None and not entry.schema.is_valid(x.answer_document):
        raise UpstreamInvalid(service=service.name, reason="minimised")
    x.answer_body = orjson.dumps(x.answer_document)
    x.answer_digest = hashlib.sha256(x.answer_body).hexdigest()
