"""Bundles: the evidence of an exchange as a court would file it, and what is found when a part of it is bent."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from evidence import bundles
from evidence.base64url import b64url
from evidence.bundles import Bundle, BundleMalformed
from evidence.checkpoint_checks import compare
from evidence.findings import all_hold
from evidence.merkle import consistency_proof
from evidence.trusted_keys import TrustedKeys
from tests.support.evidence import (
    ANSWER,
    KEYS,
    LOG_KEYS,
    ROOT,
    SYSTEM,
    WITNESS,
    Log,
    Logged,
    a_bundle,
    a_legal_act,
    a_receipt,
    an_erasure,
    an_intent,
    an_outcome,
    trusted,
)

INTENT = a_legal_act()
OUTCOME = an_outcome(INTENT)
LOG = Log([an_intent("xch_before"), INTENT, an_intent("xch_between"), OUTCOME, an_intent("xch_after")])
BUNDLE = a_bundle(LOG, [INTENT, OUTCOME], system_keys=[ROOT.public_jwk, SYSTEM.public_jwk]).spell()


def failing(text: bytes, keys: TrustedKeys = KEYS, answer: bytes | None = ANSWER) -> list[str]:
    findings = bundles.check(text, keys, answer=answer)
    assert all(finding.sentence(language) for finding in findings for language in ("lo", "en"))
    return [finding.code for finding in findings if not finding.holds]


def bent(path: tuple[str | int, ...], value: object) -> bytes:
    """Return the bundle with one member changed."""
    stated: Any = json.loads(BUNDLE)
    place = stated
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(stated).encode()


def test_a_bundle_holds() -> None:
    findings = bundles.check(BUNDLE, KEYS, answer=ANSWER)
    assert [finding.code for finding in findings] == [
        "bundle-read", "checkpoint-read", "checkpoint-signed", "checkpoint-witnessed", "entry-included",
        "entry-included", "entry-opened", "details-agree", "request-kept", "request-signed", "entry-opened",
        "details-agree", "intent-cited", "receipt-read", "key-vouched-for", "receipt-signed", "entry-opened",
        "details-agree", "answer-matches", "receipt-of-entry",
    ]  # fmt: skip
    assert all_hold(findings)


def test_a_bundle_is_read_back_as_it_was_spelt() -> None:
    assert Bundle.read(BUNDLE).spell() == BUNDLE


def without(*names: str, of: tuple[int, ...] = (0, 1), text: bytes = BUNDLE) -> bytes:
    """Return the bundle in which entries lack members."""
    stated = json.loads(text)
    for turn in of:
        for name in names:
            stated["entries"][turn].pop(name, None)
    return json.dumps(stated).encode()


@pytest.mark.parametrize("of", [(0,), (1,), (0, 1)], ids=["intent", "outcome", "both"])
def test_a_bundle_whose_details_are_gone_says_so(of: tuple[int, ...]) -> None:
    found = failing(without("salt", "details", "signature", of=of))
    assert found == ["details-there"] * len(of)


def of_erasure(erasure: Logged, exchange: str) -> list[str]:
    """Return what fails when the details of an exchange are gone and this entry stands beside it."""
    act, intent = a_legal_act(exchange), an_intent()
    entries = [intent, act, an_outcome(act), erasure]
    text = a_bundle(Log(entries), entries[1:], receipt=None, checkpoint=Log(entries).note()).spell()
    return failing(without("salt", "details", "signature", text=text), answer=None)


def test_details_that_were_erased_are_explained_by_the_entry_that_tells_of_it() -> None:
    assert of_erasure(an_erasure("xch_1"), "xch_1") == []
    assert of_erasure(an_erasure("xch_1", below="xch_3"), "xch_2") == []
    assert of_erasure(an_erasure("xch_2"), "xch_1") == ["details-there", "details-there"]
    assert of_erasure(an_erasure("xch_1", rows={"subjects": 2}), "xch_1") == ["details-there", "details-there"]
    assert of_erasure(an_erasure("xch_1", exchange="xch_9"), "xch_1") == ["details-there", "details-there"]
    assert of_erasure(an_erasure("xch_1", operation="openCase"), "xch_1") == ["details-there", "details-there"]


def test_an_erasure_that_the_ledger_does_not_commit_to_explains_nothing() -> None:
    told, act = an_erasure("xch_1"), a_legal_act()
    log = Log([act, an_outcome(act), replace(told, details=told.details | {"from": "xch_7"})])
    text = a_bundle(log, log.entries, receipt=None, checkpoint=log.note()).spell()
    stated = json.loads(without("salt", "details", "signature", text=text))
    stated["entries"][2]["details"] = told.details
    assert failing(json.dumps(stated).encode(), answer=None) == ["details-there", "details-there", "entry-opened"]


def test_a_legal_act_without_a_signature_is_named_even_where_the_entry_names_none() -> None:
    act = an_intent(legalAct=True)
    log = Log([act, an_outcome(act)])
    found = failing(a_bundle(log, log.entries, checkpoint=log.note()).spell())
    assert found == ["request-kept", "request-kept"]


def test_a_signature_that_no_entry_names_is_named() -> None:
    intent = replace(an_intent(), signature=INTENT.signature)
    log = Log([intent, an_outcome(intent)])
    assert failing(a_bundle(log, log.entries, checkpoint=log.note()).spell()) == ["request-kept"]


@pytest.mark.parametrize(
    ("left", "codes"), [(INTENT, ["exchange-ended"]), (OUTCOME, ["intent-cited"])], ids=["outcome gone", "intent gone"]
)
def test_an_entry_that_was_taken_out_is_missed(left: Logged, codes: list[str]) -> None:
    bundle = a_bundle(LOG, [left], system_keys=[SYSTEM.public_jwk])
    assert failing(bundle.spell(), answer=None) == codes


@pytest.mark.parametrize(
    ("path", "value", "codes"),
    [
        (("entries", 0, "index"), 2, ["entry-included"]),
        (("entries", 1, "proof", 0), b64url(b"x" * 32), ["entry-included"]),
        (("entries", 1, "proof"), [], ["entry-included"]),
        (("entries", 1, "details", "status"), 409, ["entry-opened"]),
        (("entries", 1, "salt"), b64url(b"t" * 32), ["entry-opened"]),
        (("entries", 0, "leaf"), LOG.entries[0].leaf.decode(),
         ["entry-included", "entry-opened", "details-agree", "intent-cited", "exchange-ended"]),
        (("entries", 0, "signature", "base"), '"@method": GET', ["request-kept", "request-signed"]),
        (("entries", 0, "signature"), {}, ["request-kept", "request-signed"]),
        (("entries", 0, "signature", "signature"), "!", ["request-kept", "request-signed"]),
        (("entries", 0, "signature"), None, ["request-kept"]),
        (("entries", 1, "signature"), INTENT.signature, []),
        (("entries", 1, "signature"), {"base": "", "signature": ""}, ["request-kept", "request-signed"]),
        (("systemKeys", 0), {"kty": "oct"}, []),
        (("systemKeys", 1), {"kty": "oct"}, ["system-key-known"]),
        (("receipt",), a_receipt(LOG.entries[0]), ["answer-matches", "receipt-of-entry"]),
        (("receipt",), "a.b.c", ["receipt-read", "receipt-of-entry"]),
        (("checkpoint",), LOG.note(3).decode(), ["entry-included", "entry-included"]),
        (("checkpoint",), LOG.note().decode().replace("\n5\n", "\n6\n"),
         ["checkpoint-signed", "checkpoint-witnessed"]),
        (("checkpoint",), "nothing", ["checkpoint-read"]),
        (("checkpoint",), LOG.note(signers=LOG_KEYS).decode(), ["checkpoint-witnessed"]),
        (("checkpoint",), LOG.note(signers=[WITNESS]).decode(), ["checkpoint-signed"]),
    ],
    ids=["index", "proof", "no proof", "details", "salt", "leaf", "request", "request without parts",
         "request no base64", "request dropped", "request said twice", "request of another", "a system key of nobody",
         "system key", "receipt of another exchange", "no receipt", "older checkpoint",
         "altered checkpoint", "no checkpoint", "no witness", "witness alone"],
)  # fmt: skip
def test_a_bent_part_is_named(path: tuple[str | int, ...], value: object, codes: list[str]) -> None:
    assert failing(bent(path, value)) == codes


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every member of a JSON document."""
    members: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    for name, member in members:
        yield (*path, name)
        yield from paths(member, (*path, name))


ABOUT_KEYS = {"keys", "systemKeys"}  # what a bundle says about keys is not believed


@pytest.mark.parametrize("junk", [None, 0, -1, 2**70, True, "", "x", [], {}, [[]], {"x": 1}], ids=repr)
def test_junk_in_any_place_is_a_finding_and_never_a_fault_of_ours(junk: object) -> None:
    for path in paths(json.loads(BUNDLE)):
        findings = bundles.check(bent(path, junk), KEYS, answer=ANSWER)
        absent = junk is None and path[-1] in {"receipt", "signature"}  # not given, or erased
        assert absent or path[0] in ABOUT_KEYS or not all_hold(findings), path


def test_another_intent_than_the_cited_one_is_named() -> None:
    other = an_intent("xch_1", member="moh")
    log = Log([other, OUTCOME])
    assert failing(a_bundle(log, [other, OUTCOME]).spell()) == ["intent-cited"]


def test_a_request_signed_by_another_key_than_the_entry_names_is_named() -> None:
    base = '"@method": POST'
    kept = {"base": base, "signature": b64encode(ROOT.sign_bytes(base.encode())).decode()}
    assert failing(bent(("entries", 0, "signature"), kept)) == ["request-kept", "request-signed"]


def test_the_keys_in_a_bundle_are_not_believed() -> None:
    assert failing(BUNDLE, TrustedKeys()) == ["checkpoint-signed", "key-vouched-for"]
    assert TrustedKeys.of(Bundle.read(BUNDLE).keys).log == KEYS.log


def test_a_trusted_key_speaks_for_its_own_ledger_alone() -> None:
    other = Log(LOG.entries, origin="other.example/log")
    bundle = a_bundle(LOG, [INTENT, OUTCOME], checkpoint=other.note(), system_keys=[SYSTEM.public_jwk])
    assert failing(bundle.spell()) == ["checkpoint-signed"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        bent(("format",), "another/v1"),
        bent(("entries",), []),
        bent(("entries",), 1),
        bent(("entries", 0), {}),
        bent(("entries", 0, "index"), "1"),
        bent(("entries", 0, "leaf"), "{}"),
        bent(("entries", 0, "details"), None),
        bent(("entries", 0, "details"), []),
        bent(("entries", 0, "proof"), ["="]),
        bent(("receipt",), 1),
        bent(("checkpoint",), 1),
        bent(("keys",), []),
        b" " * (bundles.MAX_SIZE + 1),
    ],
    ids=["empty", "a list", "nothing in it", "another format", "no entries", "entries no list", "an empty entry",
         "index", "leaf", "salt alone", "details a list", "proof", "receipt", "checkpoint", "keys", "too large"],
)  # fmt: skip
def test_what_is_no_bundle_is_called_that(text: bytes) -> None:
    with pytest.raises(BundleMalformed):
        Bundle.read(text)
    assert failing(text) == ["bundle-read"]


def test_two_checkpoints_show_one_ledger_with_a_proof() -> None:
    proof = consistency_proof(3, 5, LOG.subtree())
    assert compare(LOG.head(5), LOG.head(3), proof).holds
    assert not compare(LOG.head(5), LOG.head(3)).holds
    assert compare(LOG.head(5), LOG.head(5)).holds


def test_keys_of_witnesses_are_asked_for_only_where_some_are_trusted() -> None:
    keys = TrustedKeys.of(trusted(witnesses=[]))
    assert failing(bent(("checkpoint",), LOG.note(signers=LOG_KEYS).decode()), keys) == []
