"""The letter of the demo: its number, its Lao text and its annex of three megabytes, the same bytes every time."""

from datetime import date
from importlib.resources import files
from typing import Final

NUMBER: Final = "0742/ອຄ.ກຂອ"  # the printed form of the real 0369/ອຄ.ກຂອ, with a number of our own
SUBJECT: Final = "ຂໍໃຫ້ລົງໜັງສືຈົດໝາຍເຫດທາງລັດຖະການ ບັນຊີໃບຢັ້ງຢືນແຫຼ່ງກຳເນີດສິນຄ້າທາງເອເລັກໂຕຣນິກ"
ANNEX_BYTES: Final = 3 * 1024 * 1024
MONTHS_LO: Final = (
    "ມັງກອນ",
    "ກຸມພາ",
    "ມີນາ",
    "ເມສາ",
    "ພຶດສະພາ",
    "ມິຖຸນາ",
    "ກໍລະກົດ",
    "ສິງຫາ",
    "ກັນຍາ",
    "ຕຸລາ",
    "ພະຈິກ",
    "ທັນວາ",
)


def lao_date(day: date) -> str:
    """Return the date as a Lao letter prints it: 26 ກຸມພາ 2016."""
    return f"{day.day} {MONTHS_LO[day.month - 1]} {day.year}"


def letter(dated: date) -> bytes:
    """Return the letter's text, UTF-8."""
    text = (files("cli.demo") / "data" / "letter.txt").read_text(encoding="utf-8")
    return text.format(number=NUMBER, date_lo=lao_date(dated)).encode()


def annex() -> bytes:
    """Return the register that the letter sends along: exactly three megabytes of CSV, every row invented."""
    districts = ("0101", "0102", "0103", "1301", "1601")
    rows = ["certificate,district,hs,kilograms"]
    size = len(rows[0]) + 1
    number = 0
    while size < ANNEX_BYTES:
        number += 1
        district, goods = districts[number % len(districts)], 100000 + number * 7919 % 899999
        row = f"CO-{number:06d},{district},{goods},{number * 37 % 25000}"
        rows.append(row)
        size += len(row) + 1
    return ("\n".join(rows) + "\n").encode()[:ANNEX_BYTES]
