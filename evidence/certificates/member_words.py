"""Lao and English words of what a certificate says: its members, their codes, and how a value is spelled on paper."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from evidence.certificates.layers import day_of, last_day_of
from evidence.findings import Both

# By the words that lead to a member, as `claims.statements` yields them.
LABELS: Final[Mapping[str, Both]] = MappingProxyType(
    {
        "identity.id": Both("ເລກປະຈຳຕົວ", "Identifier"),
        "identity.version": Both("ລຸ້ນຂອງຂໍ້ມູນ", "Version of the data"),
        "identity.language": Both("ພາສາຂອງຊື່", "Language of the name"),
        "identity.fullName": Both("ຊື່ ແລະ ນາມສະກຸນ", "Full name"),
        "identity.firstName": Both("ຊື່", "First name"),
        "identity.middleName": Both("ຊື່ກາງ", "Middle name"),
        "identity.lastName": Both("ນາມສະກຸນ", "Last name"),
        "identity.dateOfBirth": Both("ວັນເດືອນປີເກີດ", "Date of birth"),
        "identity.gender": Both("ເພດ", "Sex"),
        "identity.address": Both("ທີ່ຢູ່", "Address"),
        "identity.email": Both("ອີເມວ", "Email"),
        "identity.phone": Both("ເບີໂທ", "Telephone"),
        "identity.nationality": Both("ສັນຊາດ", "Nationality"),
        "identity.maritalStatus": Both("ສະຖານະການແຕ່ງງານ", "Marital status"),
        "identity.guardian": Both("ຜູ້ປົກຄອງ", "Guardian"),
        "identity.photo": Both("ຮູບຖ່າຍ", "Photograph"),
        "identity.photoFormat": Both("ຊະນິດຂອງຮູບ", "Format of the photograph"),
        "identity.bestQualityFingers": Both("ນິ້ວມືທີ່ຊັດທີ່ສຸດ", "Fingers of best quality"),
        "identity.secondaryFullName": Both("ຊື່ໃນພາສາທີສອງ", "Full name in the second language"),
        "identity.secondaryLanguage": Both("ພາສາທີສອງ", "Second language"),
        "identity.locationCode": Both("ລະຫັດບ່ອນຢູ່", "Location code"),
        "identity.legalStatus": Both("ສະຖານະຕາມກົດໝາຍ", "Legal status"),
        "identity.countryOfIssuance": Both("ປະເທດທີ່ອອກ", "Country of issuance"),
        "event.kind": Both("ເຫດການ", "Event"),
        "event.registrationNumber": Both("ເລກທະບຽນ", "Registration number"),
        "event.date": Both("ວັນທີຂອງເຫດການ", "Date of the event"),
        "event.place": Both("ສະຖານທີ່", "Place"),
        "event.motherName": Both("ຊື່ແມ່", "Mother's name"),
        "event.fatherName": Both("ຊື່ພໍ່", "Father's name"),
        "event.spouseName": Both("ຊື່ຄູ່ສົມລົດ", "Spouse's name"),
        "event.issuingOffice": Both("ຫ້ອງການທີ່ອອກ", "Issuing office"),
        "event.printNumber": Both("ສະບັບພິມທີ", "Print number"),
        "event.title": Both("ຊື່ໃບຢັ້ງຢືນ", "Title of the paper"),
        "event.registeredOn": Both("ວັນທີຈົດທະບຽນ", "Registered on"),
        "event.registeredBy": Both("ຫ້ອງການທີ່ຈົດທະບຽນ", "Registering office"),
        "event.newName": Both("ຊື່ໃໝ່", "New name"),
        "event.formerName": Both("ຊື່ເກົ່າ", "Name before"),
        "event.spouseBirthDate": Both("ວັນເດືອນປີເກີດ ຂອງຄູ່ສົມລົດ", "Spouse's date of birth"),
        "event.judgmentNumber": Both("ເລກທີຄຳພິພາກສາ", "Judgment"),
        "event.guardianName": Both("ຜູ້ປົກຄອງ", "Guardian"),
        "event.endsOn": Both("ສິ້ນສຸດວັນທີ", "Until"),
        "event.recognisedBy": Both("ຜູ້ຮັບຮູ້ລູກ", "Who recognised the child"),
        "event.recognisedAs": Both("ຮັບຮູ້ໃນນາມ", "Recognised as"),
        "event.sex": Both("ເພດ", "Sex"),
        "event.others": Both("ແຖວອື່ນຂອງໃບ", "Other lines of the paper"),
        "event.notSigned": Both("ແຖວທີ່ບໍ່ໄດ້ລົງລາຍເຊັນ", "Lines that are not signed"),
        "certificateId": Both("ເລກໃບຢັ້ງຢືນ", "Certificate id"),
        "issuedAt": Both("ອອກວັນທີ", "Issued on"),
        "notBefore": Both("ໃຊ້ໄດ້ຕັ້ງແຕ່", "Valid from"),
        "expiresAt": Both("ໃຊ້ໄດ້ເຖິງ", "Valid until"),
        "issuer": Both("ຜູ້ອອກ", "Issuer"),
    }
)
BODY: Final = Both("ຊີວະມິຕິ", "Biometric")  # of whatever else stands in Claim 169: fingers, irises, voice
CODES: Final[Mapping[str, Mapping[str, Both]]] = MappingProxyType(
    {
        "event.kind": {
            "birth": Both("ການເກີດ", "Birth"),
            "death": Both("ການເສຍຊີວິດ", "Death"),
            "marriage": Both("ການແຕ່ງງານ", "Marriage"),
            "divorce": Both("ການຢ່າຮ້າງ", "Divorce"),
            "adoption": Both("ການເອົາລູກລ້ຽງ", "Adoption"),
            "fetalDeath": Both("ການເສຍຊີວິດໃນທ້ອງ", "Fetal death"),
            "recognition": Both("ການຮັບຮູ້ລູກ", "Recognition of a child"),
            "nameChange": Both("ການປ່ຽນຊື່", "Change of name"),
            "guardianship": Both("ການປົກຄອງ", "Guardianship"),
        },
        "identity.gender": {
            "1": Both("ຊາຍ", "Male"),
            "2": Both("ຍິງ", "Female"),
            "3": Both("ອື່ນໆ", "Other"),
        },
        "identity.maritalStatus": {
            "1": Both("ໂສດ", "Unmarried"),
            "2": Both("ແຕ່ງງານແລ້ວ", "Married"),
            "3": Both("ຢ່າຮ້າງ", "Divorced"),
        },
        "identity.photoFormat": {
            "1": Both("JPEG", "JPEG"),
            "2": Both("JPEG 2000", "JPEG 2000"),
            "3": Both("AVIF", "AVIF"),
            "4": Both("WebP", "WebP"),
        },
        "identity.language": {
            "lao": Both("ລາວ", "Lao"),
            "eng": Both("ອັງກິດ", "English"),
        },
        "identity.secondaryLanguage": {
            "lao": Both("ລາວ", "Lao"),
            "eng": Both("ອັງກິດ", "English"),
        },
    }
)
DAYS: Final = ("identity.dateOfBirth", "event.date", "event.registeredOn", "event.spouseBirthDate", "event.endsOn")
# Names of persons, with a second line where the paper has them in Latin letters, too.
NAMES: Final = (
    *("event.motherName", "event.fatherName", "event.spouseName", "event.formerName", "event.guardianName"),
    *("event.recognisedBy", "event.newName"),
)
# What the print says of itself, and no line of the paper does.
ABOUT_THE_PRINT: Final = (
    *("event.kind", "identity.language", "identity.secondaryLanguage", "identity.version", "identity.photoFormat"),
    *("identity.bestQualityFingers", "issuer"),
)

_OF_EPOCH: Final = MappingProxyType({"issuedAt": day_of, "notBefore": day_of, "expiresAt": last_day_of})
_DAY: Final = re.compile(r"(\d{4})(\d\d)?(\d\d)?", re.ASCII)


def spelled(member: str, value: object) -> Both:
    """Return a value of a `Certificate.json` as papers have it: 30/11/2026, a word of a code, a name in two scripts."""
    if member in _OF_EPOCH:
        return _same(_OF_EPOCH[member](value))
    if member in DAYS:
        return _same(_as_day(str(value)))
    if member in NAMES:
        lo, _, latin = str(value).partition("\n")
        return Both(lo, latin or lo)
    return CODES.get(member, {}).get(str(value)) or _same(str(value))


def _as_day(text: str) -> str:
    """Return a day as far as it is known; one that another issuer spells in his way stays."""
    found = _DAY.fullmatch(text)
    return text if found is None else "/".join(part for part in reversed(found.groups()) if part is not None)


def _same(text: str) -> Both:
    return Both(text, text)
