"""Step 11, minimise: what the agreement does not cover is taken out of the answer before it is recorded and sent."""

import hashlib

import orjson

from gateway.exchange.exchange import Exchange
from gateway.exchange.withheld import MINIMISED, withhold


async def minimise(x: Exchange) -> None:
    """Remove optional members whose field group or data class is not agreed; what is left still validates."""
    entry, agreement = x.answer_entry, x.agreement
    if entry is None or agreement is None:
        return
    if entry.remover is not None:
        x.removed = entry.remover.remove(x.answer_document, agreement.held)
    schema = entry.pinned or (entry.schema if x.removed else None)
    # only optional members are guarded; should a schema break that rule, nothing half-valid leaves. Under a pinned
    # version even an untouched answer is held against it: an enum may have grown where no member has
    if schema is not None and not schema.is_valid(x.answer_document):
        withhold(x, schema, MINIMISED)
    if not x.removed:
        return
    x.answer_body = orjson.dumps(x.answer_document)
    x.answer_digest = hashlib.sha256(x.answer_body).hexdigest()
