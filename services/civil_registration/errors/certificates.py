"""Refusals and faults of certificates."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class NoCertificateKey(Problem):
    """No key counts at this moment by which a certificate could be signed."""

    code = "no-certificate-key"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title_en, title_lo = "No key for certificates", "ບໍ່ມີກະແຈສຳລັບໃບຢັ້ງຢືນ"
    en = "The register has no key that counts today, so it prints no certificate. Tell its operator."
    lo = "ລະບົບທະບຽນບໍ່ມີກະແຈທີ່ໃຊ້ໄດ້ມື້ນີ້ ຈຶ່ງອອກໃບຢັ້ງຢືນບໍ່ໄດ້. ກະລຸນາແຈ້ງຜູ້ດູແລລະບົບ."


class IssuingOfficerNeeded(Problem):
    """The token names no officer, and a person signs the paper."""

    code = "issuing-officer-needed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Officer needed", "ຕ້ອງລະບຸພະນັກງານ"
    en = "A person signs a certificate. Ask for the token with the officer who issues it."
    lo = "ໃບຢັ້ງຢືນຕ້ອງມີພະນັກງານລົງລາຍເຊັນ. ກະລຸນາເຂົ້າລະບົບໂດຍລະບຸພະນັກງານຜູ້ອອກໃບ."


class CertificateTooLong(Problem):
    """What the certificate states does not fit a symbol that scanners read from paper."""

    code = "certificate-too-long"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Too long for the symbol", "ຍາວເກີນຮູບສັນຍາລັກ"
    en = "The names of this record are too long for the symbol on the paper. Tell the keeper of the register."
    lo = "ຊື່ໃນບັນທຶກນີ້ຍາວເກີນທີ່ຈະໃສ່ໃນຮູບສັນຍາລັກຂອງໃບຢັ້ງຢືນ. ກະລຸນາແຈ້ງຜູ້ຮັກສາທະບຽນ."


class CertificateNotPrintable(Problem):
    """A line of the paper has letters that the fonts of the register do not have."""

    code = "certificate-not-printable"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Letters that cannot be printed", "ມີຕົວອັກສອນທີ່ພິມໃສ່ໃບບໍ່ໄດ້"
    en = (
        "Nothing was printed: in {lines} stand letters that cannot be printed: {letters}. Correct the record: take "
        "them out of the name, or add the name in Latin letters (otherNames)."
    )
    lo = (
        "ບໍ່ໄດ້ອອກໃບຢັ້ງຢືນ: ໃນແຖວ {lines_lo} ມີຕົວອັກສອນທີ່ພິມບໍ່ໄດ້ ({letters}). "
        "ກະລຸນາແກ້ໄຂບັນທຶກ: ເອົາຕົວນັ້ນອອກຈາກຊື່ ຫຼື ເພີ່ມຊື່ເປັນຕົວອັກສອນລາແຕັງ."
    )

    def __init__(self, lines: Sequence[Mapping[str, str]], letters: str) -> None:
        spelled = [f"U+{ord(each):04X}" for each in dict.fromkeys(letters)]
        super().__init__(lines=[each["en"] for each in lines], lines_lo=[each["lo"] for each in lines], letters=spelled)


class CertificateEnded(Problem):
    """The print does not count any more, so that it cannot be replaced or superseded again."""

    code = "certificate-ended"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "It does not count already", "ໃບຢັ້ງຢືນນີ້ໃຊ້ບໍ່ໄດ້ຢູ່ແລ້ວ"
    en = "This print does not count any more: read the certificates of the event."
    lo = "ໃບຢັ້ງຢືນນີ້ໃຊ້ບໍ່ໄດ້ແລ້ວ: ກະລຸນາອ່ານລາຍການໃບຢັ້ງຢືນຂອງເຫດການ."


class PrintsFull(Problem):
    """The record has as many actions as it may have, and prints are repeated for ever."""

    code = "prints-full"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Too many prints", "ພິມຫຼາຍເກີນໄປ"
    en = "So much was done to this record that no more certificates are printed. Tell the keeper of the register."
    lo = "ບັນທຶກນີ້ມີການດຳເນີນການຫຼາຍເກີນໄປ ຈຶ່ງພິມໃບຢັ້ງຢືນອີກບໍ່ໄດ້. ກະລຸນາແຈ້ງຜູ້ຮັກສາທະບຽນ."


def not_offered(names_lo: str, codes: str) -> Fault:
    """Return the fault of a type that is not printed of this kind of event today, with those that are."""
    return Fault(
        code="type-not-offered",
        en=f"This type is not printed of this event today. Printed are: {codes or 'none'}.",
        lo=f"ເຫດການນີ້ບໍ່ມີໃບຢັ້ງຢືນປະເພດນີ້ໃນມື້ນີ້. ອອກໄດ້: {names_lo or 'ບໍ່ມີ'}.",
        pointer="/type",
    )


NAME_NEEDED: Final = Fault(
    code="name-needed",
    en="This certificate needs the name of whom it is about: correct the record first.",
    lo="ໃບຢັ້ງຢືນນີ້ຕ້ອງມີຊື່ຂອງຜູ້ກ່ຽວ: ໃຫ້ແກ້ໄຂບັນທຶກກ່ອນ.",
    pointer="/type",
)
UIN_NEEDED: Final = Fault(
    code="uin-needed",
    en="This certificate needs the unique number of whom it is about, which is not known yet.",
    lo="ໃບຢັ້ງຢືນນີ້ຕ້ອງມີເລກປະຈຳຕົວຂອງຜູ້ກ່ຽວ ຊຶ່ງຍັງບໍ່ທັນມີ.",
    pointer="/type",
)
RECORD_CLOSED: Final = Fault(
    code="record-closed",
    en="An adoption closed this first record: print the certificate of the adoption.",
    lo="ບັນທຶກທຳອິດນີ້ຖືກປິດຍ້ອນການຮັບເດັກເປັນລູກລ້ຽງ: ໃຫ້ພິມໃບຢັ້ງຢືນຂອງການຮັບລ້ຽງ.",
    pointer="/type",
)
NO_SUCH_PRINT: Final = Fault(
    code="no-such-print",
    en="This event has no print of that id: read its certificates.",
    lo="ເຫດການນີ້ບໍ່ມີໃບຢັ້ງຢືນທີ່ມີລະຫັດນີ້: ກະລຸນາອ່ານລາຍການໃບຢັ້ງຢືນ.",
    pointer="/replacedCertificateId",
)
OTHER_TYPE: Final = Fault(
    code="other-type",
    en="A print is replaced by one of the same type.",
    lo="ໃບຢັ້ງຢືນຕ້ອງຖືກແທນດ້ວຍໃບປະເພດດຽວກັນ.",
    pointer="/replacedCertificateId",
)
