"""What the ledger is told about an exchange: facts and digests, never a body, a name or a query."""

import hashlib
from base64 import b64encode
from datetime import datetime
from typing import Any, Final, TypeAlias

import orjson

from contracts.problems import Effect, Problem
from evidence.digests import request_digest, spell_digest
from evidence.entries import Phase, spell_bytes, spell_moment
from evidence.message_signatures import ALGORITHM
from gateway.exchange.exchange import STREAM, Exchange
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.store import OpenIntent
from gateway.trust.request_signatures import SignedRequest

Facts: TypeAlias = dict[str, Any]  # Any: a flat JSON object of our own making

_SUCCESS: Final = range(200, 300)


def intent(x: Exchange) -> Entry:
    """Return the entry that says: this call is about to go out. It uses up the caller's proof."""
    x.facts = request_facts(x)
    made = _sealed(x, Phase.INTENT, x.at, x.facts, _proof(x))
    x.intent_leaf = spell_bytes(made.leaf_hash)
    return made


def outcome(x: Exchange, now: datetime, *, refusal: Problem | None = None) -> Entry:
    """Return the entry that says what came of it; it holds the request's facts too, so that it can be read alone."""
    ended = _refusal_facts(refusal) if refusal is not None else _answer_facts(x)
    ended["durationMs"] = round((now - x.at).total_seconds() * 1000)
    if x.operation is not None and x.operation.body_kind == STREAM and x.called:
        # the intent could only name what was declared; this is what has passed
        ended["contentDigest"], ended["contentSize"] = x.body_digest, x.body_size
    if x.intended:
        ended["intent"] = x.intent_leaf
        return _sealed(x, Phase.OUTCOME, now, x.facts | ended, None)
    phase = Phase.OUTCOME if refusal is None or x.called else Phase.REFUSED
    return _sealed(x, phase, now, request_facts(x) | ended, _proof(x))


def closed(found: OpenIntent, now: datetime, effect: Effect, *, by: str) -> Entry:
    """Return the outcome of an exchange whose gateway died: what the service says about it, and who asked."""
    facts = {**found.details, "at": spell_moment(now), "phase": Phase.OUTCOME.value, "effect": effect.value}
    facts |= {"closedBy": by, "intent": spell_bytes(found.leaf_hash)}
    return sealed(found.exchange, Phase.OUTCOME, now, _json(facts))


def _sealed(x: Exchange, phase: Phase, at: datetime, facts: Facts, proof: bytes | None) -> Entry:
    signature = None
    if (
        x.operation is not None
        and x.operation.legal_act
        and x.identity is not None
        and x.identity.signature is not None
    ):
        kept, facts["signature"] = _signature(x.identity.signature)
        signature = kept if not x.intended else None  # it lies beside the intent already
    facts |= {"exchange": x.id, "phase": phase.value, "at": spell_moment(at)}
    return sealed(x.id, phase, at, _json(facts), proof=proof, signature=signature)


def _proof(x: Exchange) -> bytes | None:
    return x.identity.proof if x.identity is not None else None


def request_facts(x: Exchange) -> Facts:
    """Return who asks what of whom, why and on which basis."""
    identity, operation, service, agreement = x.identity, x.operation, x.service, x.agreement
    if identity is None or operation is None or service is None or x.snapshot is None:
        raise RuntimeError("an exchange is recorded from its authorisation on")
    facts: Facts = {
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
    if operation.request is not None and operation.request.id is not None:
        facts["requestSchema"] = operation.request.id
    if x.body_digest is not None:
        facts["contentDigest"], facts["contentSize"] = x.body_digest, x.body_size
    return facts


def _signature(signature: SignedRequest) -> tuple[str, Facts]:
    """Return what shows to a court that the member's system asked for this very act, and what ties it to the entry.

    The body is in the signed digest. The first part is too bulky for a receipt: its digest stands in the second.
    """
    kept = _json({"base": signature.base.decode("ascii"), "signature": b64encode(signature.signature).decode("ascii")})
    digest = hashlib.sha256(kept.encode()).hexdigest()
    return kept, {"keyId": signature.proof.jkt, "algorithm": ALGORITHM, "digest": digest}


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
