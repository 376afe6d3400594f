"""Pages as PDF to be kept (PDF/A-2a, PDF/UA-1): a typst template of a service, and what it shows as data beside it.

A person's name never gets into the source of a template: it comes as JSON, and is parsed there to a text.
"""

import asyncio
import re
import resource
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import orjson
import typst

from chassis.prints.figures import moment
from chassis.prints.letters import FONTS, without_a_glyph
from chassis.prints.sheets import PORTRAIT, Sheet
from chassis.prints.words import Words
from chassis.process.work import WorkPool

STANDARDS: Final = ("a-2a", "ua-1")
LONGEST: Final = 2**18  # bytes of what is shown: a hundred pages of a register, which take 4 s and 400 MB
CPU_S: Final = 30  # for one document

_PACKAGES: Final = Path(__file__).with_name("packages")  # @saphan/prints
_REPEATED: Final = "\u0ec6".encode()  # says that the word before it is said again: typst lets it begin a line
_JOINED: Final = "\u2060\u0ec6".encode()
_PLACE: Final = re.compile(r"┌─ (\S+:\d+:\d+)")


@dataclass(frozen=True, slots=True)
class Head:
    """What every page carries: title, motto of the state, who issues it, number of this print, sheet of paper."""

    title: Words
    issuer: Words
    print_number: str
    motto: tuple[Words, ...] = ()
    sheet: Sheet = PORTRAIT


class NotPrintable(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """What shall be shown has characters that our fonts have not; `characters` has each once."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"no font of ours prints {', '.join(f'U+{ord(each):04X}' for each in characters)}")
        self.characters = characters


class TooMuchToPrint(ValueError):  # noqa: N818 - same
    """What shall be shown is longer than a document may be: split it into several."""


class TemplateFault(RuntimeError):  # noqa: N818 - same
    """A template is wrong: it says where. What typst says besides may hold what was to be shown, so it is not told."""


class Press:
    """Prints the templates (`*.typ`) in the folder `templates` of a package, in processes beside the event loop.

    The kernel stops a process that takes more than `cpu_s` for one document: typst itself cannot be told to.
    """

    def __init__(self, package: str, processes: int = 1, *, cpu_s: int = CPU_S) -> None:
        self._cpu_s = cpu_s
        self._folder = str(files(package).joinpath("templates"))
        self._pool = WorkPool(processes)

    async def printed(self, template: str, head: Head, shown: Mapping[str, object], at: datetime) -> bytes:
        """Return the PDF; the same template, head, `shown` and moment make the same bytes.

        Raise `NotPrintable`, `TooMuchToPrint` or `TemplateFault`, or `BrokenProcessPool` where it takes too long.
        """
        return await self._pool.run(_bounded, self._cpu_s, self._folder, template, document_of(head, shown, at), at)

    async def close_at_the_end(self, _units: object) -> None:
        """Wait, and stop the processes with the service: one of its `work`."""
        try:
            await asyncio.Event().wait()
        finally:
            self.close()

    def close(self) -> None:
        """Stop the processes."""
        self._pool.close()


def document_of(head: Head, shown: Mapping[str, object], at: datetime) -> bytes:
    """Return what a template gets, as JSON; raise `NotPrintable` or `TooMuchToPrint`."""
    frame = {
        "title": head.title,
        "issuer": head.issuer,
        "print_number": head.print_number,
        "printed_at": moment(at),
        "motto": head.motto,
        "sheet": head.sheet,
    }
    document = orjson.dumps({"head": frame, "shown": shown})
    if len(document) > LONGEST:
        msg = f"a document has {len(document)} bytes, and {LONGEST} are allowed"
        raise TooMuchToPrint(msg)
    if missing := without_a_glyph("".join(_texts(orjson.loads(document)))):
        raise NotPrintable(missing)
    return document.replace(_REPEATED, _JOINED)


def typeset(folder: str, template: str, document: bytes, at: datetime) -> bytes:
    """Return the PDF of a document, here and now; raise `TemplateFault`."""
    try:
        made = _compiler(folder, template).compile(
            format="pdf",
            sys_inputs={"document": document.decode()},
            pdf_standards=list(STANDARDS),
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as fault:
        places = ", ".join(_PLACE.findall(fault.diagnostic)) or "while the PDF was written"
        msg = f"{template} cannot be printed: {places}"
        raise TemplateFault(msg) from None
    if not isinstance(made, bytes):
        msg = f"{template} made no PDF"
        raise TemplateFault(msg)
    return made


def _bounded(cpu_s: int, folder: str, template: str, document: bytes, at: datetime) -> bytes:
    """As `typeset`, in a process that may use so many seconds more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ends = int(used.ru_utime + used.ru_stime) + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (ends, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return typeset(folder, template, document, at)


@cache
def _compiler(folder: str, template: str) -> typst.Compiler:
    """Return the compiler of a template: its files are read once, and it sees none but them and ours."""
    return typst.Compiler(
        input=str(Path(folder, template)),
        root=folder,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=str(_PACKAGES),
        package_cache_path=str(_PACKAGES),
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _texts(value: Any) -> Iterator[str]:  # Any: parsed JSON
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _texts(each)
        case dict():
            for each in value.values():
                yield from _texts(each)
