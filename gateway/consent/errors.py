"""Refusals of the consents, beside those of every service."""

from http import HTTPStatus

from contracts.problems import Problem


class ConsentEndsTooSoon(Problem):
    """A consent that is over when it is recorded, or that would bind for longer than anybody can oversee."""

    code = "consent-term"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Consent term", "ໄລຍະການຍິນຍອມ"
    en = "A consent ends after now and within {years} years: validUntil {valid_until} does not."
    lo = "ການຍິນຍອມຕ້ອງສິ້ນສຸດຫຼັງເວລານີ້ ແລະ ພາຍໃນ {years} ປີ: ວັນສິ້ນສຸດ {valid_until} ບໍ່ຖືກຕາມນີ້."
