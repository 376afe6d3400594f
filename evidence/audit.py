"""Audits a whole exported ledger: reads every entry, tile and checkpoint once, in order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from evidence import checkpoint_checks
from evidence.checkpoint_checks import Checked
from evidence.exports import CHECKPOINT, KEYS, Export
from evidence.faults import Faults
from evidence.findings import Finding, fails, holds
from evidence.jws import Members, strict_object
from evidence.trusted_keys import TrustedKeys
from evidence.walk import Walk


def audit(export: Export, keys: TrustedKeys, *, seen: Sequence[bytes] = (), details: bool = False) -> list[Finding]:
    """Return the findings about a ledger; raise `ExportUnreadable`.

    `seen` are checkpoints (signed notes) that were got another way, from a witness or a bundle: with them a ledger that
    shows others another tree, or whose end was cut off, is found out. `details`: they must be there, of every entry
    whose erasure no other tells; without it they are checked where some are given.
    """
    keys = keys.following(_key_document(export))
    newest, of_newest = checkpoint_checks.check(export.read(CHECKPOINT) or b"", keys, name=CHECKPOINT)
    if newest is None:
        return [*of_newest, fails("ledger-read", why="it has no checkpoint to begin with")]
    faults = Faults()
    # a witness co-signs what is newest when it asks; that every checkpoint has one is not demanded
    unwitnessed = replace(keys, witnesses=())
    own = [newest, *_signed(((path, export.read(path) or b"") for path in export.checkpoints()), unwitnessed, faults)]
    others = _signed(((f"--seen {number}", note) for number, note in enumerate(seen, start=1)), unwitnessed, faults)
    own.sort(key=lambda checked: checked.head.size)
    origin, size = newest.head.origin, newest.head.size
    _of_one_ledger([*own, *others], origin, size, faults)
    walk = Walk(export, size, faults)
    roots = walk.roots(checked.head.size for checked in (*own, *others) if checked.head.size <= size)
    if details and walk.entries and not walk.opened:
        faults.add("details-whole", missing=walk.entries, erased=0)
    if walk.edge.size < size:
        faults.add("ledger-whole", size=size, count=walk.edge.size)
    _compare(own, others, roots, faults)
    _in_order(own, faults)
    return [holds("ledger-read", origin=origin, size=size), *of_newest, *_held(walk, own, size, faults), *faults.all()]


def _key_document(export: Export) -> Members:
    """Return the key document of the export; nothing in it is trusted for standing there."""
    content = export.read(KEYS)
    try:
        return strict_object(content) if content is not None else {}
    except ValueError:
        return {}


def _signed(notes: Iterable[tuple[str, bytes]], keys: TrustedKeys, faults: Faults) -> list[Checked]:
    """Return the checkpoints that the ledger has signed; an unsigned one is a fault."""
    signed = []
    for name, note in notes:
        checked, findings = checkpoint_checks.check(note, keys, name=name)
        faults.take(findings)
        if checked is not None and checked.signed:
            signed.append(checked)
    return signed


def _of_one_ledger(all_of_them: Sequence[Checked], origin: str, size: int, faults: Faults) -> None:
    for checked in all_of_them:
        if checked.head.origin != origin:
            faults.add("one-ledger", origin=origin, other=checked.head.origin)
        elif checked.head.size > size:
            faults.add("ledger-whole", size=checked.head.size, count=size)


def _compare(own: Sequence[Checked], others: Sequence[Checked], roots: Mapping[int, bytes], faults: Faults) -> None:
    """Compare each checkpoint's root with that of the entries up to its size."""
    known = [checked for checked in (*own, *others) if checked.head.size in roots]
    right = {checked.head.size for checked in known if roots[checked.head.size] == checked.head.root}
    last = max(right, default=0)
    beyond = [checked.head.size for checked in known if checked.head.size > last]
    if beyond:  # from somewhere on nothing fits: the first one says where
        faults.add("roots-hold", size=min(beyond), since=last)
    for checked in known:
        size = checked.head.size
        if size <= last and roots[size] != checked.head.root:  # later ones fit: the ledger has signed two trees
            faults.add("trees-agree", older=size, newer=last)


def _in_order(own: Sequence[Checked], faults: Faults) -> None:
    timed = [checked for checked in own if checked.at is not None]
    for before, after in pairwise(timed):
        if before.head.size < after.head.size and (after.at or 0) < (before.at or 0):
            faults.add("times-ordered", size=after.head.size)


def _held(walk: Walk, own: Sequence[Checked], size: int, faults: Faults) -> Iterator[Finding]:
    if walk.entries == size:  # of what could not be read nothing is said to hold
        yield from faults.unless("entries-unchanged", count=size)
        yield from faults.unless("entries-there")
        yield from faults.unless("entries-read")
        yield from faults.unless("entries-once")
    yield from faults.unless("tiles-whole", count=walk.tiles)
    yield from faults.unless("one-ledger", origin=own[0].head.origin)
    if walk.edge.size == size:
        yield from faults.unless("roots-hold", count=len({checked.head.size for checked in own}))
    yield from faults.unless("ledger-whole", size=size)
    yield from faults.unless("times-ordered")
    if walk.opened:
        yield from faults.unless("details-opened", count=walk.opened)
        if faults.none_of("details-there"):
            yield from faults.unless("details-whole", erased=walk.erased)
    if walk.signed and faults.none_of("request-kept", "request-signed", "system-key-known"):
        yield holds("legal-acts-signed", count=walk.signed)
