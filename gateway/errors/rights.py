"""Refusals of the policy: no agreement, or one that does not cover the request."""

from collections.abc import Iterable
from http import HTTPStatus

from contracts.problems import Effect, Problem


class RightsWithdrawn(Problem):
    """The system, its key, its token or the agreement was revoked while the stream was under way."""

    code = "rights-withdrawn"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Rights withdrawn", "ສິດຖືກຖອນ"
    en = "The right to this exchange was withdrawn while it was under way."
    lo = "ສິດໃນການແລກປ່ຽນນີ້ຖືກຖອນໃນລະຫວ່າງດຳເນີນການ."

    def __init__(self, *, effect: Effect = Effect.NONE) -> None:
        super().__init__(effect=effect)


class NoAgreement(Problem):
    """No agreement in force lets this member call this operation for this purpose."""

    code = "no-agreement"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "No agreement", "ບໍ່ມີຂໍ້ຕົກລົງ"
    en = "No agreement in force lets {member} call {operation} of {service} for the purpose {purpose}."
    lo = "ບໍ່ມີຂໍ້ຕົກລົງທີ່ມີຜົນໃຫ້ {member} ເຮັດ “{operation}” ໃນບໍລິການ {service} ເພື່ອຈຸດປະສົງ {purpose}."

    def __init__(self, *, member: str, service: str, operation: str, purpose: str) -> None:
        super().__init__(member=member, service=service, operation=operation, purpose=purpose)


class AgreementOfOthers(Problem):
    """What is in force for the member is bound to other systems, offices or levels than the one that calls."""

    code = "agreement-of-others"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Agreement of others", "ຂໍ້ຕົກລົງຂອງຜູ້ອື່ນ"
    en = "{system} at the office {office} may not call {operation} for the purpose {purpose}. Who may: {agreements}."
    lo = "{system} ຢູ່ຫ້ອງການ {office} ເຮັດ “{operation}” ເພື່ອຈຸດປະສົງ {purpose} ບໍ່ໄດ້. ຜູ້ທີ່ເຮັດໄດ້: {agreements}."

    def __init__(self, *, system: str, office: str | None, operation: str, purpose: str, agreements: str) -> None:
        super().__init__(
            system=system, office=office or "-", operation=operation, purpose=purpose, agreements=agreements
        )


class ActingNotAgreed(Problem):
    """The agreement lets its member call, but not for that other member."""

    code = "acting-not-agreed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Acting not agreed", "ບໍ່ໄດ້ຕົກລົງໃຫ້ເຮັດແທນ"
    en = "No agreement in force lets {member} act for {other} in this operation."
    lo = "ບໍ່ມີຂໍ້ຕົກລົງທີ່ມີຜົນໃຫ້ {member} ເຮັດແທນ {other} ໃນການດຳເນີນການນີ້."

    def __init__(self, *, member: str, other: str) -> None:
        super().__init__(member=member, other=other)


class SignatureRequired(Problem):
    """A legal act: the request itself must be signed, so that it can be shown to a court."""

    code = "signature-required"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Signature required", "ຕ້ອງມີລາຍເຊັນ"
    en = "{operation} is a legal act: the request must carry an HTTP message signature (RFC 9421) of your system's key."
    lo = "{operation} ເປັນການກະທຳທາງກົດໝາຍ: ລະບົບຂອງທ່ານຕ້ອງເຊັນຄຳຮ້ອງດ້ວຍກະແຈຂອງຕົນ (RFC 9421)."

    def __init__(self, *, operation: str) -> None:
        super().__init__(operation=operation)


class DataClassNotAgreed(Problem):
    """The exchange cannot do without data of a class that the agreement does not name."""

    code = "data-class-not-agreed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Data class not agreed", "ຂໍ້ຕົກລົງບໍ່ລວມປະເພດຂໍ້ມູນ"
    en = "{operation} carries {classes} data, and the agreement {agreement} does not name that class."
    lo = "{operation} ມີຂໍ້ມູນປະເພດ {classes} ແຕ່ຂໍ້ຕົກລົງ {agreement} ບໍ່ໄດ້ລະບຸປະເພດນີ້."

    def __init__(self, *, operation: str, agreement: str, classes: Iterable[str]) -> None:
        super().__init__(operation=operation, agreement=agreement, classes=sorted(classes))


class FieldGroupNotAgreed(Problem):
    """A query parameter asks by a field that the agreement does not cover: its answer would tell that field."""

    code = "field-group-not-agreed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Field group not agreed", "ຂໍ້ຕົກລົງບໍ່ລວມກຸ່ມຂໍ້ມູນ"
    en = "The parameter {parameter} asks by {groups}, which the agreement {agreement} does not cover."
    lo = "ພາຣາມິເຕີ {parameter} ຄົ້ນຫາດ້ວຍ {groups} ຊຶ່ງຂໍ້ຕົກລົງ {agreement} ບໍ່ກວມເອົາ."

    def __init__(self, *, parameter: str, agreement: str, groups: Iterable[str]) -> None:
        super().__init__(parameter=parameter, agreement=agreement, groups=sorted(groups))


class ConsentRequired(Problem):
    """The agreement rests on consent, and the request names none."""

    code = "consent-required"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Consent required", "ຕ້ອງມີການຍິນຍອມ"
    en = "The agreement {agreement} rests on consent: name the recorded consent in the header Consent-Reference."
    lo = "ຂໍ້ຕົກລົງ {agreement} ອີງໃສ່ການຍິນຍອມ: ລະບຸເລກການຍິນຍອມທີ່ບັນທຶກໄວ້ (Consent-Reference)."

    def __init__(self, *, agreement: str) -> None:
        super().__init__(agreement=agreement)


class ConsentOfAnother(Problem):
    """What was asked for is not about the person who consented, or does not say about whom it is."""

    code = "consent-of-another"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Consent of another person", "ການຍິນຍອມຂອງຜູ້ອື່ນ"
    en = "The consent {reference} covers data of the person who gave it, and this names no such person."
    lo = "ການຍິນຍອມ {reference} ກວມເອົາຂໍ້ມູນຂອງຜູ້ຍິນຍອມເທົ່ານັ້ນ, ແຕ່ຂໍ້ມູນນີ້ບໍ່ໄດ້ລະບຸຜູ້ນັ້ນ."

    def __init__(self, *, reference: str) -> None:
        super().__init__(reference=reference)


class ConsentNotInForce(Problem):
    """The consent named is unknown, withdrawn, over, or was given to somebody else or for another purpose."""

    code = "consent-not-in-force"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Consent not in force", "ການຍິນຍອມບໍ່ມີຜົນ"
    en = "No consent {reference} is in force that lets {member} use the data for the purpose {purpose}."
    lo = "ບໍ່ມີການຍິນຍອມ {reference} ທີ່ມີຜົນໃຫ້ {member} ໃຊ້ຂໍ້ມູນເພື່ອຈຸດປະສົງ {purpose}."

    def __init__(self, *, reference: str, member: str, purpose: str) -> None:
        super().__init__(reference=reference, member=member, purpose=purpose)
