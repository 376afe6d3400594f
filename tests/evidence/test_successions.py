"""The keys of a ledger hand over: who trusts the old ones follows to the new, and nobody else leads anywhere."""

import json
from pathlib import Path

import pytest

from evidence import bundles, checkpoint_checks
from evidence.audit import audit
from evidence.exports import open_export
from evidence.findings import all_hold
from evidence.note_keys import NoteSigner
from evidence.notes import Note, SignatureType, VerifierKey
from evidence.successions import followed, succession
from evidence.trusted_keys import TrustedKeys
from tests.support.evidence import AT, KEYS, LOG_KEYS, ORIGIN, Log, a_bundle, an_intent, an_outcome, exported, trusted

INTENT = an_intent()
OUTCOME = an_outcome(INTENT)
LOG = Log([INTENT, OUTCOME])


def pair(seed: bytes, origin: str = ORIGIN) -> list[NoteSigner]:
    return [NoteSigner.from_seed(origin, type, seed * 32) for type in (SignatureType.ED25519, SignatureType.ML_DSA_44)]


def told(old: list[NoteSigner], new: list[NoteSigner], origin: str = ORIGIN) -> str:
    text = succession(origin, [signer.verifier for signer in new])
    return Note(text, tuple(signer.sign(text, at=AT) for signer in old)).spell().decode()


def verifiers(*pairs: list[NoteSigner]) -> tuple[VerifierKey, ...]:
    return tuple(signer.verifier for pair in pairs for signer in pair)


ONE, TWO, THREE = LOG_KEYS, pair(b"2"), pair(b"3")


def test_whoever_trusts_the_first_keys_follows_to_the_last() -> None:
    notes = [told(TWO, THREE), told(ONE, TWO)]  # in whatever order
    assert followed(verifiers(ONE), notes) == verifiers(ONE, TWO, THREE)
    assert followed(verifiers(TWO), notes) == verifiers(TWO, THREE)


@pytest.mark.parametrize(
    "note",
    [
        told(TWO, THREE),
        told(ONE, pair(b"2", "other.example/log")),
        told(ONE, TWO, origin="other.example/log"),
        told(ONE, TWO).replace("succession/v1", "succession/v2"),
        told(ONE[:1], TWO),
        told(ONE[1:], TWO),
        told(ONE, TWO[:1]),
        told(ONE, [*TWO, THREE[1]]),
        told(ONE[1:], TWO).replace(TWO[0].verifier.vkey, THREE[0].verifier.vkey),
        told(ONE, TWO).replace(TWO[0].verifier.vkey, THREE[0].verifier.vkey),
        "nothing",
        "\ud800",
        ONE[0].verifier.vkey + "\n",
    ],
    ids=["of a stranger", "to other names", "of another ledger", "another kind", "by Ed25519 alone",
         "by ML-DSA-44 alone", "to half a pair", "to a pair and a half", "altered where ML-DSA-44 signs no lines",
         "altered", "no note", "no text", "no signature"],
)  # fmt: skip
def test_nobody_else_leads_anywhere(note: str) -> None:
    assert followed(verifiers(ONE), [note]) == verifiers(ONE)


def test_a_succession_can_pass_for_no_checkpoint() -> None:
    """It is the head of a tree, or ML-DSA-44 could not sign it; of no ledger that anybody trusts."""
    checked, findings = checkpoint_checks.check(told(ONE, TWO).encode(), TrustedKeys(log=verifiers(ONE)))
    assert checked is not None
    assert (checked.signed, [found.code for found in findings if not found.holds]) == (False, ["checkpoint-signed"])


def test_whoever_was_given_one_key_follows_nobody_unless_he_says_so() -> None:
    one = verifiers(ONE)[:1]
    assert followed(one, [told(ONE, TWO)]) == one
    assert followed(one, [told(ONE, TWO)], one_key=True) == (*one, *verifiers(TWO))
    document = trusted(log=[one[0].vkey], successions=[told(ONE, TWO)])
    assert TrustedKeys.of(document, one_key=True).log == (*one, *verifiers(TWO))


def test_a_bundle_under_later_keys_holds_for_who_trusts_the_older_ones() -> None:
    note = LOG.note(signers=TWO).decode()
    keys = trusted(log=[key.vkey for key in verifiers(TWO)], successions=[told(ONE, TWO)])
    plain = TrustedKeys.of(trusted(witnesses=[]))
    made = a_bundle(LOG, [INTENT, OUTCOME], checkpoint=note.encode(), keys=keys)
    assert all_hold(bundles.check(made.spell(), plain))
    alone = a_bundle(LOG, [INTENT, OUTCOME], checkpoint=note.encode())
    assert [found.code for found in bundles.check(alone.spell(), plain) if not found.holds] == ["checkpoint-signed"]


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        (json.dumps({"successions": [told(ONE, TWO)]}), set()),
        (json.dumps({"successions": [told(TWO, THREE)]}), {"checkpoint-signed"}),
        (json.dumps({"successions": "many"}), {"checkpoint-signed"}),
        ("no JSON", {"checkpoint-signed"}),
    ],
    ids=["named", "by others", "no list", "no JSON"],
)
def test_an_exported_ledger_says_which_keys_followed(tmp_path: Path, keys: str, wrong: set[str]) -> None:
    exported(LOG, tmp_path)
    tmp_path.joinpath("checkpoint").write_bytes(LOG.note(signers=TWO))
    tmp_path.joinpath("keys").write_text(keys)
    findings = audit(open_export(tmp_path), TrustedKeys.of(trusted(witnesses=[])))
    assert {found.code for found in findings if not found.holds} == wrong


def test_a_file_of_keys_brings_the_successions_along() -> None:
    assert TrustedKeys.of(trusted(successions=[told(ONE, TWO)])).log == verifiers(ONE, TWO)
    assert KEYS.log == verifiers(ONE)
