"""Reads HMCTS documents, writes our rows, acts and the report; imports the rows and performs the acts when asked."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from chassis.process.secret_files import secret_file, secret_folder
from cli.case.acting import perform_all
from cli.case.hmcts import Adapted, Ours, adapted
from cli.case.leaves import Leaves
from cli.case.notes import Notes
from cli.case.sending import Sending, send_file
from cli.say import Refused, people


def adapt(
    files: Sequence[Path], out: Path, place: str, articles: Path | None, how: Sending | None, *, act: bool = False
) -> int:
    """Write what the files become; with `how`, import the rows, and then `act`. Return 0, or what the import returns.

    What became of the acts stands in the report: none of them is lost, and the next run performs what can be by then.
    """
    ours = Ours(place, _read(articles) if articles else {})
    notes, unread, cases = Notes(), Counter[str](), list[Adapted]()
    for file in files:
        notes.file = file.name
        leaves = Leaves(_read(file))
        found = adapted(leaves, ours, notes)
        if not found:
            notes.add("", "no-case", "No prosecution case was found in this document.")
        cases += found
        unread += leaves.unread()
    secret_folder(out)
    rows = out / "cases.ndjson"
    with secret_file(rows) as file_of_rows, secret_file(out / "acts.ndjson") as file_of_acts:
        file_of_rows.writelines(orjson.dumps(each.row) + b"\n" for each in cases)
        file_of_acts.writelines(orjson.dumps(act) + b"\n" for each in cases for act in each.acts)
    report = _report(cases, notes, unread)
    _write(out, report)
    people.print(
        f"{len(cases)} cases, {sum(len(each.acts) for each in cases)} acts, {len(notes.all)} notes, "
        f"{unread.total()} values without a place: {out / 'report.json'}"
    )
    if how is None:
        return 0
    code = send_file(rows, None, how)
    acts = [each for case in cases for each in case.acts] if act and not how.dry_run else []
    told = perform_all(acts, how) if acts else []
    _write(out, report | ({"performed": told} if acts else {}))
    return code or int(len(told) < len(acts))


def _write(out: Path, report: Mapping[str, Any]) -> None:  # Any: a JSON document
    with secret_file(out / "report.json") as file:
        file.write(json.dumps(report, ensure_ascii=False, indent=2).encode() + b"\n")


def _read(file: Path) -> Any:  # Any: whatever JSON the file holds
    try:
        return orjson.loads(file.read_bytes())
    except OSError as fault:
        raise Refused(f"Cannot read {file}: {fault.strerror}.", f"ອ່ານ {file} ບໍ່ໄດ້.") from fault
    except ValueError as fault:
        raise Refused(f"{file.name} is not JSON.", f"{file.name} ບໍ່ແມ່ນ JSON.") from fault


def _report(
    cases: Sequence[Adapted], notes: Notes, unread: Mapping[str, int]
) -> dict[str, Any]:  # Any: a JSON document
    acts = Counter(act["operation"] for each in cases for act in each.acts)
    return {
        "cases": len(cases),
        "participants": sum(len(each.row["participants"]) for each in cases),
        "acts": dict(sorted(acts.items())),
        "notes": notes.listed(),
        "unmapped": [{"path": path, "values": unread[path]} for path in sorted(unread)],
    }
