"""Pages that tests print: a certificate with a symbol, a register over several pages, a report with charts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image

from chassis.prints.charts import Chart, Series
from chassis.prints.pdf import Head, document_of, typeset
from chassis.prints.sheets import LANDSCAPE
from chassis.prints.symbols import symbol
from chassis.prints.words import Words

TEMPLATES: Final = Path(__file__).parent / "templates"
AT: Final = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
MOTTO: Final = (
    Words("ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ", "Lao People's Democratic Republic"),
    Words("ສັນຕິພາບ ເອກະລາດ ປະຊາທິປະໄຕ ເອກະພາບ ວັດທະນາຖາວອນ", "Peace Independence Democracy Unity Prosperity"),
)
OFFICE: Final = Words("ຫ້ອງການພາຍໃນ ເມືອງສີສັດຕະນາກ", "Home Affairs Office, Sisattanak District")
HEAD: Final = Head(Words("ໃບຢັ້ງຢືນການເກີດ", "Birth certificate"), OFFICE, "2026-000123", MOTTO)
REGISTER: Final = Head(Words("ປື້ມທະບຽນການເກີດ", "Register of births"), OFFICE, "2026-12", sheet=LANDSCAPE)
REPORT: Final = Head(Words("ບົດລາຍງານປະຈຳປີ", "Yearly report"), OFFICE, "2026")
NAME: Final = "ທ້າວ ບຸນມີ ແກ້ວມະນີ"
SIGNED: Final = "NCFKXE-7Q*5." * 45  # as long as a certificate's facts with their signature

BY_SEX: Final = (
    Series(Words("ຊາຍ", "Male"), (10, 200, 310, None, 60, 0)),
    Series(Words("ຍິງ", "Female"), (12, 220, 290, 44, 66, 1)),
)
MONTHS: Final = ("1", "2", "3", "4", "5", "6")
CHARTS: Final = tuple(
    Chart(kind, Words("ການເກີດຕາມເດືອນ", "Births by month"), MONTHS, BY_SEX) for kind in ("bars", "lines")
)


def certificate(name: str = NAME, text: str = SIGNED) -> dict[str, object]:
    """Return what a certificate shows."""
    facts = [
        {"name": Words("ຊື່ ແລະ ນາມສະກຸນ", "Name"), "value": name},
        {"name": Words("ສະຖານທີ່ເກີດ", "Place of birth"), "value": Words("ໂຮງໝໍມະໂຫສົດ", "Mahosot Hospital")},
        {"name": Words("ພໍ່", "Father"), "value": None},
    ]
    signs = {"office": Words("ນາຍທະບຽນ", "Registrar"), "by": "ນາງ ສົມຈິດ ວົງສະຫວັນ"}
    return {"facts": facts, "symbol": symbol(text), "said": "ລະຫັດ QR ສຳລັບກວດ", **signs}


def printed(template: str, shown: Mapping[str, object], head: Head = HEAD, at: datetime = AT) -> bytes:
    """Return a page of these templates as PDF."""
    return typeset(str(TEMPLATES), template, document_of(head, shown, at), at)


def read(document: bytes) -> list[str]:
    """Return the text of each page, as Chrome's reader finds it, with a blank for each new line."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(document)]


def lines(document: bytes) -> list[str]:
    """Return the lines of all pages."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document))
    return [line.strip() for text in pages for line in text.splitlines()]


def picture(document: bytes, page: int = 0, *, dots_per_inch: int = 150) -> Image.Image:
    """Return a page as a picture."""
    painted: Image.Image = pypdfium2.PdfDocument(document)[page].render(scale=dots_per_inch / 72).to_pil()
    return painted
