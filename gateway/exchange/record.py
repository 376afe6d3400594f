"""Ledger entries of an exchange: facts and digests, never a body, a name or a query."""

import hashlib
import time
from base64 import b64encode
from contextlib import suppress
from datetime import datetime

import orjson

from chassis.postgres.database import AWAY
from contracts.compiled import CompiledSchema
from contracts.problems import Effect, Problem
from evidence.base64url import b64url
from evidence.digests import OF_NOTHING, request_digest, spell_digest
from evidence.entries import Phase, spell_moment
from evidence.message_signatures import ALGORITHM
from gateway.exchange.exchange import STREAM, Exchange
from gateway.exchange.parts import Identity, Intent
from gateway.exchange.receipt_size import ENOUGH, Facts, fitted, uncovered
from gateway.exchange.upstream import SUCCESS, UpstreamAnswer
from gateway.ledger import store
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.epochs import Subjects, nobody
from gateway.ledger.store import OpenIntent
from gateway.trust.request_signatures import SignedRequest


def intent(x: Exchange) -> tuple[Entry, Intent]:
    """Return the ledger entry of the intent, which uses up the caller's proof, and the part of the exchange."""
    facts, subjects = request_facts(x), _subjects(x)
    made = _sealed(x, Phase.INTENT, x.at, facts, x.identity.proof, subjects)
    return made, Intent(facts, b64url(made.leaf_hash), subjects)


def outcome(x: Exchange, now: datetime, *, refused: tuple[Problem, bytes] | None = None) -> Entry:
    """Return the ledger entry of the outcome; it repeats the request's facts, so that it can be read alone.

    `refused` is the refusal, and the body that the caller gets.
    """
    ended = _answer_facts(x) if refused is None else _refusal_facts(*refused)
    ended["durationMs"] = round((time.monotonic() - x.began) * 1000)
    if x.called and x.operation.body_kind == STREAM:
        # the intent could only name what was declared; this is what has passed
        ended["contentDigest"], ended["contentSize"] = x.body.digest, x.body.size
    subjects = _subjects(x)
    if x.knows("intent"):
        ended["intent"] = x.intent.leaf
        return _sealed(x, Phase.OUTCOME, now, _joined(x.intent.facts, ended), None, subjects)
    phase = Phase.OUTCOME if refused is None or x.called else Phase.REFUSED
    return _sealed(x, phase, now, _joined(request_facts(x), ended), x.identity.proof, subjects)


async def write_outcome(x: Exchange, entry: Entry) -> None:
    """Record the outcome and set it for the receipt; raise as `Writer.record` does.

    Where another gateway has closed the exchange before, its entry is the one that counts and the receipt opens.
    """
    kept = await x.gateway.ledger.record(entry)
    x.outcome = entry if kept else await _first_end(x)


async def _first_end(x: Exchange) -> Entry | None:
    with suppress(*AWAY):  # then the answer leaves without: what it says is on record all the same
        return await store.end(x.gateway.records, x.id)
    return None


def closed(open_intent: OpenIntent, now: datetime, effect: Effect, *, by: str) -> Entry:
    """Return the outcome entry of an exchange whose gateway died: the effect that the service states, and who asked."""
    facts = {**open_intent.details, "at": spell_moment(now), "phase": Phase.OUTCOME.value, "effect": effect.value}
    facts |= {"closedBy": by, "intent": b64url(open_intent.leaf_hash)}
    return sealed(open_intent.exchange, Phase.OUTCOME, now, _details(facts))


def _sealed(
    x: Exchange, phase: Phase, at: datetime, facts: Facts, proof: bytes | None, named: Subjects | None
) -> Entry:
    signature = None
    operation = x.latest_operation()
    if operation is not None and operation.legal_act:
        if phase is not Phase.REFUSED:
            facts["legalAct"] = True  # committed to: whoever reads the entry knows that a signature has to be there
        if x.identity.signature is not None:
            kept, facts["signature"] = _signature(x.identity.signature)
            signature = kept if not x.knows("intent") else None  # it lies beside the intent already
    facts |= {"exchange": x.id, "phase": phase.value, "at": spell_moment(at)}
    if named is None:
        return sealed(x.id, phase, at, _details(facts), proof=proof, signature=signature)
    facts["subjects"] = named.blinded if _may_hide_people(x) else named.facts
    pseudonyms, epoch = named.pseudonyms, named.epoch
    return sealed(x.id, phase, at, _details(facts), proof=proof, signature=signature, subjects=pseudonyms, epoch=epoch)


def _details(facts: Facts) -> str:
    """Return what the entry commits to, no longer than its receipt can hold."""
    spelt = _json(facts)
    return (spelt if len(spelt) <= ENOUGH else _json(fitted(facts))).decode()


def _subjects(x: Exchange) -> Subjects | None:
    """Return whom it is about; nothing is made anew unless the answer has named more people than the request did."""
    named = x.named | {nobody(x.id)} if _may_hide_people(x) else x.named
    before = x.intent.subjects if x.knows("intent") else None
    if not named or not x.knows("epoch") or (before is not None and len(before.pseudonyms) == len(named)):
        return before
    return x.epoch.subjects(named, before)


def _may_hide_people(x: Exchange) -> bool:
    return x.knows("declared") and x.declared.may_hide_people


def _joined(request: Facts, ended: Facts) -> Facts:
    lists = request.get("codeLists", {}) | ended.get("codeLists", {})
    return request | ended | ({"codeLists": lists} if lists else {})


def request_facts(x: Exchange) -> Facts:
    """Return the facts of the request: who asks what of whom, for which purpose and on which legal basis."""
    identity, service, operation = x.identity, x.service, x.latest_operation()
    facts: Facts = {
        "member": identity.system.member,
        "system": identity.system.client_id,
        "purpose": identity.purpose,
        "provider": service.member,
        "service": service.name,
        "apiVersion": service.api_version,
        "directoryVersion": x.snapshot.version,
        "requestDigest": _request_digest(x),
        "traceId": x.trace.trace_id,
    }
    if operation is not None:
        facts["operation"], facts["deadlineMs"] = operation.operation_id, round(operation.deadline_s * 1000)
        if operation.request is not None:
            _state(facts, "requestSchema", operation.request, x)
    if identity.officer is not None:
        facts["officer"] = x.gateway.pseudonyms.officer(identity.system.member, identity.officer)
    facts |= _seat_facts(identity)
    if x.knows("agreement"):
        agreement = x.agreement
        facts["agreement"] = agreement.id
        facts["legalBasis"] = [_basis(basis.law, basis.article) for basis in agreement.legal_basis]
        if agreement.schema_versions:
            facts["pinned"] = sorted(agreement.schema_versions)
    if x.knows("consent") and x.consent is not None:
        facts["consent"] = x.consent.reference
    if x.knows("body") and x.body.digest is not None:
        facts["contentDigest"], facts["contentSize"] = x.body.digest, x.body.size
    return facts


def _seat_facts(identity: Identity) -> Facts:
    """Return the office from which it is done, and for whom by whom when that is another member's."""
    office, delegation = identity.acted_from, identity.delegation
    facts: Facts = {} if office is None else {"office": office}
    if delegation is not None:
        facts["onBehalfOf"], facts["actors"] = delegation.member, list(delegation.actors)
        if any(delegation.offices):
            facts["actorOffices"] = [own or "" for own in delegation.offices]
    return facts


def _signature(signature: SignedRequest) -> tuple[str, Facts]:
    """Return what shows to a court that the member's system asked for this very act, and what ties it to the entry.

    The body is in the signed digest. The first part is too bulky for a receipt: its digest stands in the second.
    """
    kept = _json({"base": signature.base.decode("ascii"), "signature": b64encode(signature.signature).decode("ascii")})
    digest = hashlib.sha256(kept).hexdigest()
    return kept.decode(), {"keyId": signature.proof.jkt, "algorithm": ALGORITHM, "digest": digest}


def _request_digest(x: Exchange) -> str:
    headers, digest = x.headers, x.body.digest if x.knows("body") else None
    return request_digest(
        method=x.method,
        target=x.target,
        content_type=headers.get("content-type"),
        content_digest=spell_digest(bytes.fromhex(digest)) if digest is not None else None,
        idempotency_key=headers.get("idempotency-key"),
        if_match=headers.get("if-match"),
    ).hex()


def _answer_facts(x: Exchange) -> Facts:
    leaving, reply = x.leaving, x.reply
    applied = x.operation.mutating and leaving.status in SUCCESS
    facts: Facts = {
        "status": leaving.status,
        "effect": (Effect.APPLIED if applied else reply.effect).value,
        "responseDigest": OF_NOTHING if leaving.bodiless else leaving.digest,
    }
    if (size := 0 if leaving.bodiless else _size(leaving.body, x.answer)) is not None:
        facts["responseSize"] = size
    if leaving.bodiless and leaving.digest != OF_NOTHING:
        facts["representationDigest"] = leaving.digest  # what was looked at, though only a head leaves
    if (declared := reply.declared) is not None:
        if (schema := declared.entry.pinned or declared.entry.schema) is not None:
            _state(facts, "responseSchema", schema, x)
        facts |= uncovered(declared.uncovered)
    if leaving.withheld:
        facts["withheld"] = leaving.withheld
    if "idempotent-replayed" in x.answer.headers:
        facts["replayed"] = True
    return facts


def _refusal_facts(refusal: Problem, body: bytes) -> Facts:
    return {
        "status": int(refusal.status),
        "code": refusal.code,
        "effect": refusal.effect.value,
        "responseDigest": hashlib.sha256(body).hexdigest(),
        "responseSize": len(body),
    }


def _state(facts: Facts, what: str, schema: CompiledSchema, x: Exchange) -> None:
    """State the version of a schema and those of its code lists."""
    if schema.id is not None:
        facts[what] = schema.id
    if schema.code_lists:
        facts["codeLists"] = x.snapshot.code_lists.versions(schema.code_lists)


def _size(body: bytes | None, answer: UpstreamAnswer) -> int | None:
    """Return the length of an answer in bytes; of a stream the one that the service states, if it does."""
    stated = answer.headers.get("content-length", "") if body is None else str(len(body))
    return int(stated) if stated.isdecimal() else None


def _basis(law: str, article: str | None) -> Facts:
    return {"law": law} if article is None else {"law": law, "article": article}


def _json(facts: Facts) -> bytes:
    # Canonical JSON by construction: ASCII names, texts, whole numbers. Asking `evidence.canonical` to check that again
    # took a tenth of an exchange; a test holds the two equal.
    return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
