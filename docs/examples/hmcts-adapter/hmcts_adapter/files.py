"""Reads HMCTS documents, and writes our cases, their acts and the report: what was mapped, and what has no place."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from chassis.process.secret_files import secret_file, secret_folder
from hmcts_adapter.cases import Adapted, Ours, adapted
from hmcts_adapter.leaves import Leaves
from hmcts_adapter.notes import Notes

CASES: Final = "cases.ndjson"  # a row for `saphan case import` on each line
ACTS: Final = "acts.ndjson"
REPORT: Final = "report.json"


class CannotGoOn(Exception):  # noqa: N818 - a sentence for people
    """The command cannot go on; the text says why."""


def map_documents(files: Sequence[Path], out: Path, place: str, articles: Path | None) -> str:
    """Write what the documents become into the folder and return that in one sentence; raise `CannotGoOn`."""
    ours = Ours(place, read_json(articles) if articles else {})
    notes, unread, cases = Notes(), Counter[str](), list[Adapted]()
    for file in files:
        notes.file = file.name
        leaves = Leaves(read_json(file))
        mapped = adapted(leaves, ours, notes)
        if not mapped:
            notes.add("", "no-case", "No prosecution case was found in this document.")
        cases += mapped
        unread += leaves.unread()
    acts = [act for each in cases for act in each.acts]
    secret_folder(out)  # cases are about people: the files are their owner's alone
    _write_lines(out / CASES, [each.row for each in cases])
    _write_lines(out / ACTS, acts)
    write_report(out, _report(cases, acts, notes, unread))
    return (
        f"{len(cases)} cases, {len(acts)} acts, {len(notes.all)} notes, "
        f"{unread.total()} values without a place: {out / REPORT}"
    )


def read_acts(folder: Path) -> list[dict[str, Any]]:  # Any: acts as `map_documents` wrote them
    """Return the acts in the folder, in their order."""
    return [json.loads(line) for line in _read(folder / ACTS).splitlines()]


def read_json(file: Path) -> Any:  # Any: whatever JSON the file holds
    """Return what the file holds; raise `CannotGoOn` naming it."""
    try:
        return json.loads(_read(file))
    except ValueError as fault:
        raise CannotGoOn(f"{file.name} is not JSON.") from fault


def write_report(folder: Path, report: Mapping[str, Any]) -> None:  # Any: a JSON document
    """Write the report so that people can read it."""
    with secret_file(folder / REPORT) as file:
        file.write(json.dumps(report, ensure_ascii=False, indent=2).encode() + b"\n")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise CannotGoOn(f"cannot read {file}: {fault.strerror}.") from fault


def _write_lines(file: Path, documents: Sequence[Mapping[str, Any]]) -> None:  # Any: JSON documents
    with secret_file(file) as lines:
        lines.writelines(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in documents)


def _report(
    cases: Sequence[Adapted], acts: Sequence[Mapping[str, Any]], notes: Notes, unread: Mapping[str, int]
) -> dict[str, Any]:  # Any: a JSON document
    return {
        "cases": len(cases),
        "participants": sum(len(each.row["participants"]) for each in cases),
        "acts": dict(sorted(Counter(act["operation"] for act in acts).items())),
        "notes": notes.listed(),
        "unmapped": [{"path": path, "values": unread[path]} for path in sorted(unread)],
    }
