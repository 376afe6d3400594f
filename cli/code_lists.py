"""`saphan list`: a national code list from a file, as one change that two officers decide; and how a file differs."""

import asyncio
from pathlib import Path
from typing import Any, Final

from rich.markup import escape

from chassis.client.exchange_client import Answer
from cli.bad_rows import BadRow, bad_in, told
from cli.code_list_files import Codes, read_codes, write_codes
from cli.directory import asked, on_wire, shown
from cli.refusals import Refused
from cli.say import output, people, progress
from contracts.codelists import NATIONAL, CodeList
from gateway.directory.code_rows import code_of, is_published
from gateway.directory.codes import NationalList
from gateway.directory.content import DirectoryContent

_NOT_FOUND: Final = 404


def write(file: Path, name: str | None, credentials: Path) -> int:
    """Write the list with past and future codes as a file that `plan` and `apply` read; return 0."""
    listed = _present(_name(file, name), credentials)
    write_codes(file, listed)
    people.print(f"{len(listed.codes):,} codes of {listed.name}, version {listed.version}, are in {file}.")
    people.print(f"ລະຫັດ {len(listed.codes):,} ຕົວຂອງບັນຊີ {listed.name}, ລຸ້ນ {listed.version}, ຢູ່ໃນ {file}.")
    return 0


def diff(file: Path, name: str | None, credentials: Path) -> int:
    """Print how the file differs from the list that is in force; return 0, or 1 when rows are bad."""
    listed = _present(_name(file, name), credentials)
    read = read_codes(file, listed)
    if read.bad:
        return told(read.bad)
    named = {code.code: code.as_held() for code in read.codes}
    new = [code for code in named if code not in listed.codes]
    changed = [code for code in named if code in listed.codes and named[code] != listed.codes[code]]
    left = sorted(listed.codes.keys() - named.keys())
    for sign, codes in (("+", new), ("~", changed), ("=", left)):
        for code in codes:
            shown_ = named.get(code) or listed.codes[code]
            output.print(f"{sign} {code} {escape(shown_.lo)} / {escape(shown_.en)}")
    people.print(f"new {len(new):,}, changed {len(changed):,}, not in the file {len(left):,}: those stay as they are")
    people.print(f"ໃໝ່ {len(new):,}, ປ່ຽນ {len(changed):,}, ບໍ່ຢູ່ໃນໄຟລ໌ {len(left):,}: ລະຫັດເຫຼົ່ານັ້ນຄືເກົ່າ")
    return 0


def plan(file: Path, name: str | None, credentials: Path) -> int:
    """Print what the file would make different; return 0, or 1 when rows are bad or the gateway refuses."""
    read, content = _content(file, name, credentials)
    answer = _asked("/plans", credentials, None, on_wire(content))
    if bad := _bad(read, answer):
        return told(bad)
    return shown(answer, "nothing is different. ບໍ່ມີຫຍັງຕ່າງ.")


def propose(file: Path, name: str | None, credentials: Path, officer: str, reason: str) -> int:
    """Propose what the file says as one change; return 0, or 1 when rows are bad: then nothing is proposed."""
    read, content = _content(file, name, credentials)
    if read.bad:
        return told(_bad(read, _asked("/plans", credentials, None, on_wire(content))))
    answer = _asked("/changes", credentials, officer, {"reason": reason, "content": on_wire(content)})
    if bad := _bad(read, answer):
        return told(bad)
    return shown(answer, "")


def _content(file: Path, name: str | None, credentials: Path) -> tuple[Codes, DirectoryContent]:
    """Return what a file says, with the list's head where it says another, or the directory has none yet."""
    listed = _present(_name(file, name), credentials)
    read = read_codes(file, listed)
    head = read.head
    if head is None and not is_published(listed):
        head = NationalList(name=listed.name, lo=listed.lo, en=listed.en, attributes=dict(listed.attributes))
    heads = () if head is None else (head,)
    return read, DirectoryContent(code_lists=heads, codes=tuple(read.codes))


def _present(name: str, credentials: Path) -> CodeList:
    """Return the list as everybody reads it, empty where there is none yet; raise `Refused` for the programme's."""
    answer = asyncio.run(asked("GET", f"/code-lists/{name}", credentials))
    document: dict[str, Any] = answer.json()  # Any: of directory/code-list
    if answer.status == _NOT_FOUND:
        return CodeList(name, "0", {}, NATIONAL)
    if not answer.ok:
        said = document["errors"][0]["message"] if document.get("errors") else {"en": "", "lo": ""}
        where = f"{answer.status} {document.get('code')}"
        raise Refused(f"{where}: {said['en']}", f"{where}: {said['lo']}")
    if document["governs"] != NATIONAL:
        raise Refused(
            f"{name} is the programme's: its codes come with a release.", f"{name} ເປັນຂອງໂປຣແກຣມ: ລະຫັດມາພ້ອມລຸ້ນໃໝ່."
        )
    codes = {code["code"]: code_of(code) for code in document["codes"]}
    attributes = document.get("attributes", {})
    return CodeList(name, document["version"], codes, NATIONAL, document["lo"], document["en"], attributes)


def _name(file: Path, name: str | None) -> str:
    return file.stem if name is None else name


def _asked(path: str, credentials: Path, officer: str | None, body: object) -> Answer:
    with progress(people, "The gateway looks at every code.", "ປະຕູເຊື່ອມຕໍ່ກຳລັງກວດທຸກລະຫັດ."):
        return asyncio.run(asked("POST", path, credentials, officer, body))


def _bad(read: Codes, answer: Answer) -> list[BadRow]:
    """Return every bad row: those of the file, and those that the gateway or the register has found."""
    return [*read.bad, *bad_in(answer, "codes", read.lines)]
