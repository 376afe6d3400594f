"""Checks checkpoints: their signatures, their witnesses, and whether two belong to one tree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from evidence import tiles
from evidence.checkpoints import Checkpoint, CheckpointMalformed
from evidence.exports import CHECKPOINT, Export
from evidence.findings import Finding, fails, found, holds
from evidence.key_pairs import PairSignature, lacking, pairs, signed_by_pair
from evidence.note_keys import SignatureWrong, Signed, verified
from evidence.notes import Note, NoteMalformed, SignatureType, VerifierKey
from evidence.tiles import Tile, TileMalformed
from evidence.trusted_keys import TrustedKeys


@dataclass(frozen=True, slots=True)
class Checked:
    """A parsed checkpoint, whether its ledger signed it, and when (epoch seconds)."""

    name: str
    head: Checkpoint
    signed: bool
    at: int | None


def check(note: bytes, keys: TrustedKeys, *, name: str = "checkpoint") -> tuple[Checked | None, list[Finding]]:
    """Return the checkpoint, or None when it is malformed, with findings on its signatures and witnesses.

    The ledger's signature is two, by the keys of a pair. Witnesses are asked for as soon as keys of some are trusted:
    one of them must have co-signed, with all of its keys that are trusted.
    """
    try:
        read = Note.read(note)
        head = Checkpoint.read(read.text)
    except (NoteMalformed, CheckpointMalformed) as error:
        return None, [fails("checkpoint-read", name=name, why=str(error))]
    # a ledger signs in its own name: else any trusted key could speak for it
    known = pairs(keys.log, head.origin)
    by_log = signed_by_pair(read, known, one_key=keys.one_key)
    findings = [holds("checkpoint-read", origin=head.origin, size=head.size)]
    if known and all(map(lacking, known)) and not keys.one_key:
        findings.append(fails("keys-paired", origin=head.origin, missing=_spoken(lacking(known[0]))))
    findings.append(_signed(head, by_log))
    if keys.witnesses:
        witnesses = list(_witnesses(read, keys.witnesses))
        findings.append(found("checkpoint-witnessed", bool(witnesses), size=head.size, by=_names(witnesses)))
    times = [signed.at for signed in by_log.by if signed.at]
    return Checked(name, head, by_log.whole, max(times, default=None)), findings


def compare(one: Checkpoint, other: Checkpoint, proof: Sequence[bytes] | None = None) -> Finding:
    """Return the finding whether two checkpoints show one tree; at different sizes by a consistency proof."""
    older, newer = sorted((one, other), key=lambda head: head.size)
    agree = newer.follows(older, proof or [])
    return found("trees-agree", agree, older=older.size, newer=newer.size)


def compare_over(one: Checkpoint, other: Checkpoint, export: Export) -> Finding:
    """Return the finding whether two checkpoints show one tree, with the proof made from an export's tiles."""
    old, new = sorted((one.size, other.size))
    try:
        size = Checkpoint.read(Note.read(export.read(CHECKPOINT) or b"").text).size
        return compare(one, other, tiles.consistency_proof(old, new, _reader(export, size)))
    except (NoteMalformed, CheckpointMalformed, TileMalformed):
        return compare(one, other)  # without tiles there is no proof


def _reader(export: Export, size: int) -> tiles.Read:
    """Return a reader of an export's tiles; a tile of an older tree is the beginning of the one that is there."""

    def read(tile: Tile) -> bytes:
        wide = min(tiles.WIDTH, (size >> tiles.HEIGHT * tile.level) - tile.index * tiles.WIDTH)
        return export.read(Tile(tile.level, tile.index, wide).path) or b""

    return read


def _signed(head: Checkpoint, by: PairSignature) -> Finding:
    if by.whole:
        return holds("checkpoint-signed", size=head.size, by=_names(by.by))
    return fails("checkpoint-signed", size=head.size, missing=_spoken(by.missing))


def _witnesses(note: Note, keys: Iterable[VerifierKey]) -> Iterator[Signed]:
    """Yield the signatures of each witness that has signed with all of its keys."""
    for _, group in groupby(sorted(keys, key=_name), key=_name):
        own = list(group)
        try:
            by = verified(note, own)
        except SignatureWrong:
            continue
        if {signed.key for signed in by} == set(own):
            yield from by


def _name(key: VerifierKey) -> str:
    return key.name


def _names(signers: Sequence[Signed]) -> str:
    return ", ".join(f"{signed.key.name} ({signed.key.type.spoken})" for signed in signers)


def _spoken(types: Iterable[SignatureType]) -> str:
    return ", ".join(type_.spoken for type_ in types)
