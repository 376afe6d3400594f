"""Lao lines end between syllables, and no line begins with what belongs to the last one."""

import unicodedata
from typing import Final

import pypdfium2

from chassis.prints.words import Words
from tests.support.prints import HEAD, NAME, lines, printed

TEXTS: Final = (
    (
        "ຄົນທັງຫຼາຍເກີດມາມີກຽດສັກສີ, ສິດທິ, ເສລີພາບ ແລະ ຄວາມສະເໝີພາບເທົ່າທຽມກັນ. ທຸກໆຄົນມີເຫດຜົນ ແລະ ຄວາມຄິດຄວາມເຫັນສ່ວນຕົວຂອງໃຜຂອງມັນ "
        "ແຕ່ວ່າມະນຸດທຸກໆຄົນຕ້ອງປະພຶດຕໍ່ກັນຄືກັນກັບເປັນອ້າຍນ້ອງກັນ"
    ),
    (
        "ໃບຢັ້ງຢືນການເກີດສະບັບນີ້ອອກໃຫ້ໂດຍຫ້ອງການພາຍໃນເມືອງສີສັດຕະນາກ ນະຄອນຫຼວງວຽງຈັນ ເພື່ອເປັນຫຼັກຖານຢັ້ງຢືນວ່າທ້າວບຸນມີແກ້ວມະນີ"
        "ໄດ້ເກີດແທ້ຕາມວັນທີ່ລະບຸໄວ້ຂ້າງເທິງ"
    ),
    "ກະຊວງ, ສານ, ໄອຍະການ, ຕຳຫຼວດ ແລະ ໂຮງໝໍ ຕ່າງກໍມີລະບົບຂອງຕົນ. ສະພານ ເຮັດໃຫ້ລະບົບເຫຼົ່ານັ້ນແລກປ່ຽນຂໍ້ມູນກັນ ຕາມໂຄງຮ່າງຂໍ້ມູນແຫ່ງຊາດ",
)
BEGINS_A_SYLLABLE: Final = "ເແໂໃໄ"  # vowels that are written before their consonant
BELONGS_TO_THE_LAST: Final = "ະາຳຽໆຯ"
NARROWEST_MM: Final = 30  # the longest word fits
WIDEST_MM: Final = 120
MARGIN_PT: Final = 15 * 72 / 25.4 - 1  # of the sheet; a letter may stand out by a hair


def test_no_line_begins_or_ends_within_a_syllable() -> None:
    ends = 0
    for text in TEXTS:
        shown = {"text": text, "from": NARROWEST_MM, "to": WIDEST_MM}
        found = lines(printed("paragraphs.typ", shown, HEAD))
        body = [line.replace("\u2060", "") for line in found if line and line.replace("\u2060", "") in text]
        assert "".join("".join(body).split()).count("".join(text.split())) >= WIDEST_MM - NARROWEST_MM - 1
        for line in body:
            ends += 1
            assert line[0] not in BELONGS_TO_THE_LAST, line
            assert unicodedata.category(line[0]) != "Mn", line
            assert line[-1] not in BEGINS_A_SYLLABLE, line
    assert ends > 500


def test_a_long_name_of_a_place_ends_its_line_and_runs_over_nothing() -> None:
    place = Words("ບ້ານ ສີສັດຕະນາກ ເມືອງ ສີສັດຕະນາກ ນະຄອນຫຼວງວຽງຈັນ " * 4, "Ban Sisattanak, Vientiane Capital")
    shown = {
        "heading": Words("ເດືອນ", "Month"),
        "columns": [Words("ຊື່", "Name"), Words("ສະຖານທີ່", "Place"), Words("ວັນທີ", "Date")],
        "rows": [[NAME, place.lo.strip(), "31/12/2026"]],
    }
    (page,) = pypdfium2.PdfDocument(printed("register.typ", shown))
    ends = [each.get_bounds()[2] for each in page.get_objects()]
    assert max(ends) <= page.get_width() - MARGIN_PT
    assert len(ends) > 20
