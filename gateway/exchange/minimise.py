"""Step 11, minimise: remove from the answer what the agreement does not cover, before it is recorded and sent."""

import hashlib
from http import HTTPStatus

import orjson

from chassis.http.heads import HEAD
from gateway.exchange import conditional
from gateway.exchange.consented import answer_must_be_about_the_giver
from gateway.exchange.exchange import Exchange
from gateway.exchange.parts import Declared, Leaving, Reply
from gateway.exchange.withheld import MINIMISED, withhold


async def minimise(x: Exchange) -> None:
    """Remove optional members whose field group or data class is not agreed; what is left still validates.

    Only then is it known which bytes leave: they get their digest and their tag, and may turn out to be unchanged.
    """
    reply, body = x.reply, x.reply.body
    if reply.declared is not None:
        reply, body = _covered(x, reply, reply.declared)
    answer_must_be_about_the_giver(x, reply)
    digest = reply.digest if body is None else hashlib.sha256(body).hexdigest()
    etag, unchanged = conditional.evaluate(x, reply, digest)
    status = HTTPStatus.NOT_MODIFIED if unchanged else x.answer.status
    bodiless = x.method == HEAD or status == HTTPStatus.NOT_MODIFIED
    # RFC 9110 §15.4.5: a 304 tells no more of what the caller has already
    headers = () if status == HTTPStatus.NOT_MODIFIED else reply.headers
    x.leaving = Leaving(status, bodiless, body, digest, etag, reply.withheld, headers)


def _covered(x: Exchange, reply: Reply, declared: Declared) -> tuple[Reply, bytes | None]:
    """Return what of a document the agreement covers, and the bytes of it."""
    entry, document = declared.entry, reply.document
    removed = entry.remover is not None and entry.remover.remove(document, x.agreement.held)
    schema = entry.pinned or (entry.schema if removed else None)
    # only optional members are guarded; should a schema break that rule, nothing half-valid leaves. Under a pinned
    # version even an untouched answer is held against it: an enum may have grown where no member has
    if schema is not None and not schema.is_valid(document):
        reply = withhold(x, reply, schema, MINIMISED)
    if declared.uncovered:  # removed or not: the service's own spelling would tell that there was nothing to remove
        return reply, orjson.dumps(reply.document)
    return reply, reply.body
