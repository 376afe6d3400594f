"""Work of `saphan schema check`: holds documents against national schemas offline, and says what is wrong in them.

One document at a time is in memory, and none that is longer than `MOST`. What only the gateway knows, members, offices
and what the directory has changed since this version, is not looked up here.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal

from rich.markup import escape

from cli.refusals import NOT_CHECKED, Refused
from cli.say import complain, output
from contracts.calendar import VIENTIANE
from contracts.catalogue import Catalogue
from contracts.json_types import JSON
from contracts.nearest import nearest
from contracts.pointers import value_at
from contracts.problems import Fault, MalformedJson
from contracts.schema_files import BASE, parse_id
from contracts.strict_json import loads

MOST: Final = 16 * 1024 * 1024  # bytes of a document
STDIN: Final = "-"
_MOST_IDS: Final = 5
_EXPLAINING_MS: Final = 10_000  # nobody else waits for it

Language = Literal["lo", "en"]
_WHOLE: Final[Mapping[Language, str]] = {"lo": "ທັງເອກະສານ", "en": "the whole document"}


def check(files: Sequence[Path], schema: str | None, lang: Language | None) -> int:
    """Print what is wrong in each document; return 0 when nothing is, 1 when something is, 2 when one is unchecked."""
    asked = None if schema is None else _id_of(schema)
    codes = [_check(file, asked, lang) for file in files]
    return max(codes)


def _check(file: Path, asked: str | None, lang: Language | None) -> int:
    name = str(file)
    try:
        document = loads(_read(file))
        schema_id, document = _with_its_schema(document, asked, name)
    except MalformedJson as refusal:
        faults: list[Fault] = list(refusal.faults)
        return _tell(name, None, faults, document=None, lang=lang)
    except Refused as refusal:
        complain(refusal.en, refusal.lo)  # the other files are checked all the same
        return refusal.exit_code
    schema = Catalogue.load().validator(schema_id)
    if schema.is_valid(document):
        lists, today = Catalogue.load().code_lists, datetime.now(VIENTIANE).date()
        faults, more = schema.code_faults(document, lists, on=today), False
    else:
        faults, more = schema.faults(document, budget_ms=_EXPLAINING_MS)
    return _tell(name, schema_id, faults, document=document, lang=lang, more=more, unseen=schema.looks_up)


def _read(file: Path) -> bytes:
    try:
        if str(file) == STDIN:
            body = sys.stdin.buffer.read(MOST + 1)
        else:
            with file.open("rb") as opened:
                body = opened.read(MOST + 1)
    except OSError as fault:
        raise Refused(
            f"{file} cannot be read: {fault.strerror}.", f"ອ່ານໄຟລ໌ {file} ບໍ່ໄດ້.", exit_code=NOT_CHECKED
        ) from fault
    if len(body) > MOST:
        raise Refused(
            f"{file} is longer than {MOST // 1024 // 1024} MiB: check its parts.",
            f"{file} ຍາວເກີນ {MOST // 1024 // 1024} MiB: ໃຫ້ກວດເປັນສ່ວນໆ.",
            exit_code=NOT_CHECKED,
        )
    return body


def _with_its_schema(document: JSON, asked: str | None, name: str) -> tuple[str, JSON]:
    """Return the schema's id, and the document without `$schema`: editors want it, no national schema has it."""
    stated = document.get("$schema") if isinstance(document, dict) else None
    if isinstance(document, dict) and stated is not None:
        document = {member: value for member, value in document.items() if member != "$schema"}
    if asked is not None:
        return asked, document
    if not isinstance(stated, str):
        raise Refused(
            f"{name} does not say by which schema it is to be checked: give --schema, or $schema in the document.",
            f"{name} ບໍ່ໄດ້ບອກວ່າໃຫ້ກວດຕາມໂຄງຮ່າງໃດ: ໃຫ້ໃສ່ --schema ຫຼື $schema ໃນເອກະສານ.",
            exit_code=NOT_CHECKED,
        )
    return _id_of(stated), document


def _id_of(said: str) -> str:
    """Return the `$id` of a schema, whole or without its address; without a version it is the newest."""
    known = Catalogue.load().ids()
    wanted = said if said.startswith(BASE) else BASE + said.strip("/")
    if wanted in known:
        return wanted
    if versions := [parse_id(each) for each in known if each.rpartition("/v")[0] == wanted]:
        return max(versions, key=lambda name: name.version).id
    short = [each.removeprefix(BASE) for each in known]
    by_name = {each.split("/")[1]: each for each in reversed(short)}  # `person-name` alone is near, too
    wrong = wanted.removeprefix(BASE)
    near = get_close_matches(wrong, short, _MOST_IDS, 0.6) + [
        by_name[name] for name in get_close_matches(wrong.split("/")[-1], list(by_name), _MOST_IDS, 0.7)
    ]
    named = ", ".join(dict.fromkeys(near)) or ", ".join(sorted({each.split("/")[0] + "/…" for each in short}))
    raise Refused(
        f"There is no schema {said}. Nearest: {named}.", f"ບໍ່ມີໂຄງຮ່າງ {said}. ທີ່ໃກ້ຄຽງ: {named}.", exit_code=NOT_CHECKED
    )


def _tell(
    name: str,
    schema_id: str | None,
    faults: Sequence[Fault],
    *,
    document: JSON,
    lang: Language | None,
    more: bool = False,
    unseen: bool = False,
) -> int:
    by = "" if schema_id is None else f" [dim]{schema_id.removeprefix(BASE)}[/dim]"
    mark = "[red]✗[/red]" if faults else "[green]✓[/green]"
    output.print(f"{mark} {escape(name)}{by}")
    for fault in faults:
        _tell_fault(fault, document, lang)
    if more:
        _say(lang, "There is more than this: mend these first.", "ຍັງມີອີກ: ໃຫ້ແກ້ບ່ອນນີ້ກ່ອນ.")
    if unseen and not faults:
        _say(
            lang,
            "Members, offices and systems were not looked up: only the gateway knows them.",
            "ສະມາຊິກ, ຫ້ອງການ ແລະ ລະບົບ ບໍ່ໄດ້ກວດ: ມີແຕ່ປະຕູເຊື່ອມຕໍ່ທີ່ຮູ້ຈັກ.",
        )
    return 1 if faults else 0


def _tell_fault(fault: Fault, document: JSON, lang: Language | None) -> None:
    whole = " · ".join(_WHOLE.values()) if lang is None else _WHOLE[lang]
    output.print(f"  [cyan]{escape(fault.pointer or whole)}[/cyan] [dim]{fault.code}[/dim]")
    said = [fault.lo, fault.en] if lang is None else [fault.lo if lang == "lo" else fault.en]
    for sentence in said:
        output.print(f"    {escape(sentence)}")
    for code in _right_codes(fault, document, lang):
        output.print(f"      [green]{escape(code)}[/green]")


def _right_codes(fault: Fault, document: JSON, lang: Language | None) -> Iterator[str]:
    """Yield up to ten other codes of the list with labels and days: its successors, or those that stand nearest."""
    if (name := fault.params.get("codelist")) is None:
        return
    wrong = str(value_at(document, fault.pointer or ""))
    codes = {code.code: code for code in Catalogue.load().codelist(str(name)).codes.values() if code.code != wrong}
    successors = fault.params.get("successors")
    right = successors if isinstance(successors, list) else nearest(sorted(codes), wrong)
    for code in [codes[each] for each in right]:
        labels = [code.lo, code.en] if lang is None else [code.lo if lang == "lo" else code.en]
        days = f" ({code.valid_from or '…'} to {code.valid_to or '…'})" if code.valid_from or code.valid_to else ""
        yield f"{code.code} · {' · '.join(labels)}{days}"


def _say(lang: Language | None, en: str, lo: str) -> None:
    if lang != "en":
        output.print(f"  [dim]{lo}[/dim]")
    if lang != "lo":
        output.print(f"  [dim]{en}[/dim]")
