"""Bundles: the evidence of an exchange as a court would file it, and what is found when a part of it is bent."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from evidence import bundles
from evidence.bundles import Bundle, BundleMalformed
from evidence.checkpoint_checks import compare
from evidence.entries import spell_bytes
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
    a_bundle,
    a_legal_act,
    a_receipt,
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


def test_a_bundle_without_receipt_and_details_proves_that_the_entries_are_there() -> None:
    stated = json.loads(BUNDLE)
    del stated["receipt"]
    for entry in stated["entries"]:
        for name in ("salt", "details", "signature"):
            entry.pop(name, None)
    read = Bundle.read(json.dumps(stated).encode())
    assert failing(read.spell()) == []


@pytest.mark.parametrize(
    ("path", "value", "codes"),
    [
        (("entries", 0, "index"), 2, ["entry-included"]),
        (("entries", 1, "proof", 0), spell_bytes(b"x" * 32), ["entry-included"]),
        (("entries", 1, "proof"), [], ["entry-included"]),
        (("entries", 1, "details", "status"), 409, ["entry-opened"]),
        (("entries", 1, "salt"), spell_bytes(b"t" * 32), ["entry-opened"]),
        (("entries", 0, "leaf"), LOG.entries[0].leaf.decode(), ["entry-included", "entry-opened", "details-agree"]),
        (("entries", 0, "signature", "base"), '"@method": GET', ["request-kept", "request-signed"]),
        (("entries", 0, "signature"), {}, ["request-kept"]),
        (("entries", 0, "signature", "signature"), "!", ["request-kept"]),
        (("systemKeys", 0), {"kty": "oct"}, []),
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
         "request no base64", "system key", "receipt of another exchange", "no receipt", "older checkpoint",
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
    bundle = a_bundle(LOG, [INTENT, OUTCOME], checkpoint=other.note())
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
