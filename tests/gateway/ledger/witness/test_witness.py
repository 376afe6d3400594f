from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest

from evidence import merkle
from evidence.checkpoints import Checkpoint
from evidence.note_keys import NoteSigner, verified
from evidence.notes import Note, Signature, SignatureType
from gateway.ledger.tree.signing import Signer
from gateway.ledger.witness.requests import SIZE_TYPE, AddCheckpoint, RequestMalformed
from gateway.ledger.witness.witness import Witness
from gateway.trust.checkpoint_keys import CheckpointKeys
from tests.support.tree import KEYS, ORIGIN

LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(9)]
AT = 1_790_000_000
OURS = [
    NoteSigner.from_seed("witness.test", kind, bytes(32))
    for kind in (SignatureType.COSIGNATURE, SignatureType.ML_DSA_44)
]
LEDGER = Signer(KEYS)


def subtree(leaves: list[bytes]) -> merkle.Subtree:
    return lambda start, end: merkle.root(leaves[start:end])


def asking(
    old: int, new: int, leaves: list[bytes] | None = None, *, signer: Signer = LEDGER, origin: str = ORIGIN
) -> bytes:
    """Return the body that shows the tree of the first `new` leaves to a witness that has seen `old` of them."""
    leaves = leaves or LEAVES
    checkpoint = Checkpoint(origin, new, merkle.root(leaves[:new]))
    proof = tuple(merkle.consistency_proof(old, new, subtree(leaves)))
    return AddCheckpoint(old, proof, signer.sign(checkpoint, at=AT), checkpoint).spell()


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path, OURS, LEDGER.verifiers(ORIGIN), lambda: AT)


def test_a_first_checkpoint_is_signed_by_both_keys_with_the_time(witness: Witness) -> None:
    body = asking(0, 3)
    answer = witness.add(body)
    assert answer.status == HTTPStatus.OK
    lines = tuple(map(Signature.read, answer.body.decode().splitlines(keepends=True)))
    note = Note(AddCheckpoint.read(body).note.text, lines)
    signed = verified(note, [signer.verifier for signer in OURS])
    assert [(each.key, each.at) for each in signed] == [(signer.verifier, AT) for signer in OURS]


def test_what_continues_is_signed_and_the_same_may_be_shown_again(witness: Witness) -> None:
    for old, new in ((0, 3), (3, 3), (3, 8), (8, 9)):
        assert witness.add(asking(old, new)).status == HTTPStatus.OK


def test_a_witness_remembers_over_a_restart(tmp_path: Path) -> None:
    logs = LEDGER.verifiers(ORIGIN)
    assert Witness(tmp_path, OURS, logs, lambda: AT).add(asking(0, 5)).status == HTTPStatus.OK
    answer = Witness(tmp_path, OURS, logs, lambda: AT).add(asking(0, 8))
    assert (answer.status, answer.body, answer.media_type) == (HTTPStatus.CONFLICT, b"5\n", SIZE_TYPE)


def test_a_witness_follows_to_the_next_keys_while_both_sign(tmp_path: Path) -> None:
    following = CheckpointKeys(b"n" * 32, b"m" * 32)
    both, alone = Signer(replace(KEYS, successor=following)), Signer(following)

    def witness(knows: Signer) -> Witness:
        return Witness(tmp_path, OURS, knows.verifiers(ORIGIN), lambda: AT)

    assert witness(LEDGER).add(asking(0, 3, signer=both)).status == HTTPStatus.OK
    assert witness(alone).add(asking(3, 5, signer=both)).status == HTTPStatus.OK
    assert witness(alone).add(asking(5, 8, signer=alone)).status == HTTPStatus.OK
    assert witness(LEDGER).add(asking(8, 9, signer=alone)).status == HTTPStatus.FORBIDDEN


def test_a_smaller_tree_is_not_signed_after_a_larger_one(witness: Witness) -> None:
    witness.add(asking(0, 5))
    assert witness.add(asking(3, 3)).status == HTTPStatus.CONFLICT
    assert witness.add(asking(3, 4)).body == b"5\n"


def test_of_two_trees_the_second_is_not_signed(witness: Witness) -> None:
    other = [*LEAVES[:3], *(merkle.leaf_hash(b"x") for _ in range(6))]
    assert witness.add(asking(0, 5)).status == HTTPStatus.OK
    assert witness.add(asking(5, 5, other)).status == HTTPStatus.CONFLICT
    assert witness.add(asking(5, 8, other)).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert witness.add(asking(5, 8)).status == HTTPStatus.OK


def test_an_unknown_log_is_not_found_and_unknown_keys_are_forbidden(witness: Witness) -> None:
    assert witness.add(asking(0, 3, origin="other.test/ledger/v1")).status == HTTPStatus.NOT_FOUND
    stranger = Signer(CheckpointKeys.generate())
    assert witness.add(asking(0, 3, signer=stranger)).status == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("turn", [0, 1], ids=["Ed25519 alone", "ML-DSA-44 alone"])
def test_one_signature_of_the_pair_is_forbidden(witness: Witness, turn: int) -> None:
    asked = AddCheckpoint.read(asking(0, 3))
    alone = replace(asked, note=Note(asked.note.text, asked.note.signatures[turn : turn + 1]))
    assert witness.add(alone.spell()).status == HTTPStatus.FORBIDDEN


def test_a_signature_over_another_text_is_forbidden(witness: Witness) -> None:
    asked = AddCheckpoint.read(asking(0, 3))
    text = asked.note.text.replace("\n3\n", "\n4\n")
    forged = AddCheckpoint(0, (), Note(text, asked.note.signatures), Checkpoint.read(text))
    assert witness.add(forged.spell()).status == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"old 2", b"old 02"),
        lambda body: body.replace(b"old 2", b"old 9"),
        lambda body: body.replace(b"old 2\n", b"old 2\n" + b"AAAA\n"),
        lambda body: body.replace(b"old 2\n", b"old 2\n" + b64encode(bytes(32)) * 1 + b"\n" + b"!\n"),
        lambda body: body.replace(b"old 2\n", b"old 2\n" + (b64encode(bytes(32)) + b"\n") * 64),
        lambda body: body.replace(b"old 2\n", b"new 2\n"),
        lambda body: body.split(b"\n\n")[0],
        lambda _: b"",
        lambda _: b"\xff\n\n",
    ],
    ids=["zeros", "larger", "short hash", "no base64", "too many", "word", "no note", "nothing", "no text"],
)
def test_a_body_that_is_no_request_is_refused(witness: Witness, change: Callable[[bytes], bytes]) -> None:
    body = asking(0, 2)
    assert witness.add(body).status == HTTPStatus.OK
    assert witness.add(change(asking(2, 8))).status == HTTPStatus.BAD_REQUEST
    with pytest.raises(RequestMalformed):
        AddCheckpoint.read(change(asking(2, 8)))


def test_nothing_is_signed_that_could_not_be_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    witness = Witness(tmp_path / "file", OURS, LEDGER.verifiers(ORIGIN), lambda: AT)
    with pytest.raises(OSError, match="file"):
        witness.add(asking(0, 3))
