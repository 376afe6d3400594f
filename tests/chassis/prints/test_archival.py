"""What is printed may be archived, and read by who cannot see it: veraPDF finds PDF/A-2a and PDF/UA-1."""

from pathlib import Path

import typst

from chassis.prints.words import Words
from tests.support.prints import CHARTS, NAME, REGISTER, REPORT, certificate, printed
from tests.support.verapdf import faults


def test_pages_are_pdf_a_2a_and_pdf_ua_1_and_others_are_found_not_to_be(tmp_path: Path) -> None:
    columns = [Words("ລຳດັບ", "No."), Words("ຊື່", "Name"), Words("ວັນທີ", "Date")]
    rows = [[str(number), NAME, "31/12/2026"] for number in range(1, 40)]
    register: dict[str, object] = {"heading": Words("ເດືອນ 12", "December"), "columns": columns, "rows": rows}
    found = faults(
        tmp_path,
        {
            "certificate.pdf": printed("certificate.typ", certificate("ນາງ ຢັ້ງຢືນ ທຸກໆ Đào ½ #x")),
            "register.pdf": printed("register.typ", register, REGISTER),
            "report.pdf": printed("report.typ", {"charts": CHARTS}, REPORT),
            "plain.pdf": typst.compile(b"no title, no language"),
        },
    )
    plain = found.pop("plain.pdf")
    assert set(map(tuple, found.values())) == {()}, found
    assert any("PDF/A" in fault for fault in plain)
    assert any("PDF/UA" in fault for fault in plain)
