"""Refusals of a register book as PDF; as a page and as a table it is there."""

from http import HTTPStatus

from contracts.problems import Problem


class LettersNotPrintable(Problem):
    """A name has letters that the fonts of the register do not have."""

    code = "letters-not-printable"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Letters cannot be printed", "ພິມຕົວອັກສອນບາງຕົວບໍ່ໄດ້"
    en = "The PDF cannot be made: no font of the register has {letters}. Ask for the page (text/html), or for CSV."
    lo = "ພິມເອກະສານນີ້ບໍ່ໄດ້: ບໍ່ມີຟອນທີ່ພິມ {letters} ໄດ້. ໃຫ້ຂໍເປັນໜ້າ ຫຼື ເປັນຕາຕະລາງ."

    def __init__(self, letters: str) -> None:
        super().__init__(letters=[f"U+{ord(each):04X}" for each in letters])


class BookTooLong(Problem):
    """The month has more entries than one PDF may have."""

    code = "book-too-long"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Book is too long", "ປຶ້ມຍາວເກີນໄປ"
    en = "The book of this month is too long for one PDF: ask for the page (text/html), or for CSV."
    lo = "ປຶ້ມຂອງເດືອນນີ້ຍາວເກີນໄປສຳລັບເອກະສານດຽວ: ໃຫ້ຂໍເປັນໜ້າ ຫຼື ເປັນຕາຕະລາງ."
