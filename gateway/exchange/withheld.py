"""Withholding of invalid items: single items that break their schema are taken out of a list, and the rest leaves.

Only an answer that has failed as a whole comes here; nothing of this is paid for by one that holds.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

import orjson

from contracts.assertions import Checks, matches
from contracts.compiled import CompiledSchema
from contracts.described import Described
from gateway.directory.schema_paths import GENERAL
from gateway.errors.passage import UpstreamInvalid
from gateway.exchange.breaches import Place
from gateway.exchange.consented import people_in_request
from gateway.exchange.exchange import STREAM, Exchange
from gateway.exchange.parts import Reply

MOST: Final = 20  # items of one answer: whoever asks for no more at a time gets past any row of bad ones
SEARCH_MS: Final = 50.0  # of our own time, for finding the bad items; a list that takes longer is not passed on
EXPLAIN_MS: Final = 20.0  # for saying what is wrong with all of them
LONGEST_ID: Final = 200  # characters
MINIMISED: Final = "minimised"
# What speaks of the answer as it came.
_OF_THE_WHOLE: Final = ("cache-control", "content-digest", "etag", "last-modified", "repr-digest")

_Document: TypeAlias = Any  # a parsed JSON value


def withhold(x: Exchange, reply: Reply, schema: CompiledSchema, reason: str) -> Reply:
    """Return the reply without the items that break the schema, named in its page; else raise `UpstreamInvalid`.

    The cursor stays as it is: what was taken out has had its place. What breaks it only where the caller may not look
    is no fault to the caller: an item that went for it would tell that something stands there. It rings all the same.
    """
    page, own = reply.document, own_id(schema.described)
    leaves = _as_it_leaves(x, page)
    if leaves is not page and schema.is_valid(leaves):
        _note(x, reason, schema, Counter({schema.breach(page): 1}), withheld=False)
        return reply
    bad = _invalid_items(leaves, schema, already=reply.withheld)
    named = [_named(x, own, page["items"][at]) for at in bad]
    more = _withheld_member(leaves, schema, bad, named) if bad else None
    if more is None or not schema.is_valid(_without(leaves, bad, more)):
        _note(x, reason, schema, Counter({schema.breach(page): 1}), withheld=False)
        raise UpstreamInvalid(service=x.service.name, reason=reason)
    found = [schema.breach(_only(page, [page["items"][at]]), budget_ms=EXPLAIN_MS / len(bad)) for at in bad]
    _note(x, reason, schema, Counter(found), withheld=True)
    if reason == MINIMISED:
        _count_as_unseen(x, reply, bad)
    if own is not None and more:
        _count_as_seen(x, own, named)
    for name in _OF_THE_WHOLE:  # nobody keeps a list with holes in it, nor takes it for the one that was digested
        x.answer.headers.pop(name, None)
    left = _without(page, bad, more)
    return replace(reply, body=orjson.dumps(left), document=left, withheld=reply.withheld + len(bad))


def _as_it_leaves(x: Exchange, document: _Document) -> _Document:
    """Return what of a document the caller may see; the document itself where that is all of it."""
    remover = x.declared.entry.remover
    if remover is None or not x.declared.uncovered:
        return document
    copy = orjson.loads(orjson.dumps(document))
    remover.remove(copy, x.agreement.held)
    return copy


def _invalid_items(page: _Document, schema: CompiledSchema, *, already: int) -> Sequence[int]:
    """Return the places of the items that break the schema, in order; none when they are too many or time is up."""
    items = page.get("items") if isinstance(page, dict) else None
    if not isinstance(items, list):
        return ()
    most, deadline = MOST - already, time.thread_time() + SEARCH_MS / 1000
    bad: list[int] = []
    waiting = [(0, len(items))]  # halved until single items are left: a few bad ones among many are found at once
    while waiting:
        first, beyond = waiting.pop()
        if time.thread_time() > deadline:
            return ()
        if schema.is_valid(_only(page, items[first:beyond])):
            continue
        if beyond - first > 1:
            middle = (first + beyond) // 2
            waiting += [(middle, beyond), (first, middle)]
        elif len(bad) < most:
            bad.append(first)
        else:
            return ()
    return bad


def _withheld_member(
    page: _Document, schema: CompiledSchema, bad: Sequence[int], named: Sequence[Mapping[str, str]]
) -> Mapping[str, _Document]:
    """Return the member that names what was taken out, where the page's schema has one and takes it as it is."""
    if schema.described.member("withheld") is None:
        return {}
    before = page.get("withheld")
    more = {"withheld": [*(before if isinstance(before, list) else ()), *named]}
    return more if schema.is_valid(_without(page, bad, more)) else {}


def _without(page: _Document, bad: Sequence[int], more: Mapping[str, _Document]) -> _Document:
    """Return the page without these items and with what names them."""
    return {**_only(page, _others(page["items"], bad)), **more}


def _only(page: Mapping[str, _Document], items: Sequence[_Document]) -> dict[str, _Document]:
    return {**page, "items": items}


def _others(items: Sequence[_Document], bad: Sequence[int]) -> list[_Document]:
    gone = set(bad)
    return [item for at, item in enumerate(items) if at not in gone]


def _named(x: Exchange, own: "OwnId | None", item: _Document) -> dict[str, str]:
    """Return what the caller may know of an item: its id, where that is one, and how an operator finds it."""
    id_ = own.of(item) if own is not None else None
    return {"reference": x.trace.reference} if id_ is None else {"id": id_, "reference": x.trace.reference}


class OwnId:
    """The member by which the items of a list are known, and what its schema demands of it."""

    def __init__(self, name: str, patterns: Sequence[str]) -> None:
        self.name: Final = name
        self._patterns: Final = patterns
        self._checks: Checks = {}

    def of(self, item: _Document) -> str | None:
        """Return the item's id, or None when it is none: what breaks its pattern may be anything, even a name."""
        value = item.get(self.name) if isinstance(item, dict) else None
        if not isinstance(value, str) or len(value) > LONGEST_ID:
            return None
        return value if all(matches(pattern, value, self._checks) for pattern in self._patterns) else None


def own_id(page: Described) -> OwnId | None:
    """Return the id of the items of a page: their first required member, where it is called one and has a pattern.

    An id of another class than `general` is not told: whether the caller may have it is decided for whole items only.
    """
    listed = page.member("items")
    items = listed.elements() if listed is not None else None
    required = next((node["required"] for node in items.nodes if node.get("required")), ()) if items is not None else ()
    name = str(required[0]) if required else ""
    member = items.member(name) if items is not None and (name == "id" or name.endswith("Id")) else None
    if member is None:
        return None
    patterns = [node["pattern"] for node in member.nodes if "pattern" in node]
    classes = {node["x-data-class"] for node in member.nodes if "x-data-class" in node}
    return OwnId(name, patterns) if patterns and classes <= {GENERAL} else None


def _count_as_unseen(x: Exchange, reply: Reply, bad: Sequence[int]) -> None:
    """Count nobody as seen who is named in these items alone: nothing about him leaves.

    Asked of the answer before it was minimised, since of whom it is shows there.
    """
    seeker = x.declared.entry.seeker
    if seeker is None or reply.body is None:
        return
    if x.operation.body_kind == STREAM:
        return  # whom the request named has passed by; one too many in an access log is better than one too few
    whole, asked = orjson.loads(reply.body), people_in_request(x)
    x.named.clear()
    x.named.update(asked)
    seeker.find(_only(whole, _others(whole["items"], bad)), x.named)


def _count_as_seen(x: Exchange, own: "OwnId", named: Sequence[Mapping[str, str]]) -> None:
    """Count as seen whose record an id names, where the schema says so: the id does leave."""
    seeker = x.declared.entry.seeker
    if seeker is not None:
        left = [{own.name: each["id"]} for each in named if "id" in each]
        seeker.find({"items": left}, x.named)


def _note(x: Exchange, reason: str, schema: CompiledSchema, found: Mapping[Any, int], *, withheld: bool) -> None:
    for breach, count in found.items():
        note(x, reason, schema=schema.id or "", pointer=breach.pointer, rule=breach.rule, withheld=count * withheld)


def note(x: Exchange, reason: str, *, schema: str = "", pointer: str = "", rule: str = "", withheld: int = 0) -> None:
    """Tell log, metrics, alarms and report where the service has broken its contract in this exchange."""
    operation = x.operation
    place = Place(operation.service, operation.operation_id, reason, schema, pointer, rule)
    x.gateway.breaches.note(place, withheld=withheld, exchange=x.id, reference=x.trace.reference)
