"""Refusals of the pipeline's steps: HTTP hygiene, identity, limits, bodies, and faults of the service behind."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from contracts.problems import Effect, Problem
from contracts.reference_data import DIRECTORY_EMPTY
from contracts.seats import Seat
from gateway.errors.reasons import Reasoned


class BadRequestTarget(Problem):
    """A path that two readers could understand differently."""

    code = "bad-request-target"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Bad request target", "ທີ່ຢູ່ຄຳຮ້ອງບໍ່ຖືກຕ້ອງ"
    en = "The path holds an encoded slash, a dot segment or another sequence that systems read differently."
    lo = "ທີ່ຢູ່ມີເຄື່ອງໝາຍທີ່ແຕ່ລະລະບົບອ່ານບໍ່ຄືກັນ ເຊັ່ນ ເຄື່ອງໝາຍຂີດທີ່ເຂົ້າລະຫັດ ຫຼື ຈຸດຊ້ອນ."


class HostRefused(Problem):
    """No Host, several, or one that is not ours."""

    code = "host-refused"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Host refused", "ປະຕິເສດ Host"
    en = "The request must name exactly one Host, and one under which this gateway is known."
    lo = "ຄຳຮ້ອງຕ້ອງລະບຸ Host ອັນດຽວ ແລະ ເປັນຊື່ຂອງປະຕູເຊື່ອມຕໍ່ນີ້."


class AmbiguousFraming(Problem):
    """Two statements about where the body ends: the way requests are smuggled."""

    code = "ambiguous-framing"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Ambiguous framing", "ຂອບເຂດຂໍ້ມູນບໍ່ຊັດເຈນ"
    en = "The headers disagree about where the body ends; send one Content-Length or one chunked Transfer-Encoding."
    lo = "ສ່ວນຫົວບອກຈຸດສິ້ນສຸດຂອງຂໍ້ມູນບໍ່ກົງກັນ; ສົ່ງ Content-Length ອັນດຽວ ຫຼື Transfer-Encoding: chunked ອັນດຽວ."

    def __init__(self) -> None:
        super().__init__(headers={"Connection": "close"})  # what follows on it may be a request to one reader only


class HeadersTooLarge(Problem):
    """More header section than any honest client sends."""

    code = "headers-too-large"
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    en = "The header section is limited to {bytes} bytes and {fields} fields."
    lo = "ສ່ວນຫົວຈຳກັດໄວ້ທີ່ {bytes} ໄບຕ໌ ແລະ {fields} ລາຍການ."


class ReservedHeader(Problem):
    """A header that only the inside of the house may set, or one that must not be repeated."""

    code = "reserved-header"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Reserved header", "ສ່ວນຫົວສະຫງວນໄວ້"
    en = "The header {header} is set by the gateway alone; send the request without it."
    lo = "ສ່ວນຫົວ {header} ມີແຕ່ປະຕູເຊື່ອມຕໍ່ເທົ່ານັ້ນທີ່ກຳນົດໄດ້; ສົ່ງຄຳຮ້ອງໂດຍບໍ່ໃສ່ມັນ."

    def __init__(self, *, header: str) -> None:
        super().__init__(header=header)


class RepeatedHeader(Problem):
    """A header that may stand once, and stands twice: each reader would pick another."""

    code = "repeated-header"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Repeated header", "ສ່ວນຫົວຊ້ຳກັນ"
    en = "The header {header} may be sent only once."
    lo = "ສ່ວນຫົວ {header} ສົ່ງໄດ້ພຽງຄັ້ງດຽວ."

    def __init__(self, *, header: str) -> None:
        super().__init__(header=header)


class MethodUnknown(Problem):
    """A verb that HTTP does not know, or that has no business here."""

    code = "method-unknown"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    title_en, title_lo = "Method unknown", "ບໍ່ຮູ້ຈັກວິທີການ"
    en = "This gateway does not know that method; the Allow header names those it knows here."
    lo = "ປະຕູເຊື່ອມຕໍ່ນີ້ບໍ່ຮູ້ຈັກວິທີການນັ້ນ; ລະບົບຂອງທ່ານຕ້ອງໃຊ້ໜຶ່ງໃນວິທີການທີ່ບອກໄວ້ (Allow)."

    def __init__(self, *, allowed: Iterable[str]) -> None:
        super().__init__(headers={"Allow": ", ".join(allowed)})


class NotAuthenticated(Reasoned):
    """No token, no proof that it is the caller's, or one of them is not good; `reason` is a stable word."""

    code = "not-authenticated"
    status = HTTPStatus.UNAUTHORIZED
    title_en, title_lo = "Not authenticated", "ຍັງບໍ່ໄດ້ຢືນຢັນຕົວຕົນ"
    en = "The access token or its proof of possession was not accepted: {reason}."
    lo = "ບໍ່ຮັບໃບສິດເຂົ້າເຖິງ (token) ຫຼື ຫຼັກຖານວ່າເປັນຂອງລະບົບ: {reason}."

    def __init__(
        self,
        *,
        reason: str,
        server_time: datetime | None = None,
        **named: Any,  # Any: particulars, beside what every problem takes
    ) -> None:
        # RFC 9449 §7.1: the scheme is DPoP; RFC 6750 §3.1: a request without credentials gets no error code.
        error = "" if reason == "token-missing" else ', error="invalid_token"'
        if reason.startswith("proof-"):
            error = ', error="invalid_dpop_proof"'
        if reason == "proof-nonce-missing":
            error = ', error="use_dpop_nonce"'  # RFC 9449 §9; the nonce comes along as with every answer
        # a client whose clock is wrong puts itself right by this
        told = server_time and server_time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        headers = {"WWW-Authenticate": f'DPoP algs="ES256"{error}'}
        super().__init__(headers=headers, reason=reason, serverTime=told, **named)


class OfficeNotStanding(NotAuthenticated):
    """The token's office was closed, or taken from the system, since the token was made: a new one tells the rest."""

    code = "office-not-standing"
    title_en, title_lo = "Office not standing", "ຫ້ອງການໃຊ້ບໍ່ໄດ້ແລ້ວ"
    en = (
        "The token is for the office {office}, from which {system} may not act now: {reason}. Its successor: "
        "{successor}. The system is enrolled for: {offices}."
    )
    lo = (
        "ໃບສິດເຂົ້າເຖິງ (token) ນີ້ແມ່ນສຳລັບຫ້ອງການ {office} ຊຶ່ງ {system} ໃຊ້ບໍ່ໄດ້ແລ້ວ: {reason}. ຫ້ອງການສືບທອດ: {successor}. "
        "ລະບົບລົງທະບຽນໄວ້ສຳລັບ: {offices}."
    )

    def __init__(
        self, *, reason: str, system: str, office: str, successor: Seat | None, offices: Sequence[str]
    ) -> None:
        follows = successor and successor.to_document()
        super().__init__(reason=reason, system=system, office=office, offices=list(offices), successor=follows)


class RateLimited(Problem):
    """Faster than the limit named in RateLimit-Policy."""

    code = "rate-limited"
    status = HTTPStatus.TOO_MANY_REQUESTS
    en = "The limit “{policy}” is used up; repeat the call after {retry_after_s} seconds."
    lo = "ໃຊ້ເຕັມຂີດຈຳກັດ “{policy}” ແລ້ວ; ສົ່ງຄຳຮ້ອງຊ້ຳຫຼັງ {retry_after_s} ວິນາທີ."

    def __init__(self, *, policy: str, retry_after_s: int) -> None:
        super().__init__(headers={"Retry-After": str(retry_after_s)}, policy=policy, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class DirectoryEmpty(Problem):
    """The directory of this installation has no entry yet: nobody may do anything, and there is nothing to be told."""

    code = DIRECTORY_EMPTY
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title_en, title_lo = "Directory empty", "ສາລະບານຍັງຫວ່າງ"
    en = "No member, service or agreement has been enrolled here yet."
    lo = "ຍັງບໍ່ມີການລົງທະບຽນສະມາຊິກ, ບໍລິການ ຫຼື ຂໍ້ຕົກລົງໃດ."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "5"})


class DirectoryStale(Problem):
    """This gateway has not been able to confirm its directory: a withdrawn right might still look valid here."""

    code = "directory-stale"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title_en, title_lo = "Directory not confirmed", "ຍັງບໍ່ໄດ້ຢືນຢັນສາລະບານ"
    en = "The gateway cannot confirm who may do what at the moment and stops until it can."
    lo = "ຕອນນີ້ປະຕູເຊື່ອມຕໍ່ຢືນຢັນສິດບໍ່ໄດ້ ຈຶ່ງຢຸດໄວ້ຈົນກວ່າຈະຢືນຢັນໄດ້."

    def __init__(self, *, retry_after_s: int = 5) -> None:
        super().__init__(headers={"Retry-After": str(retry_after_s)})


class BodyNotExpected(Problem):
    """A body on an operation that reads none: somebody would read it differently from us."""

    code = "body-not-expected"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Body not expected", "ບໍ່ຕ້ອງມີເນື້ອໃນ"
    en = "This operation takes no body; send the request without one."
    lo = "ການດຳເນີນການນີ້ບໍ່ຮັບເນື້ອໃນ; ສົ່ງຄຳຮ້ອງໂດຍບໍ່ມີເນື້ອໃນ."


class DigestMismatch(Problem):
    """The body is not the one that Content-Digest names."""

    code = "digest-mismatch"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Digest mismatch", "ຄ່າກວດສອບບໍ່ກົງກັນ"
    en = "The body that arrived does not have the SHA-256 that Content-Digest names (RFC 9530)."
    lo = "ຂໍ້ມູນທີ່ມາຮອດບໍ່ກົງກັບ SHA-256 ໃນ Content-Digest (RFC 9530)."

    def __init__(self, *, effect: Effect = Effect.NONE) -> None:
        super().__init__(effect=effect)


class RequestIncomplete(Problem):
    """The caller closed the connection in mid-request: nobody is left to read this, but it is recorded."""

    code = "request-incomplete"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Request incomplete", "ຄຳຮ້ອງບໍ່ຄົບຖ້ວນ"
    en = "The connection was closed before the request was complete."
    lo = "ການເຊື່ອມຕໍ່ຖືກປິດກ່ອນຄຳຮ້ອງມາຄົບ."


class UpstreamUnreachable(Problem):
    """The service could not be reached, or the connection broke before it had answered."""

    code = "upstream-unreachable"
    status = HTTPStatus.BAD_GATEWAY
    title_en, title_lo = "Service unreachable", "ຕິດຕໍ່ບໍລິການປາຍທາງບໍ່ໄດ້"
    en = "The service {service} could not be reached; “effect” says whether anything changed."
    lo = "ຕິດຕໍ່ບໍລິການ {service} ບໍ່ໄດ້; ກະລຸນາກວດເບິ່ງວ່າມີຫຍັງປ່ຽນແປງແລ້ວບໍ່ ກ່ອນສົ່ງຊ້ຳ."

    def __init__(self, *, service: str, effect: Effect = Effect.NONE) -> None:
        super().__init__(effect=effect, service=service)


class UpstreamTimeout(Problem):
    """The service did not answer within the operation's deadline."""

    code = "upstream-timeout"
    status = HTTPStatus.GATEWAY_TIMEOUT
    title_en, title_lo = "Service too slow", "ບໍລິການປາຍທາງຕອບຊ້າເກີນໄປ"
    en = "The service {service} did not answer within {deadline_s} s; “effect” says whether anything changed."
    lo = "ບໍລິການ {service} ບໍ່ຕອບພາຍໃນ {deadline_s} ວິນາທີ; ກະລຸນາກວດເບິ່ງວ່າມີຫຍັງປ່ຽນແປງແລ້ວບໍ່ ກ່ອນສົ່ງຊ້ຳ."

    def __init__(self, *, service: str, deadline_s: float, effect: Effect = Effect.NONE) -> None:
        super().__init__(effect=effect, service=service, deadline_s=f"{deadline_s:g}")


class ServiceBusy(Problem):
    """As many calls to the service are under way as it may have, and none ended in time: it has seen nothing."""

    code = "service-busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title_en, title_lo = "Service busy", "ບໍລິການປາຍທາງບໍ່ຫວ່າງ"
    en = "The service {service} is busy with other calls; repeat the call after the time in Retry-After."
    lo = "ບໍລິການ {service} ກຳລັງຕອບຄຳຮ້ອງອື່ນຢູ່; ກະລຸນາລໍຖ້າບຶດໜຶ່ງ ແລ້ວສົ່ງຊ້ຳ."

    def __init__(self, *, service: str, retry_after_s: int = 2) -> None:
        super().__init__(headers={"Retry-After": str(retry_after_s)}, service=service)


class UpstreamInvalid(Problem):
    """The service broke its own contract; what it said is kept from the caller and shown to the control tower."""

    code = "upstream-invalid"
    status = HTTPStatus.BAD_GATEWAY
    title_en, title_lo = "Service broke its contract", "ບໍລິການປາຍທາງຕອບບໍ່ຕາມຂໍ້ກຳນົດ"
    en = "The answer of {service} does not match its published contract ({reason}) and was not passed on."
    lo = "ຄຳຕອບຂອງບໍລິການ {service} ບໍ່ກົງກັບຂໍ້ກຳນົດທີ່ປະກາດ ({reason}) ຈຶ່ງບໍ່ໄດ້ສົ່ງຕໍ່."

    def __init__(self, *, service: str, reason: str, effect: Effect = Effect.NONE) -> None:
        super().__init__(effect=effect, service=service, reason=reason)


class UpstreamUnavailable(Problem):
    """The service says that it cannot work right now, in words that are no problem of its contract."""

    code = "upstream-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title_en, title_lo = "Service unavailable", "ບໍລິການປາຍທາງບໍ່ພ້ອມໃຊ້"
    en = "The service {service} cannot work right now; repeat the call after the time in Retry-After."
    lo = "ບໍລິການ {service} ຍັງເຮັດວຽກບໍ່ໄດ້ຕອນນີ້; ກະລຸນາລໍຖ້າບຶດໜຶ່ງ ແລ້ວສົ່ງຊ້ຳ."

    def __init__(self, *, service: str, retry_after_s: int, effect: Effect = Effect.NONE) -> None:
        super().__init__(headers={"Retry-After": str(retry_after_s)}, effect=effect, service=service)


class UpstreamBusy(Problem):
    """The service says that it is asked too often: its own limit, not the one of the caller's agreement."""

    code = "upstream-busy"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title_en, title_lo = "Service busy", "ບໍລິການປາຍທາງໄດ້ຮັບຄຳຮ້ອງຫຼາຍເກີນໄປ"
    en = "The service {service} is asked too often; repeat the call after the time in Retry-After."
    lo = "ບໍລິການ {service} ໄດ້ຮັບຄຳຮ້ອງຫຼາຍເກີນໄປ; ກະລຸນາລໍຖ້າບຶດໜຶ່ງ ແລ້ວສົ່ງຊ້ຳ."

    def __init__(self, *, service: str, retry_after_s: int, effect: Effect = Effect.NONE) -> None:
        super().__init__(headers={"Retry-After": str(retry_after_s)}, effect=effect, service=service)
