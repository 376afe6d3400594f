"""Welcome text of `saphan run` once it is open: URLs, a warning, and one command to try."""

import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

import orjson
from rich.markup import escape

from cli.data_folder import DataFolder
from cli.demo.records import DISTRICT, case_opening
from cli.say import output

EXAMPLE: Final = "open-case.json"
LOUD: Final = "bold black on yellow"
SYSTEM: Final = "police-case-system"


def write_example(folder: DataFolder) -> None:
    """Write the body of a first exchange, so that the command below works as it stands."""
    content = orjson.dumps(case_opening(), option=orjson.OPT_INDENT_2)
    (folder.examples / EXAMPLE).write_bytes(content + b"\n")


def first_command(folder: DataFolder) -> str:
    """Return the line that makes a newcomer's first exchange, as this shell would run it."""
    credentials, body = _short(folder.sandbox / f"{SYSTEM}.json"), _short(folder.examples / EXAMPLE)
    # in the country the police act from 167 offices, in the small sandbox from one
    office = ["--office", DISTRICT] if folder.country.exists() else []
    words = [_saphan(), "call", "--as", credentials, *office, "POST", "/case-registry/v1/cases", "--body", body]
    return shlex.join(words)


def greet(folder: DataFolder, url: str, seconds: float, *, brief: bool = False) -> None:
    """Print everything a newcomer needs; `brief` is for a run that only serves a demo."""
    output.print(f"\n[green]✓ Ready in {seconds:.1f} s[/green] · [green]ພ້ອມໃຊ້ແລ້ວ[/green]\n")
    output.print(" NOT FOR PRODUCTION: sample members, and their keys lie on this disk. ", style=LOUD)
    output.print(" ບໍ່ແມ່ນລະບົບຈິງ: ໃຊ້ເພື່ອທົດລອງເທົ່ານັ້ນ, ກະແຈຂອງທຸກລະບົບຢູ່ໃນເຄື່ອງນີ້. ", style=LOUD)
    if brief:
        return
    output.print()
    for en, lo, value in (
        ("Gateway", "ປະຕູເຊື່ອມຕໍ່", url),
        ("Docs", "ເອກະສານ", f"{url}/docs"),
        ("Sandbox", "ກະແຈທົດລອງ", str(folder.sandbox)),
    ):
        output.print(f"  [bold]{en:<8}[/bold] {escape(value)}  [dim]{lo}[/dim]")
    output.print("\n  In another terminal, a first exchange [dim]ທົດລອງແລກປ່ຽນຄັ້ງທຳອິດ, ໃນໜ້າຕ່າງອື່ນ[/dim]:")
    output.print(f"  [cyan]{escape(first_command(folder))}[/cyan]\n")
    output.print("  [dim]Ctrl-C stops it. ກົດ Ctrl-C ເພື່ອຢຸດ.[/dim]")


def _saphan() -> str:
    """Return how this very command is typed: its name when the shell finds it, else its path."""
    started = Path(sys.argv[0])
    if started.name != "saphan":
        return "saphan"
    on_path = shutil.which("saphan")
    return "saphan" if on_path and Path(on_path).resolve() == started.resolve() else _short(started)


def _short(path: Path) -> str:
    """Return the path as seen from here when it lies below, else whole."""
    absolute = path.absolute()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)
