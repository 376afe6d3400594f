"""The end of a refused exchange: look up the effect, record the outcome, send the problem."""

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, TypeAlias

from chassis.http import problems
from chassis.http.heads import HEAD
from chassis.http.languages import stated_in
from chassis.http.problems import Rendered
from contracts.problems import Effect, Problem, Unavailable
from gateway.errors.passage import NotAuthenticated, UpstreamBusy, UpstreamUnavailable
from gateway.exchange import record
from gateway.exchange.addresses import location_of
from gateway.exchange.answer import own_headers, signature_headers
from gateway.exchange.exchange import Exchange
from gateway.exchange.named_in_lao import name_in_lao
from gateway.exchange.noted import note_refused
from gateway.ledger.entries import Entry, NotRecorded, ProofReplayed
from gateway.trust.server_metadata import resource_metadata_url

_LET_RUN_OUT: Final = 1024 * 1024  # bytes
# Too many to be entries of their own; they are counted per system and ten seconds.
_COUNTED: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})

_OF_THE_SERVICE: Final = (UpstreamBusy, UpstreamUnavailable)  # it was called: that is an exchange
_Recorded: TypeAlias = tuple[Problem, Rendered, Entry | None]  # how it is refused, and what the receipt opens


async def refuse(x: Exchange, refusal: Problem) -> None:
    """Record and send the refusal; once the answer has begun, there is nothing left but to break off."""
    refusal, rendered, entry = await _recorded(x, refusal)
    note_refused(x, refusal)
    x.refused = refusal.code
    if x.answered:
        return
    x.answered = rendered.status
    headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in rendered.headers.items()]
    headers.append((b"content-length", str(len(rendered.body)).encode("ascii")))
    headers += own_headers(x, entry)
    headers += signature_headers(x, rendered.status, hashlib.sha256(rendered.body).hexdigest())
    if not _has_come_whole(x) and _much_is_still_to_come(x.headers):
        headers.append((b"connection", b"close"))
    await x.send({"type": "http.response.start", "status": rendered.status, "headers": headers})
    await x.send({"type": "http.response.body", "body": _body_sent(x, rendered)})


def _has_come_whole(x: Exchange) -> bool:
    return x.knows("body") and x.body.content is not None


def _much_is_still_to_come(headers: Mapping[str, str]) -> bool:
    """Tell whether a body nobody wants is better cut off; a short one is let run out, so that the answer arrives."""
    return "transfer-encoding" in headers or int(headers.get("content-length", "0")) > _LET_RUN_OUT


async def _recorded(x: Exchange, refusal: Problem) -> _Recorded:
    """Return the refusal with its true effect, recorded; or the one that takes its place when it cannot be."""
    if x.knows("outcome"):  # it is about an answer that does not leave now: no receipt opens that
        return _counted(x, refusal)
    if isinstance(refusal, NotAuthenticated) or not (x.knows("service") and x.knows("identity")):
        return _counted(x, refusal)  # a 401 is in the security log; what was meant for no service is no exchange
    if x.called and x.operation.mutating:
        refusal.effect = await x.gateway.effects.look_up(x.service.name, x.service.base_url, x.id)
        _add_location(x, refusal)
    if refusal.status in _COUNTED and not x.knows("intent") and not isinstance(refusal, _OF_THE_SERVICE):
        return _counted(x, refusal)
    rendered = _rendered(x, refusal)
    entry = record.outcome(x, x.gateway.clock.now(), refused=(refusal, _body_sent(x, rendered)))
    try:
        await record.write_outcome(x, entry)
    except ProofReplayed:
        return _counted(x, NotAuthenticated(reason="proof-replayed"))
    except NotRecorded:
        if x.knows("intent"):
            x.gateway.ledger.write_later(entry)
        return _counted(x, _unrecorded(refusal))
    return refusal, rendered, x.outcome


def _body_sent(x: Exchange, rendered: Rendered) -> bytes:
    return b"" if x.method == HEAD else rendered.body


def _add_location(x: Exchange, refusal: Problem) -> None:
    """Name what was made although its answer cannot be shown: whoever asked for it can read it there."""
    if refusal.effect is Effect.APPLIED and (place := location_of(x)) is not None:
        refusal.headers["Location"] = place


def _rendered(x: Exchange, refusal: Problem) -> Rendered:
    if isinstance(refusal, NotAuthenticated):  # RFC 9728 §5.1: who knows nothing of us learns where tokens come from
        place = resource_metadata_url(x.gateway.proofs.public_url, x.target.partition("?")[0])
        refusal.headers["WWW-Authenticate"] += f', resource_metadata="{place}"'
    if x.knows("identity"):
        name_in_lao(refusal, x.gateway.directory.snapshot, x.identity.system.member)  # resolved or not
    return problems.render(refusal, accept_language=stated_in(x.scope["headers"]), here=x.trace)


def _unrecorded(refusal: Problem) -> Problem:
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE or refusal.effect is not Effect.NONE:
        return refusal
    return Unavailable(retry_after_s=2)


def _counted(x: Exchange, refusal: Problem) -> _Recorded:
    """Count what is no entry of its own."""
    if refusal.status in _COUNTED and x.knows("identity") and not x.knows("intent"):
        x.gateway.tally.add(x.identity.system.client_id, int(refusal.status), x.at.timestamp())
    return refusal, _rendered(x, refusal), None
