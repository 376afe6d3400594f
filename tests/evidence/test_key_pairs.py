"""A checkpoint has two signatures of its ledger: each way in which one can be missing, and what is said then."""

import pytest

from evidence.checkpoint_checks import check
from evidence.findings import Finding
from evidence.key_pairs import pairs
from evidence.note_keys import NoteSigner
from evidence.notes import Note, Signature, SignatureType
from evidence.trusted_keys import TrustedKeys
from tests.support.evidence import AT, LOG_KEYS, ORIGIN, WITNESS, Log, an_intent

ED, ML = LOG_KEYS
NEXT = [NoteSigner.from_seed(ORIGIN, key.verifier.type, b"n" * 32) for key in LOG_KEYS]
LASTING = NoteSigner.from_seed(WITNESS.verifier.name, SignatureType.ML_DSA_44, b"w" * 32)
HEAD = Log([an_intent()]).head().text
REOPENS = "reopens evil.example/ledger 999999 AAAA\n"
PAIR = [key.verifier for key in LOG_KEYS]
BOTH_PAIRS = [*PAIR, *(key.verifier for key in NEXT)]


def note(*signers: NoteSigner, text: str = HEAD, more: str = "", bent: NoteSigner | None = None) -> bytes:
    """Return the text signed by these; `more` are lines that were put in afterwards, `bent` is a wrong signature."""
    lines = [signer.sign(text, at=AT) for signer in signers]
    wrong = (Signature(bent.verifier.name, bent.verifier.id, b"x" * 72),) if bent is not None else ()
    return Note(text + more, (*lines, *wrong)).spell()


def failing(spelt: bytes, keys: TrustedKeys) -> list[tuple[str, object]]:
    checked, findings = check(spelt, keys)
    assert checked is not None
    assert checked.signed is not any(found.code == "checkpoint-signed" for found in findings if not found.holds)
    return [(found.code, found.particulars.get("missing")) for found in findings if not found.holds]


@pytest.mark.parametrize(
    ("spelt", "missing"),
    [
        (note(ED, ML), None),
        (note(ML, ED, WITNESS), None),
        (note(ED, ML, *NEXT), None),
        (note(*NEXT), None),
        (note(ED), "ML-DSA-44"),
        (note(ML), "Ed25519"),
        (note(WITNESS), "Ed25519, ML-DSA-44"),
        (note(ED, NEXT[1]), "ML-DSA-44"),
        (note(ML, more=REOPENS), "Ed25519"),
        (note(ED, ML, more=REOPENS), "Ed25519"),
        (note(ED, bent=ML), "ML-DSA-44"),
        (note(ML, bent=ED), "Ed25519"),
        (note(*NEXT, bent=ED), "Ed25519"),
        (note(ED, ML, text=HEAD + REOPENS), None),
    ],
    ids=["both", "in another order, with a witness", "both pairs", "the next pair", "without ML-DSA-44",
         "without Ed25519", "a witness alone", "of two pairs one each", "ML-DSA-44 alone and a line nobody signed",
         "both and a line nobody signed", "ML-DSA-44 wrong", "Ed25519 wrong", "a wrong line beside a whole pair",
         "a line that Ed25519 covers"],
)  # fmt: skip
def test_both_signatures_of_a_pair_are_demanded(spelt: bytes, missing: str | None) -> None:
    expected = [] if missing is None else [("checkpoint-signed", missing)]
    assert failing(spelt, TrustedKeys(log=tuple(BOTH_PAIRS))) == expected


@pytest.mark.parametrize(
    ("key", "missing"), [(ED, "ML-DSA-44"), (ML, "Ed25519")], ids=["Ed25519 alone", "ML-DSA-44 alone"]
)
def test_whoever_was_given_one_key_is_told_which_is_missing(key: NoteSigner, missing: str) -> None:
    keys = TrustedKeys(log=(key.verifier,))
    assert failing(note(ED, ML), keys) == [("keys-paired", missing), ("checkpoint-signed", missing)]


@pytest.mark.parametrize(
    ("spelt", "keys", "missing"),
    [
        (note(ED, ML), [ED], None),
        (note(ED, ML), [ML], None),
        (note(ED), [ED, ML], None),
        (note(ML), [ED, ML], None),
        (note(ML, more=REOPENS), [ED, ML], "Ed25519"),
        (note(ED, ML, more=REOPENS), [ML], "Ed25519"),
        (note(ML, bent=ED), [ED, ML], "Ed25519"),
        (note(WITNESS), [ED], "Ed25519, ML-DSA-44"),
    ],
    ids=["Ed25519 is known", "ML-DSA-44 is known", "Ed25519 is there", "ML-DSA-44 is there",
         "a line that nobody signed", "a line, Ed25519 unknown", "the other one is wrong", "none"],
)  # fmt: skip
def test_one_is_enough_for_whoever_says_so_where_it_covers_every_line(
    spelt: bytes, keys: list[NoteSigner], missing: str | None
) -> None:
    trusted = TrustedKeys(log=tuple(key.verifier for key in keys), one_key=True)
    assert failing(spelt, trusted) == ([] if missing is None else [("checkpoint-signed", missing)])


def test_a_witness_signs_with_all_of_its_keys_that_are_known() -> None:
    keys = TrustedKeys(log=tuple(PAIR), witnesses=(WITNESS.verifier, LASTING.verifier))
    assert failing(note(ED, ML, WITNESS, LASTING), keys) == []
    for alone in (WITNESS, LASTING):
        assert failing(note(ED, ML, alone), keys) == [("checkpoint-witnessed", None)]
    assert failing(note(ED, ML, WITNESS, bent=LASTING), keys) == [("checkpoint-witnessed", None)]


def test_the_missing_signature_is_said_in_both_languages() -> None:
    for spelt, keys in ((note(ED), PAIR), (note(ED, ML), PAIR[:1])):
        _, findings = check(spelt, TrustedKeys(log=tuple(keys)))
        failed: list[Finding] = [found for found in findings if not found.holds]
        assert failed
        assert all("ML-DSA-44" in found.sentence(language) for found in failed for language in ("lo", "en"))


def test_keys_pair_by_their_turn_whatever_order_the_types_come_in() -> None:
    ed, ml, next_ed, next_ml = BOTH_PAIRS
    assert pairs([ed, next_ed, ml, next_ml], ORIGIN) == pairs(BOTH_PAIRS, ORIGIN) == [(ed, ml), (next_ed, next_ml)]
    assert pairs([ed, ml, ed, next_ml], ORIGIN) == [(ed, ml), (next_ml,)]
    assert pairs(PAIR, "other.example/log") == []
