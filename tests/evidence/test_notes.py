"""Signed notes and checkpoints: the published example, the three kinds of key, and what is refused."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from evidence import merkle
from evidence.checkpoints import Checkpoint, CheckpointMalformed
from evidence.note_keys import NoteSigner, SignatureWrong, Signed, verified
from evidence.notes import MAX_SIZE, Note, NoteMalformed, Signature, SignatureType, VerifierKey

_DATA = Path(__file__).parents[1] / "data"
EXAMPLE = json.loads((_DATA / "tlog/signed_note_example.json").read_text("utf-8"))
KNOWN_ANSWERS = json.loads((_DATA / "mldsa/kat_mldsa_44_det_pure.json").read_text("utf-8"))
HEAD = Checkpoint("ledger.example/log", 3, merkle.root([merkle.leaf_hash(b"x")] * 3))
TYPES = list(SignatureType)


def signer(type: SignatureType, name: str = HEAD.origin, seed: bytes = b"s" * 32) -> NoteSigner:
    return NoteSigner.from_seed(name, type, seed)


def signed(type: SignatureType, text: str = HEAD.text) -> tuple[Note, VerifierKey]:
    key = signer(type)
    return Note(text, (key.sign(text, at=1_700_000_000),)), key.verifier


def test_the_example_of_the_specification_verifies() -> None:
    note, key = Note.read(EXAMPLE["note"].encode()), VerifierKey.read(EXAMPLE["vkey"])
    assert verified(note, [key]) == [Signed(key, None)]
    assert note.spell() == EXAMPLE["note"].encode()


@pytest.mark.parametrize("answer", KNOWN_ANSWERS, ids=lambda answer: f"count {answer['count']}")
def test_ml_dsa_44_is_the_one_of_fips_204(answer: dict[str, str]) -> None:
    seed, public, message, signed_message, context = (
        bytes.fromhex(answer[name]) for name in ("xi", "pk", "msg", "sm", "ctx")
    )
    signature = signed_message.removesuffix(message)
    kept = signer(SignatureType.ML_DSA_44, seed=seed).verifier
    assert kept.public == public
    key = MLDSA44PublicKey.from_public_bytes(kept.public)
    key.verify(signature, message, context)
    for bent in (signature[:-1] + bytes([signature[-1] ^ 1]), bytes([signature[0] ^ 1]) + signature[1:], b""):
        with pytest.raises(InvalidSignature):
            key.verify(bent, message, context)


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_a_note_that_was_signed_and_sent_verifies(type: SignatureType) -> None:
    note, key = signed(type)
    found = verified(Note.read(note.spell()), [VerifierKey.read(key.vkey)])
    assert found == [Signed(key, None if type is SignatureType.ED25519 else 1_700_000_000)]


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
@pytest.mark.parametrize("place", [0, 8, -1], ids=["first byte", "after the time", "last byte"])
def test_an_altered_signature_refuses_the_note(type: SignatureType, place: int) -> None:
    note, key = signed(type)
    value = bytearray(note.signatures[0].value)
    value[place] ^= 1
    with pytest.raises(SignatureWrong):
        verified(Note(note.text, (Signature(key.name, key.id, bytes(value)),)), [key])


@pytest.mark.parametrize("type", TYPES, ids=lambda type: type.name)
def test_an_altered_tree_head_refuses_the_note(type: SignatureType) -> None:
    note, key = signed(type)
    with pytest.raises(SignatureWrong):
        verified(Note(note.text.replace("\n3\n", "\n4\n"), note.signatures), [key])


def test_a_signature_cut_short_refuses_the_note() -> None:
    note, key = signed(SignatureType.COSIGNATURE)
    with pytest.raises(SignatureWrong):
        verified(Note(note.text, (Signature(key.name, key.id, b"abc"),)), [key])


def test_lines_of_unknown_keys_are_passed_over() -> None:
    note, key = signed(SignatureType.ED25519)
    other = signer(SignatureType.ED25519, seed=b"t" * 32)
    both = note.with_signatures([other.sign(note.text, at=0), note.signatures[0]])
    assert len(both.signatures) == 2
    assert [found.key for found in verified(both, [key])] == [key]
    assert both.signatures[1].is_by(other.verifier)


@pytest.mark.parametrize("type", [SignatureType.COSIGNATURE, SignatureType.ML_DSA_44], ids=lambda type: type.name)
def test_a_cosigner_signs_checkpoints_only(type: SignatureType) -> None:
    with pytest.raises(CheckpointMalformed):
        signer(type).sign("A letter.\n", at=0)


def test_a_time_before_the_epoch_and_a_name_too_long_are_not_signed() -> None:
    with pytest.raises(ValueError, match="time"):
        signer(SignatureType.ML_DSA_44).sign(HEAD.text, at=-1)
    with pytest.raises(ValueError, match="255 bytes"):
        signer(SignatureType.ML_DSA_44, name="n" * 256).sign(HEAD.text, at=0)


@pytest.mark.parametrize(
    "note",
    [
        b"text\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"text\n\n- name AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAAA",
        b"text\n\n\xe2\x80\x94 name AAAAAAB=\n",
        b"text\n\n\xe2\x80\x94 name AAAAA\n",
        b"te\rxt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"x" * (MAX_SIZE + 1),
    ],
    ids=["no signature", "no lines", "no signature after the id", "hyphen", "no last newline", "loose base64",
         "no base64", "control character", "no UTF-8", "too large"],
)  # fmt: skip
def test_what_is_no_note_is_refused(note: bytes) -> None:
    with pytest.raises(NoteMalformed):
        Note.read(note)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        EXAMPLE["vkey"].replace("530d903a", "530d903b"),
        "name+00000000+" + b64encode(b"\x02" + b"k" * 32).decode(),
        "name+00000000+" + b64encode(b"\x01" + b"k" * 31).decode(),
        "name+00000000+A",
    ],
    ids=["empty", "wrong id", "unknown type", "short key", "no base64"],
)
def test_what_is_no_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteMalformed):
        VerifierKey.read(vkey)


def test_a_name_with_a_space_names_no_key() -> None:
    with pytest.raises(NoteMalformed):
        signer(SignatureType.ED25519, name="two words")


@pytest.mark.parametrize(
    "text",
    [
        "origin\n3\n",
        "origin\n03\n" + b64encode(HEAD.root).decode() + "\n",
        "origin\n໓\n" + b64encode(HEAD.root).decode() + "\n",
        "origin\n3\n" + b64encode(b"short").decode() + "\n",
        "origin\n3\n!!\n",
        "origin\n0\n" + b64encode(HEAD.root).decode() + "\n",
        "\n3\n" + b64encode(HEAD.root).decode() + "\n",
        HEAD.text[:-1],
    ],
    ids=[
        "no root",
        "leading zero",
        "lao digit",
        "short root",
        "no base64",
        "a root of nothing",
        "no origin",
        "no newline",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointMalformed):
        Checkpoint.read(text)


def test_extension_lines_are_kept() -> None:
    text = HEAD.text + "extension\n"
    assert Checkpoint.read(text).extensions == ("extension",)
    assert Checkpoint.read(text).text == text


def test_two_roots_of_one_size_contradict_each_other() -> None:
    other = Checkpoint(HEAD.origin, HEAD.size, merkle.EMPTY_ROOT)
    assert HEAD.contradicts(other)
    assert not HEAD.contradicts(HEAD)
    assert not other.follows(HEAD, [])
    assert HEAD.follows(HEAD, [])
    assert not Checkpoint("another.example/log", HEAD.size, HEAD.root).follows(HEAD, [])
