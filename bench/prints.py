"""Benchmark of printed pages: certificates with a symbol, symbols alone, and long registers, on one core.

Alone: `python -m bench --only prints`.
"""

import tempfile
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil

from chassis.prints.pdf import Head, document_of, typeset
from chassis.prints.sheets import LANDSCAPE
from chassis.prints.symbols import symbol
from chassis.prints.words import Words

METHOD: Final = """Method. In this process, one after another, no two alike; CPU is user + system of the process, so "a
second" is one of a core. A certificate has twelve facts in two languages and a symbol of 579 characters at level Q
(version 19), made with it: the page is set, written as PDF/A-2a and PDF/UA-1, and kept by nobody. A symbol alone is
drawn as SVG."""
PAGES: Final = 300
SYMBOLS: Final = 1_000
ENTRIES: Final = 500  # of an office in a month
PAGES_A_S: Final = 20
SYMBOLS_A_S: Final = 300

_CERTIFICATE: Final = """#import "@saphan/prints:1.0.0": facts, paper, shown, symbol
#show: paper
#facts(shown.facts)
#symbol(shown.symbol, "QR")
"""
_REGISTER: Final = """#import "@saphan/prints:1.0.0": paper, shown
#show: paper
#table(columns: shown.columns.len(), table.header(..shown.columns), ..shown.rows.flatten())
"""
_AT: Final = datetime(2026, 12, 31, tzinfo=UTC)
_ISSUER: Final = Words("ຫ້ອງການພາຍໃນ ເມືອງສີສັດຕະນາກ", "Home Affairs Office, Sisattanak District")
_HEAD: Final = Head(Words("ໃບຢັ້ງຢືນການເກີດ", "Birth certificate"), _ISSUER, "2026-000123")
_BOOK: Final = Head(Words("ປື້ມທະບຽນການເກີດ", "Register of births"), _ISSUER, "2026-12", sheet=LANDSCAPE)


async def lines(_count: int) -> AsyncIterator[str]:
    """Yield a line for certificates, symbols and registers, and the method."""
    yield report()


def report() -> str:
    """Return the figures and their method."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        Path(folder, "certificate.typ").write_text(_CERTIFICATE, "utf-8")
        Path(folder, "register.typ").write_text(_REGISTER, "utf-8")
        _certificate(folder, 0)  # fonts and template are read once
        pages = _a_second(PAGES, lambda number: _certificate(folder, number))
        symbols = _a_second(SYMBOLS, lambda number: symbol(_signed(number)))
        book = 1 / _a_second(2, lambda number: _register(folder, number))
        resident = psutil.Process().memory_info().rss / 2**20
    return (
        f"Prints: {pages:.0f} certificates a second and core (budget {PAGES_A_S}), {symbols:.0f} symbols "
        f"(budget {SYMBOLS_A_S}); a register of {ENTRIES} entries {book:.2f} s; {resident:.0f} MB resident\n{METHOD}"
    )


def _a_second(count: int, work: Callable[[int], object]) -> float:
    begin = time.process_time()
    for number in range(1, count + 1):
        work(number)
    return count / (time.process_time() - begin)


def _signed(number: int) -> str:
    return f"{'NCFKXE-7Q*5.' * 48}"[:572] + f"{number:07}"


def _certificate(folder: str, number: int) -> bytes:
    facts = [
        {"name": Words("ຊື່ ແລະ ນາມສະກຸນ", "Name"), "value": Words(f"ທ້າວ ບຸນມີ ແກ້ວມະນີ {number}-{fact}", "Bounmy Keomany")}
        for fact in range(12)
    ]
    shown = {"facts": facts, "symbol": symbol(_signed(number))}
    return typeset(folder, "certificate.typ", document_of(_HEAD, shown, _AT), _AT)


def _register(folder: str, number: int) -> bytes:
    columns = ["ລຳດັບ", "ຊື່", "ວັນທີ", "ສະຖານທີ່", "ແມ່", "ພໍ່", "ຜູ້ແຈ້ງ", "ນາຍທະບຽນ"]
    rows = [[f"{entry}", *["ທ້າວ ບຸນມີ ແກ້ວມະນີ"] * 6, f"{number}"] for entry in range(ENTRIES)]
    return typeset(folder, "register.typ", document_of(_BOOK, {"columns": columns, "rows": rows}, _AT), _AT)
