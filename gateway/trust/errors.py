"""What the token endpoint refuses: a problem like any other, with the error code of RFC 6749 §5.2 beside it.

Problem
└── TokenRefusal
    ├── 400  TokenRequestInvalid  GrantNotSupported  PurposeUnknown  PurposeNotAgreed  ProofNotAccepted
    │        DpopNonceRequired  SubjectTokenRefused  ActingNotGranted
    │        OfficeRefused: OfficeUnknown  OfficeNotOpenYet  OfficeClosed  OfficeNotHeld
    ├── 401  ClientNotAuthenticated
    └── 403  OfficerNotInOffice
"""

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, ClassVar

from chassis.client.client_tokens import TOKEN_EXCHANGE
from contracts.seats import Seat
from gateway.errors.reasons import Reasoned


class TokenRefusal(Reasoned):
    """No token; `error` is the word that OAuth clients know."""

    error: ClassVar[str]


class TokenRequestInvalid(TokenRefusal):
    """The form is not one that this endpoint reads."""

    code = "token-request-invalid"
    error = "invalid_request"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Token request invalid", "ຄຳຂໍ token ບໍ່ຖືກຕ້ອງ"
    en = "The token request is not complete or not well formed: {reason}."
    lo = "ຄຳຂໍ token ບໍ່ຄົບຖ້ວນ ຫຼື ບໍ່ຖືກຮູບແບບ: {reason}."

    def __init__(self, *, reason: str, **named: Any) -> None:  # Any: particulars, beside what every problem takes
        """`named` is what the sentence of the reason names: fields, what is expected, offices."""
        super().__init__(reason=reason, **named)


class GrantNotSupported(TokenRefusal):
    """Systems get tokens for themselves, or take on another system's token; there is no other way."""

    code = "grant-not-supported"
    error = "unsupported_grant_type"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Grant type not supported", "ບໍ່ຮອງຮັບ grant_type ນີ້"
    en = f"Only the grant types client_credentials and {TOKEN_EXCHANGE} (RFC 8693) are supported."
    lo = f"ຮອງຮັບສະເພາະ grant_type client_credentials ແລະ {TOKEN_EXCHANGE} (RFC 8693)."


class ClientNotAuthenticated(TokenRefusal):
    """The assertion does not prove which system is asking; an unknown system and a wrong key look the same."""

    code = "client-not-authenticated"
    error = "invalid_client"
    status = HTTPStatus.UNAUTHORIZED
    title_en, title_lo = "System not authenticated", "ຍັງບໍ່ໄດ້ຢືນຢັນຕົວຕົນຂອງລະບົບ"
    en = "The client assertion was not accepted: {reason}."
    lo = "ບໍ່ຮັບການຢືນຢັນຕົວຕົນຂອງລະບົບ: {reason}."

    def __init__(self, *, reason: str, server_time: datetime | None = None, audience: str | None = None) -> None:
        # no WWW-Authenticate: nothing of HTTP's schemes was tried (RFC 6749 §5.2), and a client that finds a challenge
        # tells its author of that one instead of the reason
        super().__init__(reason=reason, serverTime=_server_time(server_time), audience=audience)


class ProofNotAccepted(TokenRefusal):
    """The DPoP proof is missing, not fresh, used, or not by a registered key of the system (RFC 9449 §5)."""

    code = "proof-not-accepted"
    error = "invalid_dpop_proof"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Proof not accepted", "ບໍ່ຮັບຫຼັກຖານການຄອບຄອງ"
    en = "The DPoP proof was not accepted: {reason}."
    lo = "ບໍ່ຮັບຫຼັກຖານ DPoP: {reason}."

    def __init__(self, *, reason: str, server_time: datetime | None = None, nonce: str | None = None) -> None:
        headers = {"DPoP-Nonce": nonce} if nonce is not None else {}
        super().__init__(headers=headers, reason=reason, serverTime=_server_time(server_time))


class DpopNonceRequired(ProofNotAccepted):
    """The proof does not carry a nonce of the gateway; the DPoP-Nonce header has the one to use (RFC 9449 §8)."""

    code = "dpop-nonce-required"
    error = "use_dpop_nonce"
    title_en, title_lo = "DPoP nonce required", "ຕ້ອງມີ DPoP nonce"
    en = "The DPoP proof must carry the nonce of the DPoP-Nonce header: {reason}."
    lo = "ຫຼັກຖານ DPoP ຕ້ອງມີຄ່າ nonce ຈາກສ່ວນຫົວ DPoP-Nonce: {reason}."


class SubjectTokenRefused(TokenRefusal):
    """The token of the one to act for is not good, is for another purpose, or went through too many hands."""

    code = "subject-token-refused"
    error = "invalid_request"  # RFC 8693 §2.2.2
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Subject token refused", "ບໍ່ຮັບ token ຂອງຜູ້ມອບ"
    en = "The subject_token was not accepted: {reason}."
    lo = "ບໍ່ຮັບ subject_token: {reason}."

    def __init__(self, *, reason: str, office: str | None = None, successor: Seat | None = None) -> None:
        """`office` is one of the token's that it may not be used from now, `successor` who has its open records."""
        super().__init__(reason=reason, office=office, successor=successor and successor.to_document())


class ActingNotGranted(TokenRefusal):
    """No agreement of the member in force lets it act for the other one."""

    code = "acting-not-granted"
    error = "unauthorized_client"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Acting not granted", "ບໍ່ໄດ້ຮັບສິດເຮັດແທນ"
    en = "No agreement in force lets {member} act for {other} for this purpose."
    lo = "ບໍ່ມີຂໍ້ຕົກລົງທີ່ມີຜົນໃຫ້ {member} ເຮັດແທນ {other} ເພື່ອຈຸດປະສົງນີ້."

    def __init__(self, *, member: str, other: str) -> None:
        super().__init__(member=member, other=other)


class PurposeNotAgreed(TokenRefusal):
    """No agreement of the member is in force for this purpose."""

    code = "purpose-not-agreed"
    error = "invalid_scope"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Purpose not agreed", "ຈຸດປະສົງບໍ່ຢູ່ໃນຂໍ້ຕົກລົງ"
    en = "No agreement in force lets {member} exchange anything for the purpose {purpose}. Agreed: {purposes}."
    lo = "ບໍ່ມີຂໍ້ຕົກລົງທີ່ມີຜົນໃຫ້ {member} ແລກປ່ຽນຂໍ້ມູນເພື່ອຈຸດປະສົງ {purpose}. ທີ່ຕົກລົງແລ້ວ: {purposes}."

    def __init__(self, *, member: str, purpose: str, purposes: Sequence[str]) -> None:
        """`purposes` are those of the caller's own that are in force."""
        super().__init__(member=member, purpose=purpose, purposes=list(purposes))


class PurposeUnknown(PurposeNotAgreed):
    """There is no such purpose: neither the national list nor an agreement names it."""

    code = "purpose-unknown"
    title_en, title_lo = "Unknown purpose", "ບໍ່ຮູ້ຈັກຈຸດປະສົງ"
    en = "There is no purpose {purpose}. Agreed for {member}: {purposes}."
    lo = "ບໍ່ມີຈຸດປະສົງ {purpose}. ທີ່ຕົກລົງໃຫ້ {member} ແລ້ວ: {purposes}."


class OfficerNotInOffice(TokenRefusal):
    """The member keeps its officers in the directory, and this one is not among them, not yet, or no longer.

    The pipeline refuses with it, too: a token that she got before ends with her post.
    """

    code = "officer-not-in-office"
    error = "unauthorized_client"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Officer not in office", "ພະນັກງານບໍ່ໄດ້ດຳລົງຕຳແໜ່ງ"
    en = (
        "{officer} is not in office at {member} today, by its officers in the directory: name one who is, or let two "
        "officers of {member} enter her."
    )
    lo = (
        "ມື້ນີ້ {officer} ບໍ່ໄດ້ດຳລົງຕຳແໜ່ງຢູ່ {member} ຕາມລາຍຊື່ພະນັກງານໃນສາລະບານ: ໃຫ້ລະບຸຜູ້ທີ່ດຳລົງຕຳແໜ່ງ "
        "ຫຼື ໃຫ້ພະນັກງານສອງຄົນຂອງ {member} ລົງທະບຽນລາວ."
    )

    def __init__(self, *, officer: str, member: str) -> None:
        super().__init__(officer=officer, member=member)


class OfficeRefused(TokenRefusal):
    """No token to act from that office; `offices` are those that the system may name."""

    error = "invalid_scope"  # RFC 6749 §5.2: what is asked for is unknown, or more than the client has
    status = HTTPStatus.BAD_REQUEST

    def __init__(
        self,
        *,
        member: str,
        office: str,
        offices: Sequence[str],
        successor: Seat | None = None,
        begins: date | None = None,
    ) -> None:
        super().__init__(
            member=member,
            office=office,
            offices=list(offices),
            successor=successor and successor.to_document(),
            begins=begins and begins.isoformat(),
        )


class OfficeUnknown(OfficeRefused):
    """The member has no such office; another member may have one of that code."""

    code = "office-unknown"
    title_en, title_lo = "Office unknown", "ບໍ່ຮູ້ຈັກຫ້ອງການ"
    en = "{member} has no office {office}. Your system is enrolled for: {offices}."
    lo = "{member} ບໍ່ມີຫ້ອງການ {office}. ລະບົບຂອງທ່ານລົງທະບຽນໄວ້ສຳລັບ: {offices}."


class OfficeNotOpenYet(OfficeRefused):
    """The office opens on a later day."""

    code = "office-not-open-yet"
    title_en, title_lo = "Office not open yet", "ຫ້ອງການຍັງບໍ່ເປີດ"
    en = "The office {office} of {member} opens on {begins}. Your system is enrolled for: {offices}."
    lo = "ຫ້ອງການ {office} ຂອງ {member} ຈະເປີດວັນທີ {begins}. ລະບົບຂອງທ່ານລົງທະບຽນໄວ້ສຳລັບ: {offices}."


class OfficeClosed(OfficeRefused):
    """The office is closed; its open records are its successor's."""

    code = "office-closed"
    title_en, title_lo = "Office closed", "ຫ້ອງການປິດແລ້ວ"
    en = (
        "The office {office} of {member} is closed; who has its open records: {successor}. "
        "Your system is enrolled for: {offices}."
    )
    lo = "ຫ້ອງການ {office} ຂອງ {member} ປິດແລ້ວ; ຜູ້ຮັບຊ່ວງສຳນວນທີ່ຍັງເປີດ: {successor}. ລະບົບຂອງທ່ານລົງທະບຽນໄວ້ສຳລັບ: {offices}."


class OfficeNotHeld(OfficeRefused):
    """The office is there, and the system is not enrolled for it."""

    code = "office-not-held"
    title_en, title_lo = "Office not held", "ບໍ່ໄດ້ລົງທະບຽນສຳລັບຫ້ອງການ"
    en = "Your system is not enrolled for the office {office} of {member}. It is enrolled for: {offices}."
    lo = "ລະບົບຂອງທ່ານບໍ່ໄດ້ລົງທະບຽນສຳລັບຫ້ອງການ {office} ຂອງ {member}. ລົງທະບຽນໄວ້ສຳລັບ: {offices}."


def _server_time(moment: datetime | None) -> str | None:
    """Return the particular that lets a client with a wrong clock put itself right."""
    return None if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
