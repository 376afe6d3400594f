"""What the ledger is told about an exchange: facts and digests, never a body, a name or a query."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import orjson

from contracts.problems import Effect, Problem
from evidence.digests import request_digest, spell_digest
from evidence.message_signatures import ALGORITHM
from gateway.exchange.exchange import STREAM, Exchange
from gateway.ledger.entries import Entry, Phase
from gateway.trust.request_signatures import SignedRequest

Facts: TypeAlias = dict[str, Any]  # Any: a flat JSON object of our own making

_SUCCESS: Final = range(200, 300)


def intent(x: Exchange) -> Entry:
    """Return the entry that says: this call is about to go out. It uses up the caller's proof."""
    proof = x.identity.proof if x.identity is not None else None
    return Entry(x.id, Phase.INTENT, x.at, _json(request_facts(x)), proof)


def outcome(x: Exchange, now: datetime, *, refusal: Problem | None = None) -> Entry:
    """Return the entry that says what came of it; without an intent before it, it holds the request's facts too."""
    facts = _refusal_facts(refusal) if refusal is not None else _answer_facts(x)
    facts["durationMs"] = round((now - x.at).total_seconds() * 1000)
    if x.operation is not None and x.operation.body_kind == STREAM and x.called:
        # the intent could only name what was declared; this is what has passed
        facts["contentDigest"], facts["contentSize"] = x.body_digest, x.body_size
    if x.intended:
        return Entry(x.id, Phase.OUTCOME, now, _json(facts))
    proof = x.identity.proof if x.identity is not None else None
    return Entry(x.id, Phase.OUTCOME, now, _json(request_facts(x) | facts), proof)


def closed(exchange_id: str, now: datetime, effect: Effect, *, by: str) -> Entry:
    """Return the outcome of an exchange whose gateway died: what the service says about it, and who asked."""
    return Entry(exchange_id, Phase.OUTCOME, now.astimezone(UTC), _json({"effect": effect.value, "closedBy": by}))


def request_facts(x: Exchange) -> Facts:
    """Return who asks what of whom, why and on which basis."""
    identity, operation, service, agreement = x.identity, x.operation, x.service, x.agreement
    if identity is None or operation is None or service is None or x.snapshot is None:
        raise RuntimeError("an exchange is recorded from its authorisation on")
    facts: Facts = {
        "at": x.at.isoformat(timespec="milliseconds"),
        "member": identity.system.member,
        "system": identity.system.client_id,
        "purpose": identity.purpose,
        "provider": service.member,
        "service": service.name,
        "operation": operation.operation_id,
        "apiVersion": service.api_version,
        "directoryVersion": x.snapshot.version,
        "deadlineMs": round(operation.deadline_s * 1000),
        "requestDigest": _request_digest(x),
        "traceId": x.trace.trace_id,
    }
    if identity.officer is not None:
        facts["officer"] = x.gateway.pseudonyms.officer(identity.system.member, identity.officer)
    if identity.delegation is not None:
        facts["onBehalfOf"], facts["actors"] = identity.delegation.member, list(identity.delegation.actors)
    if agreement is not None:
        facts["agreement"] = agreement.id
        facts["legalBasis"] = [_basis(basis.law, basis.article) for basis in agreement.legal_basis]
        if agreement.schema_versions:
            facts["pinned"] = sorted(agreement.schema_versions)
    if x.consent is not None:
        facts["consent"] = x.consent
    if operation.legal_act and identity.signature is not None:
        facts["signature"] = _signature(identity.signature)
    if operation.request is not None and operation.request.id is not None:
        facts["requestSchema"] = operation.request.id
    if x.body_digest is not None:
        facts["contentDigest"], facts["contentSize"] = x.body_digest, x.body_size
    return facts


def _signature(signature: SignedRequest) -> Facts:
    """Return what shows to a court that the member's system asked for this very act; the body is in its digest."""
    return {
        "base": signature.base.decode("ascii"),
        "signature": b64encode(signature.signature).decode("ascii"),
        "keyId": signature.proof.jkt,
        "algorithm": ALGORITHM,
    }


def _request_digest(x: Exchange) -> str:
    found = x.headers
    return request_digest(
        method=x.method,
        target=x.target,
        content_type=found.get("content-type"),
        content_digest=spell_digest(bytes.fromhex(x.body_digest)) if x.body_digest is not None else None,
        idempotency_key=found.get("idempotency-key"),
        if_match=found.get("if-match"),
    ).hex()


def _answer_facts(x: Exchange) -> Facts:
    if x.answer is None or x.operation is None:
        raise RuntimeError("an answer is recorded after it has come")
    status = x.answer.status
    applied = x.operation.mutating and status in _SUCCESS
    facts: Facts = {
        "status": status,
        "effect": (Effect.APPLIED if applied else x.effect).value,
        "responseDigest": x.answer_digest,
    }
    if x.answer_body is not None:
        facts["responseSize"] = len(x.answer_body)
    if x.answer_entry is not None and x.answer_entry.schema is not None and x.answer_entry.schema.id is not None:
        facts["responseSchema"] = x.answer_entry.schema.id
    if x.removed:
        facts["removed"] = dict(x.removed)
    if "idempotent-replayed" in x.answer.headers:
        facts["replayed"] = True
    return facts


def _refusal_facts(refusal: Problem) -> Facts:
    return {"status": int(refusal.status), "code": refusal.code, "effect": refusal.effect.value}


def _basis(law: str, article: str | None) -> Facts:
    return {"law": law} if article is None else {"law": law, "article": article}


def _json(facts: Facts) -> str:
    # Canonical JSON by construction: ASCII names, texts, whole numbers. Asking `evidence.canonical` to check that again
    # took a tenth of an exchange; a test holds the two equal.
    return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()
