"""Base class and common classes of refusals (RFC 9457 problems): a code, a status, a sentence in Lao and English.

Problem
├── 400  InvalidInput  MalformedJson  InvalidCursor  IdempotencyKeyMissing
├── 401  VoucherRefused   403  OfficeNeeded
├── 404  NotFound      405  MethodNotAllowed   406  NotAcceptable
├── 408  BodyTooSlow   409  RequestInFlight  ExchangeExpired   410  CursorOfAnotherLife
├── 412  PreconditionFailed   413  BodyTooLarge   415  UnsupportedMediaType
├── 422  IdempotencyKeyReused 428  PreconditionRequired
└── 500  InternalFault        503  Unavailable
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import ClassVar

from contracts.spoken import Language as Language  # noqa: PLC0414 - told to all who read problems
from contracts.spoken import Said
from contracts.status_titles import TITLES_LO


class Effect(StrEnum):
    """Whether a refused or failed call changed anything; every problem says so."""

    NONE = "none"
    APPLIED = "applied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: where, which rule, and a sentence for people in both languages."""

    code: str
    lo: str
    en: str
    pointer: str | None = None  # RFC 6901, of the member itself: for missing and unexpected members too
    location: str | None = None  # "query", "path" or "header", with `name`, when it is a parameter and not the body
    name: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem, and so does everybody here
    """A refusal with a stable code, a status and a sentence in each language; rendered once, in the chassis."""

    code: ClassVar[str]
    status: ClassVar[HTTPStatus]
    en: ClassVar[str]  # str.format templates over the particulars
    lo: ClassVar[str]
    title_en: ClassVar[str | None] = None
    title_lo: ClassVar[str | None] = None
    codes: ClassVar[Mapping[str, str]] = {}  # code lists by particular: sentences say names, `params` has the codes

    def __init__(
        self,
        *,
        faults: Sequence[Fault] = (),
        truncated: bool = False,
        headers: Mapping[str, str] | None = None,
        effect: Effect = Effect.NONE,
        **particulars: object,
    ) -> None:
        super().__init__()  # no arguments: a problem crosses a process pool by its attributes
        self.faults = tuple(faults)
        self.truncated = truncated
        self.headers: dict[str, str] = dict(headers or {})
        self.effect = effect
        # what is absent is left out of `params`, and a `-` in the sentence
        self.particulars = {name: value for name, value in particulars.items() if value is not None}

    def __str__(self) -> str:
        return f"{self.code}: {self.detail('en')}"

    def detail(self, language: Language) -> str:
        """Return the sentence in that language, with this refusal's particulars."""
        return (self.lo if language == "lo" else self.en).format_map(Said(self.particulars, language, self.codes))

    @classmethod
    def title(cls, language: Language) -> str:
        """Return the short name of this kind of problem; without one of its own it is the status's phrase."""
        if language == "lo":
            return cls.title_lo or TITLES_LO[cls.status]
        return cls.title_en or cls.status.phrase


class InvalidInput(Problem):
    """The body or a parameter breaks its contract; the faults say where."""

    code = "invalid-input"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Invalid input", "ຂໍ້ມູນບໍ່ຖືກຕ້ອງ"
    en = "The request does not match its contract; every fault found is listed in errors."
    lo = "ຄຳຮ້ອງບໍ່ກົງກັບຂໍ້ກຳນົດ; ກະລຸນາແກ້ທຸກຂໍ້ຜິດພາດທີ່ບອກໄວ້."


class MalformedJson(Problem):
    """The body is no JSON that every party would read alike."""

    code = "malformed-json"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Malformed JSON", "JSON ບໍ່ຖືກຮູບແບບ"
    en = "The body is not JSON that every system reads in the same way."
    lo = "ເນື້ອໃນບໍ່ແມ່ນ JSON ທີ່ທຸກລະບົບອ່ານໄດ້ຄືກັນ."


class InvalidCursor(Problem):
    """A page cursor that we did not make, or made for another list."""

    code = "invalid-cursor"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Invalid cursor", "ຕົວຊີ້ໜ້າບໍ່ຖືກຕ້ອງ"
    en = "The cursor does not belong to this list; start again without one."
    lo = "ຕົວຊີ້ໜ້ານີ້ບໍ່ແມ່ນຂອງລາຍການນີ້; ກະລຸນາເລີ່ມໃໝ່ແຕ່ໜ້າທຳອິດ."


class CursorOfAnotherLife(Problem):
    """The database was restored since the cursor was given: the places behind it are other changes now."""

    code = "cursor-of-another-life"
    status = HTTPStatus.GONE
    title_en, title_lo = "Cursor of another life", "ຕົວຊີ້ເປັນຂອງຖານຂໍ້ມູນກ່ອນການກູ້ຄືນ"
    en = (
        "The registry was restored after it gave this cursor, and what has changed cannot be told from it any more. "
        "Follow from the beginning: ask without `since`, and compare the versions."
    )
    lo = "ທະບຽນໄດ້ຖືກກູ້ຄືນຫຼັງຈາກໃຫ້ຕົວຊີ້ນີ້, ຈຶ່ງບອກບໍ່ໄດ້ອີກວ່າມີຫຍັງປ່ຽນແປງ. ໃຫ້ຕິດຕາມໃໝ່ແຕ່ຕົ້ນ: ຖາມໂດຍບໍ່ໃສ່ຕົວຊີ້ ແລະ ທຽບສະບັບຂອງແຕ່ລະລາຍການ."


class IdempotencyKeyMissing(Problem):
    """A creating call without the key that makes it safe to repeat."""

    code = "idempotency-key-missing"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Idempotency-Key missing", "ຂາດເລກກັນການສົ່ງຊ້ຳ"
    en = "This call creates something: send an Idempotency-Key header, and the same one when you repeat it."
    lo = "ການຮ້ອງນີ້ສ້າງຂໍ້ມູນໃໝ່: ລະບົບຂອງທ່ານຕ້ອງໃສ່ເລກກັນການສົ່ງຊ້ຳ (Idempotency-Key) ແລະ ໃຊ້ເລກເກົ່າເມື່ອສົ່ງຊ້ຳ."


class VoucherRefused(Problem):
    """A call that did not come through the gateway, or whose voucher is not for us, not now."""

    code = "voucher-refused"
    status = HTTPStatus.UNAUTHORIZED
    title_en, title_lo = "Voucher refused", "ປະຕິເສດໃບຢັ້ງຢືນ"
    en = "This service answers only calls that the gateway vouches for."
    lo = "ບໍລິການນີ້ຕອບສະເພາະຄຳຮ້ອງທີ່ປະຕູເຊື່ອມຕໍ່ຢັ້ງຢືນແລ້ວ."


class OfficeNeeded(Problem):
    """An act, or a record, that is an office's, and the caller has not said from which of its offices it calls."""

    code = "office-needed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Office needed", "ຕ້ອງບອກຫ້ອງການ"
    en = "Say from which office you call: ask for the token with one of the offices that your system holds ({offices})."
    lo = "ບອກວ່າທ່ານເຮັດວຽກຈາກຫ້ອງການໃດ: ລະບົບຂອງທ່ານຕ້ອງຂໍສິດເຂົ້າເຖິງໃໝ່ ໂດຍລະບຸໜຶ່ງໃນຫ້ອງການທີ່ລົງທະບຽນໄວ້ ({offices})."

    def __init__(self, *, offices: Sequence[str]) -> None:
        super().__init__(offices=list(offices))


class NotFound(Problem):
    """Nothing here, or nothing this caller may see: the two look the same on purpose."""

    code = "not-found"
    status = HTTPStatus.NOT_FOUND
    en = "There is nothing at this address that you may see."
    lo = "ບໍ່ມີສິ່ງທີ່ທ່ານເບິ່ງໄດ້ຢູ່ທີ່ຢູ່ນີ້."


class MethodNotAllowed(Problem):
    """The address exists, the verb does not; `Allow` says which do."""

    code = "method-not-allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    en = "This address does not know that method; the Allow header names those it knows."
    lo = "ທີ່ຢູ່ນີ້ບໍ່ຮັບວິທີການນັ້ນ; ລະບົບຂອງທ່ານຕ້ອງໃຊ້ໜຶ່ງໃນວິທີການທີ່ບອກໄວ້ (Allow)."


class NotAcceptable(Problem):
    """The caller accepts no form in which the answer exists."""

    code = "not-acceptable"
    status = HTTPStatus.NOT_ACCEPTABLE
    en = "The answer does not exist in a form that your Accept header allows."
    lo = "ບໍ່ມີຄຳຕອບໃນຮູບແບບທີ່ລະບົບຂອງທ່ານຂໍ (Accept)."


class BodyTooSlow(Problem):
    """The body came slower than anybody sends one in earnest."""

    code = "body-too-slow"
    status = HTTPStatus.REQUEST_TIMEOUT
    title_en, title_lo = "Body too slow", "ຂໍ້ມູນມາຊ້າເກີນໄປ"
    en = "The body arrived too slowly and was given up."
    lo = "ຂໍ້ມູນມາຮອດຊ້າເກີນໄປ ຈຶ່ງຢຸດຮັບ."


class RequestInFlight(Problem):
    """The same call is being worked on right now."""

    code = "request-in-flight"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Request in flight", "ຄຳຮ້ອງກຳລັງດຳເນີນການ"
    en = "A call with this Idempotency-Key is still being worked on; repeat it after the time in Retry-After."
    lo = "ຄຳຮ້ອງດຽວກັນນີ້ກຳລັງດຳເນີນການຢູ່; ກະລຸນາລໍຖ້າບຶດໜຶ່ງ ແລ້ວສົ່ງຊ້ຳ."

    def __init__(self, *, retry_after_s: int = 1) -> None:
        super().__init__(headers={"Retry-After": str(retry_after_s)})


class ExchangeExpired(Problem):
    """The gateway was told that this exchange had no effect; it must not have one afterwards."""

    code = "exchange-expired"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Exchange expired", "ການແລກປ່ຽນໝົດອາຍຸ"
    en = "This exchange has already been closed without effect; send the call again as a new one."
    lo = "ການແລກປ່ຽນນີ້ປິດແລ້ວໂດຍບໍ່ມີຜົນ; ກະລຸນາສົ່ງຄຳຮ້ອງໃໝ່."


class PreconditionFailed(Problem):
    """Somebody else was faster: the version named is not the current one."""

    code = "precondition-failed"
    status = HTTPStatus.PRECONDITION_FAILED
    en = "The record has changed since you read it; read it again and decide anew."
    lo = "ຂໍ້ມູນປ່ຽນໄປແລ້ວຫຼັງຈາກທ່ານອ່ານ; ອ່ານໃໝ່ແລ້ວຕັດສິນໃຈຄືນ."


class BodyTooLarge(Problem):
    """More bytes than the operation takes."""

    code = "body-too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title_en, title_lo = "Body too large", "ຂໍ້ມູນໃຫຍ່ເກີນໄປ"
    en = "The body is larger than the {limit} bytes that this operation takes."
    lo = "ຂໍ້ມູນໃຫຍ່ກວ່າ {limit} ໄບຕ໌ ທີ່ການດຳເນີນການນີ້ຮັບໄດ້."

    def __init__(self, *, limit: int) -> None:
        super().__init__(limit=limit)


class UnsupportedMediaType(Problem):
    """A body in a format the operation does not read, or whose Content-Type names none."""

    code = "unsupported-media-type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    en = (
        "This operation reads bodies whose Content-Type is one of: {accepted}. "
        "A media type is written type/subtype, such as application/json."
    )
    lo = "ການດຳເນີນການນີ້ອ່ານສະເພາະເນື້ອໃນຊະນິດ (Content-Type): {accepted}. ຊະນິດຂອງເນື້ອໃນມີສອງສ່ວນ ຂັ້ນດ້ວຍ /."

    def __init__(self, *, accepted: str = "application/json") -> None:
        super().__init__(accepted=accepted)


class IdempotencyKeyReused(Problem):
    """One key for two different calls: replaying the old answer would be a lie."""

    code = "idempotency-key-reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title_en, title_lo = "Idempotency-Key reused", "ເລກກັນການສົ່ງຊ້ຳຖືກໃຊ້ແລ້ວ"
    en = "This Idempotency-Key was used for another request; make a new key for a new request."
    lo = "ເລກກັນການສົ່ງຊ້ຳ (Idempotency-Key) ນີ້ໃຊ້ກັບຄຳຮ້ອງອື່ນແລ້ວ; ລະບົບຂອງທ່ານຕ້ອງສ້າງເລກໃໝ່ສຳລັບຄຳຮ້ອງໃໝ່."


class PreconditionRequired(Problem):
    """A change that does not say which version it changes."""

    code = "precondition-required"
    status = HTTPStatus.PRECONDITION_REQUIRED
    en = "Say which version you are changing: send If-Match with the ETag you have read."
    lo = "ບອກວ່າທ່ານແກ້ໄຂສະບັບໃດ: ກະລຸນາອ່ານຂໍ້ມູນຄືນ ແລ້ວສົ່ງພ້ອມເຄື່ອງໝາຍຂອງສະບັບທີ່ອ່ານ (If-Match)."


class InternalFault(Problem):
    """Our fault, not the caller's; the reference finds it in the logs."""

    code = "internal-fault"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title_en, title_lo = "Internal fault", "ຂໍ້ຜິດພາດພາຍໃນ"
    en = "Something went wrong on our side; quote the reference when you report it."
    lo = "ເກີດຂໍ້ຜິດພາດຢູ່ຝ່າຍພວກເຮົາ; ກະລຸນາແຈ້ງພ້ອມເລກອ້າງອີງ."


class Unavailable(Problem):
    """Something we need is down; nothing was done, and repeating later is right."""

    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title_en, title_lo = "Unavailable", "ບໍ່ພ້ອມໃຊ້ຊົ່ວຄາວ"
    en = "The service cannot work right now; repeat the call after the time in Retry-After."
    lo = "ບໍລິການຍັງເຮັດວຽກບໍ່ໄດ້ຕອນນີ້; ກະລຸນາລໍຖ້າບຶດໜຶ່ງ ແລ້ວສົ່ງຊ້ຳ."

    def __init__(self, *, retry_after_s: int = 5, effect: Effect = Effect.NONE) -> None:
        super().__init__(headers={"Retry-After": str(retry_after_s)}, effect=effect)
