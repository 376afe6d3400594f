"""A hundred pages of the register's own template: each is read back from a picture that is turned and blurred."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter

from chassis.prints.pdf import Head, document_of, typeset
from chassis.prints.symbols import symbol
from chassis.prints.words import Words
from evidence.certificates.checks import check
from evidence.certificates.layers import Outcome
from services.civil_registration.usecases.certificates import LARGEST
from tests.architecture.house_rules import ROOT
from tests.support.birth_certificates import AT, BIRTH, CERTIFICATE, CHILD, a_list, a_text, trusted
from tests.support.prints import picture

PAGES: Final = 100
SEED: Final = 2026
FOLDER: Final = ROOT / "services/civil_registration/wire/templates"
LAO: Final = "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ"
NAMED: Final = Words("ຫ້ອງການທະບຽນເມືອງຈັນທະບູລີ", "District registrar of Chanthabuly")


def a_page(chance: random.Random, number: int) -> tuple[str, bytes]:
    """Return the text of a certificate of a child with a drawn name, and its page."""
    name = f"{''.join(chance.choices(LAO, k=chance.randint(2, 9)))} {''.join(chance.choices(LAO, k=6))}"
    event = {**BIRTH, "printNumber": number, "registrationNumber": f"0101-B-2026-{number:06}"}
    text = a_text(replace(CERTIFICATE, identity={**CHILD, "fullName": name}, event=event))
    shown = {
        "facts": [{"name": Words("ຊື່ ແລະ ນາມສະກຸນ", "Full name"), "value": name}] * chance.randint(4, 12),
        "effect": Words("ໃຊ້ເປັນຫຼັກຖານ", "It proves the birth"),
        "notes": [],
        "until": Words("ໃຊ້ໄດ້ເຖິງ 30/11/2027", "Valid until 30/11/2027"),
        "check": Words("ວິທີກວດໃບນີ້: ສະແກນຮູບສັນຍາລັກ", "To check it: scan the symbol"),
        "mark": None,
        "symbol": {"svg": symbol(text, "Q", largest=LARGEST).svg},
        "said": "ຮູບສັນຍາລັກ",
        "office": NAMED,
        "signed": Words("ຊື່, ລາຍເຊັນ ແລະ ກາປະທັບ", "Name, signature and stamp"),
    }
    head = Head(title=Words("ໃບຢັ້ງຢືນການເກີດ", "Birth certificate"), issuer=NAMED, print_number=str(number))
    at = datetime.fromtimestamp(AT, UTC)
    return text, typeset(str(FOLDER), "certificate.typ", document_of(head, shown, at), at)


def seen(page: bytes, chance: random.Random) -> Image.Image:
    """Return the foot of the page as a telephone sees it: turned by some degrees, and not quite sharp."""
    whole = picture(page, dots_per_inch=200)
    drawn = whole.crop((0, int(whole.height * 0.66), int(whole.width * 0.55), whole.height))
    turned = drawn.rotate(chance.uniform(-180, 180), Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    return turned.filter(ImageFilter.GaussianBlur(chance.uniform(0, 1.2)))


def test_a_hundred_printed_pages_are_read_from_turned_and_blurred_pictures_and_hold() -> None:
    chance, keys, listed = random.Random(SEED), trusted(), a_list()
    for number in range(1, PAGES + 1):
        text, page = a_page(chance, number)
        found = [each.text for each in zxingcpp.read_barcodes(seen(page, chance))]
        assert found == [text], number
        assert check(found[0], keys, AT, [listed]).outcome is Outcome.VALID
