"""Retry of a change on a new connection, when a kept one closed without an answer and the service has not seen it.

Services close connections that lay idle, and a request can cross that on its way: nobody has read it, and nobody says
so. A look-up that settles nothing asks; the second sending has the same Exchange-Id, which a service applies once, so
the first may still turn up, and the ledger's one exchange stays one. Streams are never sent twice: they are gone.
"""

from dataclasses import replace
from http import HTTPStatus

from contracts.problems import Effect
from gateway.exchange.exchange import Exchange
from gateway.exchange.upstream import Broken, Closed, Unreached, UpstreamAnswer, UpstreamRequest


async def call(x: Exchange, request: UpstreamRequest) -> UpstreamAnswer:
    """Return the answer to a document, sent twice at most; raise what `Upstream.call` raises."""
    gateway, service = x.gateway, x.service
    try:
        return await gateway.upstream.call(request)
    except Closed:
        if not await gateway.effects.unseen(service.name, service.base_url, x.id):
            raise
    try:
        answer = await gateway.upstream.call(replace(request, fresh=True))
    except Unreached:
        raise Broken from None  # the first sending may have been seen after all: the effect has to be looked up
    if answer.status >= HTTPStatus.BAD_REQUEST:
        # refused, perhaps because the first sending was faster: from here on the effect is what the service settles
        effect = await gateway.effects.look_up(service.name, service.base_url, x.id)
        if effect is not Effect.NONE:
            await answer.close()
            raise Broken
    return answer
