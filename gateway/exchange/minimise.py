"""Step 11, minimise: what the agreement does not cover is taken out of the answer before it is recorded and sent."""

import hashlib

import orjson

from gateway.exchange import conditional
from gateway.exchange.consented import what_leaves_must_be_about_the_giver
from gateway.exchange.exchange import Exchange
from gateway.exchange.withheld import MINIMISED, withhold


async def minimise(x: Exchange) -> None:
    """Remove optional members whose field group or data class is not agreed; what is left still validates.

    Only then is it known which bytes leave: they get their digest and their tag, and may turn out to be unchanged.
    """
    _take_out(x)
    what_leaves_must_be_about_the_giver(x)
    if x.answer_body is not None:
        x.answer_digest = hashlib.sha256(x.answer_body).hexdigest()
    conditional.conclude(x)


def _take_out(x: Exchange) -> None:
    entry, agreement = x.answer_entry, x.agreement
    if entry is None or agreement is None:
        return
    removed = entry.remover is not None and entry.remover.remove(x.answer_document, agreement.held)
    schema = entry.pinned or (entry.schema if removed else None)
    # only optional members are guarded; should a schema break that rule, nothing half-valid leaves. Under a pinned
    # version even an untouched answer is held against it: an enum may have grown where no member has
    if schema is not None and not schema.is_valid(x.answer_document):
        withhold(x, schema, MINIMISED)
    if x.uncovered:  # removed or not: the service's own spelling would tell that there was nothing to remove
        x.answer_body = orjson.dumps(x.answer_document)
