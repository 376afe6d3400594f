"""The audit of a ledger: one that holds, and every way of bending one."""

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.evidence import TRUSTED, write_export
from evidence import merkle
from evidence.audit import audit
from evidence.base64url import b64url
from evidence.canonical import canonical
from evidence.entries import Phase
from evidence.exports import ExportUnreadable, Folder, Tar, open_export
from evidence.findings import Finding, all_hold
from evidence.tiles import ENTRIES, WIDTH, Edge, Tile, bundle, entries_in
from evidence.trusted_keys import TrustedKeys
from tests.support.evidence import (
    AT,
    KEYS,
    LOG_KEYS,
    Log,
    Logged,
    a_legal_act,
    an_erasure,
    an_intent,
    an_outcome,
    exported,
    trusted,
)

SIZE = 600  # two full bundles and a partial one


def a_log(size: int = SIZE) -> Log:
    entries = []
    for number in range(size // 2):
        intent = an_intent(f"xch_{number}")
        entries += [intent, an_outcome(intent)]
    return Log(entries)


LOG = a_log()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return exported(LOG, tmp_path / "ledger", kept=[1, 256, 300, 512])


def failing(folder: Path, *, seen: list[bytes] | None = None) -> list[tuple[str, object]]:
    findings = audit(open_export(folder), KEYS, seen=seen or [])
    return [(finding.code, first(finding)) for finding in findings if not finding.holds]


def first(finding: Finding) -> object:
    assert all(finding.sentence(language) for language in ("lo", "en"))
    return next(iter(finding.particulars.values()), None)


def entries_of(folder: Path, tile: Tile) -> list[bytes]:
    return entries_in(folder.joinpath(tile.path).read_bytes())


def rewritten(folder: Path, tile: Tile, change: Callable[[list[bytes]], None]) -> None:
    entries = entries_of(folder, tile)
    change(entries)
    folder.joinpath(tile.path).write_bytes(bundle(entries))


def test_a_ledger_that_nobody_bent_holds(export: Path) -> None:
    findings = audit(open_export(export), KEYS)
    assert all_hold(findings)
    assert [finding.code for finding in findings] == [
        "ledger-read", "checkpoint-read", "checkpoint-signed", "checkpoint-witnessed", "entries-unchanged",
        "entries-there", "entries-read", "entries-once", "tiles-whole", "one-ledger", "roots-hold", "ledger-whole",
        "times-ordered", "details-opened", "details-whole",
    ]  # fmt: skip
    assert {finding.code: first(finding) for finding in findings}["details-opened"] == SIZE


@pytest.mark.parametrize("size", [0, 2, 256, 512, 514])
def test_a_ledger_of_any_size_holds(tmp_path: Path, size: int) -> None:
    assert all_hold(audit(open_export(exported(a_log(size), tmp_path, details=False)), KEYS))


def test_a_tar_is_read_in_place(export: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "ledger.tar", "w") as tar:
        tar.add(export, arcname=".")
    read = Tar(tmp_path / "ledger.tar")
    assert all_hold(audit(read, KEYS))
    assert read.read("nothing") is None
    assert list(read.checkpoints()) == list(Folder(export).checkpoints())
    assert list(read.details()) == list(Folder(export).details())


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_tar_that_breaks_off_does_not_hold(export: Path, tmp_path: Path, kept: float) -> None:
    whole, broken = tmp_path / "ledger.tar", tmp_path / "broken.tar"
    with tarfile.open(whole, "w") as tar:
        for path in ("details.ndjson", "checkpoint", "checkpoints", "tile"):
            tar.add(export / path, arcname=path)
    broken.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * kept)])
    try:
        findings = audit(open_export(broken), KEYS)
    except ExportUnreadable:
        return
    assert not all_hold(findings)
    assert len(list(open_export(broken).details())) <= SIZE


def test_details_longer_than_a_block_are_read_line_by_line(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evidence.exports.MAX_FILE", 8192)
    monkeypatch.setattr("evidence.exports.MAX_LINE", 8192)
    with tarfile.open(tmp_path / "ledger.tar", "w") as tar:
        tar.add(export / "details.ndjson", arcname="details.ndjson")
    read = Tar(tmp_path / "ledger.tar")
    assert list(read.details()) == list(Folder(export).details())
    with pytest.raises(ExportUnreadable, match="too large"):
        read.read("details.ndjson")
    with pytest.raises(ExportUnreadable, match="too large"):
        Folder(export).read("details.ndjson")


def test_an_entry_that_was_changed_is_named(export: Path) -> None:
    forged = an_outcome(an_intent("xch_forged")).leaf
    rewritten(export, Tile(ENTRIES, 1), lambda entries: entries.__setitem__(7, forged))
    assert failing(export) == [("entries-unchanged", 263), ("details-opened", 263)]


def test_an_entry_that_was_deleted_is_named(export: Path) -> None:
    rewritten(export, Tile(ENTRIES, 0), lambda entries: entries.__setitem__(5, b""))
    assert failing(export) == [("entries-there", 5), ("details-read", 6)]


def test_entries_that_changed_places_are_named(export: Path) -> None:
    rewritten(export, Tile(ENTRIES, 0), lambda entries: entries.insert(3, entries.pop(2)))
    assert failing(export)[:3] == [("entries-unchanged", 2), ("details-opened", 2), ("entries-unchanged", 3)]


def test_an_entry_that_was_inserted_is_named(export: Path) -> None:
    def insert(entries: list[bytes]) -> None:
        entries.insert(3, b"x")
        entries.pop()

    rewritten(export, Tile(ENTRIES, 0), insert)
    found = failing(export)
    assert ("entries-read", 3) in found
    assert ("entries-unchanged", 4) in found
    assert ("and-more", "entries-unchanged") in found


def test_a_tree_that_was_built_anew_shows_in_its_roots(tmp_path: Path) -> None:
    entries = list(LOG.entries)
    entries[400] = an_outcome(an_intent("xch_forged"))
    folder = exported(Log(entries), tmp_path, kept=[500])
    for path, size in (("checkpoint", SIZE), ("checkpoints/300", 300), ("checkpoints/500", 500)):
        folder.joinpath(path).write_bytes(LOG.note(size, at=AT))
    assert failing(folder) == [("roots-hold", 500)]
    (found,) = [finding for finding in audit(open_export(folder), KEYS) if not finding.holds]
    assert found.particulars == {"size": 500, "since": 300}


def test_two_trees_are_told_apart_by_a_checkpoint_seen_elsewhere(export: Path) -> None:
    entries = list(LOG.entries)
    entries[100] = an_outcome(an_intent("xch_forged"))
    other = Log(entries)
    assert failing(export, seen=[LOG.note(301)]) == []
    assert failing(export, seen=[other.note(301)]) == [("trees-agree", 301)]
    assert failing(export, seen=[other.note(SIZE)]) == [("trees-agree", SIZE)]


def test_a_ledger_whose_end_was_cut_off_is_told_by_a_checkpoint_seen_elsewhere(tmp_path: Path) -> None:
    folder = exported(a_log(400), tmp_path)
    assert failing(folder) == []
    assert failing(folder, seen=[LOG.note()]) == [("ledger-whole", SIZE)]
    folder.joinpath("checkpoints").mkdir()
    folder.joinpath("checkpoints/newer").write_bytes(LOG.note())
    assert ("ledger-whole", SIZE) in failing(folder)


def test_an_end_that_is_missing_is_named(export: Path) -> None:
    for path in (Tile(ENTRIES, 1).path, Tile(0, 1).path, Tile(ENTRIES, 2, 88).path, Tile(0, 2, 88).path):
        export.joinpath(path).unlink()
    found = failing(export)
    assert ("ledger-whole", SIZE) in found
    assert ("tiles-whole", Tile(0, 1).path) in found
    assert "entries-unchanged" not in [finding.code for finding in audit(open_export(export), KEYS)]


@pytest.mark.parametrize("tile", [Tile(0, 0), Tile(0, 2, 88), Tile(1, 0, 2)], ids=lambda tile: tile.path)
def test_a_tile_that_was_altered_is_noticed(export: Path, tile: Tile) -> None:
    content = bytearray(export.joinpath(tile.path).read_bytes())
    content[40] ^= 1
    export.joinpath(tile.path).write_bytes(content)
    codes = {code for code, _ in failing(export)}
    assert codes <= {"entries-unchanged", "roots-hold", "tiles-whole"}
    assert codes


@pytest.mark.parametrize("tile", [Tile(0, 0), Tile(1, 0, 2), Tile(ENTRIES, 0)], ids=lambda tile: tile.path)
def test_a_tile_that_is_missing_is_named(export: Path, tile: Tile) -> None:
    export.joinpath(tile.path).unlink()
    assert ("tiles-whole", tile.path) in failing(export)


@pytest.mark.parametrize("content", [b"\x00", b"\x00\x01x"], ids=["half a length", "too few"])
def test_a_broken_bundle_is_named(export: Path, content: bytes) -> None:
    export.joinpath(Tile(ENTRIES, 0).path).write_bytes(content)
    assert ("tiles-whole", Tile(ENTRIES, 0).path) in failing(export)


def test_a_full_tile_stands_for_a_partial_one(tmp_path: Path) -> None:
    folder, log = exported(a_log(WIDTH), tmp_path), a_log(WIDTH)
    folder.joinpath("checkpoint").write_bytes(log.note(100))
    folder.joinpath("details.ndjson").unlink()
    assert failing(folder) == []


def test_an_exchange_that_ended_twice_is_named(tmp_path: Path) -> None:
    intent = an_intent("xch_0")
    refused = Logged(Phase.REFUSED, intent.details | {"phase": "refused"})
    log = Log([*a_log(298).entries, refused])
    assert failing(exported(log, tmp_path)) == [("entries-once", "xch_0")]
    rewritten(tmp_path, Tile(ENTRIES, 0), lambda entries: entries.__setitem__(9, b"x"))
    assert ("entries-once", "xch_0") in failing(tmp_path)


@pytest.mark.parametrize("path", ["checkpoint", "checkpoints/300"], ids=["newest", "kept"])
def test_a_checkpoint_that_was_altered_is_named(export: Path, path: str) -> None:
    note = export.joinpath(path).read_bytes()
    head = LOG.head(SIZE if path == "checkpoint" else 300)
    export.joinpath(path).write_bytes(note.replace(f"\n{head.size}\n".encode(), f"\n{head.size - 1}\n".encode()))
    assert "checkpoint-signed" in {code for code, _ in failing(export)}


def test_a_checkpoint_that_cannot_be_read_is_named(export: Path) -> None:
    export.joinpath("checkpoints/300").write_bytes(b"nothing")
    assert failing(export) == [("checkpoint-read", "checkpoints/300")]
    export.joinpath("checkpoint").unlink()
    assert [code for code, _ in failing(export)] == ["checkpoint-read", "ledger-read"]


def test_a_checkpoint_of_another_ledger_is_named(export: Path) -> None:
    other = Log(LOG.entries, origin="other.example/log")
    signers = [key.from_seed("other.example/log", key.verifier.type, b"o" * 32) for key in LOG_KEYS]
    export.joinpath("checkpoints/other").write_bytes(other.note(300, signers=signers))
    keys = TrustedKeys.of(trusted(log=[key.verifier.vkey for key in (*LOG_KEYS, *signers)]))
    found = [finding for finding in audit(open_export(export), keys) if not finding.holds]
    assert [(finding.code, finding.particulars["other"]) for finding in found] == [("one-ledger", "other.example/log")]


def test_a_clock_that_was_set_back_between_two_checkpoints_is_named(export: Path) -> None:
    export.joinpath("checkpoints/512").write_bytes(LOG.note(512, at=AT))
    assert failing(export) == [("times-ordered", 512)]


def test_details_that_were_altered_are_named(export: Path) -> None:
    details = export / "details.ndjson"
    details.write_bytes(
        details.read_bytes().replace(b'"xch_3","intent"', b'"xch_3","intent"').replace(b"201", b"409", 1)
    )
    assert failing(export) == [("details-opened", 1)]


def test_details_are_read_however_they_are_spelt(export: Path) -> None:
    details = export / "details.ndjson"
    spelt = [json.dumps(json.loads(line)) for line in details.read_bytes().splitlines()]
    details.write_text("\n".join(spelt) + "\n")
    assert failing(export) == []


@pytest.mark.parametrize(
    "line",
    [
        b"no JSON\n",
        b'{"index":"1","salt":"","details":{}}\n',
        b'{"index":0,"salt":"","details":{}}\n',
        b'{"index":3,"index":3,"salt":"","details":{}}\n',
        b'{"index":3,"salt":"","details":{"a":NaN}}\n',
    ],
    ids=["word", "text", "again", "a member twice", "no number"],
)
def test_a_line_of_details_that_is_broken_or_out_of_order_is_named(export: Path, line: bytes) -> None:
    details = export / "details.ndjson"
    lines = details.read_bytes().splitlines(keepends=True)
    details.write_bytes(b"".join([*lines[:3], line, *lines[3:]]))
    assert failing(export) == [("details-read", 4)]


def test_details_beyond_the_ledger_are_named(export: Path) -> None:
    with export.joinpath("details.ndjson").open("ab") as details:
        details.write(b'{"details":{},"index":600,"salt":""}\n')
    assert failing(export) == [("details-read", SIZE + 1)]


ACTS = [a_legal_act("xch_act1"), a_legal_act("xch_act2"), a_legal_act("xch_act3")]
WITH_ACTS = [entry for act in ACTS for entry in (act, an_outcome(act))]


def with_lines(folder: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the lines of the details."""
    file = folder / "details.ndjson"
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    change(lines)
    file.write_bytes(b"".join(canonical(line) + b"\n" for line in lines))


def test_erased_details_leave_the_ledger_whole_where_entries_tell_of_them(tmp_path: Path) -> None:
    told = [an_erasure("xch_act1"), an_erasure("xch_act2", below="xch_act4", rows={"details": 4})]
    folder = exported(Log([*WITH_ACTS, *told]), tmp_path)
    with_lines(folder, lambda lines: lines.__delitem__(slice(0, 6)))
    findings = audit(open_export(folder), KEYS, details=True)
    assert all_hold(findings), failing(folder)
    assert {finding.code: first(finding) for finding in findings}["details-whole"] == 6


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ([], [("details-there", "xch_act1"), ("details-there", "xch_act1")]),
        ([an_erasure("xch_act2")], [("details-there", "xch_act1"), ("details-there", "xch_act1")]),
        ([an_erasure("xch_act1", rows={"details": 1})], [("details-whole", 2)]),
        ([an_erasure("xch_a", below="xch_b", rows={"details": 1})], [("details-whole", 2)]),
    ],
    ids=["nobody tells", "another was erased", "more than was told", "more of a month than was told"],
)
def test_details_that_are_gone_and_not_told_of_are_named(
    tmp_path: Path, told: list[Logged], found: list[tuple[str, object]]
) -> None:
    folder = exported(Log([*WITH_ACTS, *told]), tmp_path)
    with_lines(folder, lambda lines: lines.__delitem__(slice(0, 2)))
    assert failing(folder) == found


def test_an_erasure_that_is_not_an_entry_of_the_ledger_explains_nothing(tmp_path: Path) -> None:
    folder = exported(Log(WITH_ACTS), tmp_path)
    forged = {"index": 6, "salt": b64url(bytes(32)), "details": an_erasure("xch_act1").details}
    with_lines(folder, lambda lines: lines.__setitem__(slice(None), [*lines[2:], forged]))
    assert failing(folder) == [("details-read", 5)]


@pytest.mark.parametrize("left", [None, b"", b"[]\n"], ids=["no file", "nothing in it", "no opening"])
def test_details_that_were_asked_for_and_are_not_there_are_missed(export: Path, left: bytes | None) -> None:
    file = export / "details.ndjson"
    file.unlink() if left is None else file.write_bytes(left)
    findings = audit(open_export(export), KEYS, details=True)
    assert ("details-whole", SIZE) in [(each.code, first(each)) for each in findings if not each.holds]


BENT: dict[str, tuple[Callable[[dict[str, Any]], object], list[str]]] = {
    "dropped": (lambda line: line.pop("signature"), ["request-kept"]),
    "null": (lambda line: line.__setitem__("signature", None), ["request-kept"]),
    "emptied": (lambda line: line.__setitem__("signature", {}), ["request-kept", "request-signed"]),
    "changed": (lambda line: line["signature"].__setitem__("base", "GET"), ["request-kept", "request-signed"]),
    "of another type": (lambda line: line.__setitem__("signature", "x"), ["details-read", "details-there"]),
    "no longer named": (lambda line: line["details"].pop("signature"), ["details-opened", "request-kept"]),
}


@pytest.mark.parametrize("way", BENT)
def test_every_legal_act_has_the_signature_that_its_entry_names(tmp_path: Path, way: str) -> None:
    folder = exported(Log(WITH_ACTS), tmp_path)
    findings = audit(open_export(folder), KEYS, details=True)
    assert all_hold(findings)
    assert {finding.code: first(finding) for finding in findings}["legal-acts-signed"] == 3
    change, codes = BENT[way]
    with_lines(folder, lambda lines: change(lines[2]))
    assert sorted(code for code, _ in failing(folder)) == sorted(codes)


@pytest.mark.parametrize("told", [None, b"[]", b"{}", b'{"keys":{}}', b'{"keys":[1,{}]}', b"\xff"], ids=repr)
def test_a_key_that_is_not_there_is_a_finding_and_no_silence(tmp_path: Path, told: bytes | None) -> None:
    folder = exported(Log(WITH_ACTS), tmp_path)
    file = folder / "system-keys"
    file.unlink() if told is None else file.write_bytes(told)
    assert failing(folder) == [("system-key-known", f"xch_act{number}") for number in (1, 2, 3)]


def test_a_ledger_of_three_levels_holds_and_its_second_level_is_looked_at(tmp_path: Path) -> None:
    write_export(tmp_path, WIDTH * WIDTH + 300)
    assert all_hold(audit(open_export(tmp_path), TRUSTED))
    tile = tmp_path / Tile(1, 0).path
    tile.write_bytes(tile.read_bytes()[::-1])
    assert [finding.code for finding in audit(open_export(tmp_path), TRUSTED) if not finding.holds] == ["tiles-whole"]


@pytest.mark.parametrize("path", ["nothing", "file"])
def test_what_is_no_export_is_refused(tmp_path: Path, path: str) -> None:
    tmp_path.joinpath("file").write_bytes(b"no tar" * 200)
    with pytest.raises(ExportUnreadable):
        open_export(tmp_path / path)


def test_the_edge_of_the_tree_is_that_of_its_entries() -> None:
    edge = Edge()
    edge.extend(entry.hash for entry in LOG.entries)
    assert edge.root() == LOG.head().root == merkle.root(entry.hash for entry in LOG.entries)
