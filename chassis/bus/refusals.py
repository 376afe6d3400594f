"""Refusals of Kafka, each as one sentence in English and Lao that says what to mend."""

import ssl
from asyncio import IncompleteReadError
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    IllegalSaslStateError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    UnsupportedSaslMechanismError,
)

from chassis.bus.port import BusRefused

REFUSED: Final = "bus-refused"
MISSING: Final = "topic-missing"
Doing = Literal["write to", "read", "manage"]

_LAO: Final[Mapping[Doing, str]] = {"write to": "ຂຽນໃສ່", "read": "ອ່ານ", "manage": "ຈັດການ"}
_EXPIRED: Final = 10  # X509_V_ERR_CERT_HAS_EXPIRED (openssl/x509_vfy.h)
_OTHER_NAME: Final = frozenset({62, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
_TLS_ALERT: Final = 0x1503  # how a TLS alert begins (RFC 8446, section 5.1), read as the length of an answer
_RIGHTS_EN: Final = "give the right with `saphan topics rights --apply`"
_RIGHTS_LO: Final = "ໃຫ້ສິດດ້ວຍ `saphan topics rights --apply`"


def of_rights(fault: BaseException, who: str, doing: Doing, group: str | None = None) -> BusRefused | None:
    """Return the refusal that says which right is missing, or None when it is another fault."""
    if doing == "manage" and isinstance(fault, TopicAuthorizationFailedError | ClusterAuthorizationFailedError):
        return BusRefused(
            REFUSED,
            f"The bus does not let {who} manage topics and rights: do it as the operator's user.",
            f"ລະບົບເຫດການບໍ່ໃຫ້ {who} ຈັດການຫົວຂໍ້ ແລະ ສິດ: ໃຊ້ຜູ້ໃຊ້ຂອງຜູ້ດູແລ.",
        )
    if isinstance(fault, TopicAuthorizationFailedError):
        names = _names(fault)
        return BusRefused(
            REFUSED,
            f"The bus does not let {who} {doing} {names}: {_RIGHTS_EN}.",
            f"ລະບົບເຫດການບໍ່ໃຫ້ {who} {_LAO[doing]} {names}: {_RIGHTS_LO}.",
        )
    if isinstance(fault, GroupAuthorizationFailedError):
        return BusRefused(
            REFUSED,
            f"The bus does not let {who} read in the group {group}: {_RIGHTS_EN}.",
            f"ລະບົບເຫດການບໍ່ໃຫ້ {who} ອ່ານໃນກຸ່ມ {group}: {_RIGHTS_LO}.",
        )
    if isinstance(fault, ClusterAuthorizationFailedError):
        return BusRefused(
            REFUSED,
            f"The bus gives {who} no right to this: {_RIGHTS_EN}.",
            f"ລະບົບເຫດການບໍ່ໃຫ້ສິດນີ້ແກ່ {who}: {_RIGHTS_LO}.",
        )
    return None


def of_topics(missing: Iterable[str]) -> BusRefused:
    """Return the refusal that names topics which the bus lacks."""
    names = ", ".join(sorted(missing))
    return BusRefused(
        MISSING,
        f"The bus lacks {names}: make what is missing with `saphan topics create`.",
        f"ລະບົບເຫດການບໍ່ມີ {names}: ສ້າງດ້ວຍ `saphan topics create`.",
    )


def of_files(fault: Exception) -> BusRefused:
    """Return the refusal for our own files, which a half-done replacement may have left unusable."""
    return BusRefused(REFUSED, f"No connection to the bus can be made: {fault}.", f"ຕໍ່ຫາລະບົບເຫດການບໍ່ໄດ້: {fault}.")


def of_connection(fault: BaseException, place: str, who: str) -> BusRefused | None:
    """Return the refusal that ended a new connection to the broker at `place`; None when the broker is only away."""
    if isinstance(fault, SaslAuthenticationFailed):
        return BusRefused(
            REFUSED,
            f"The bus does not accept name or password of {who}: set BUS_PASSWORD to the one that Kafka has.",
            f"ລະບົບເຫດການບໍ່ຮັບຊື່ ຫຼື ລະຫັດຜ່ານຂອງ {who}: ຕັ້ງ BUS_PASSWORD ໃຫ້ຄືກັບໃນ Kafka.",
        )
    if isinstance(fault, UnsupportedSaslMechanismError | IllegalSaslStateError):
        return BusRefused(
            REFUSED,
            f"The broker {place} takes no passwords (SCRAM-SHA-512) there: BUS_URL or BUS_SECURITY is wrong.",
            f"{place} ບໍ່ຮັບລະຫັດຜ່ານ (SCRAM-SHA-512): BUS_URL ຫຼື BUS_SECURITY ບໍ່ຖືກ.",
        )
    cut = fault.__cause__
    if isinstance(cut, IncompleteReadError) and cut.expected is not None and cut.expected >> 16 == _TLS_ALERT:
        return BusRefused(
            REFUSED,
            f"The broker {place} wants TLS: set BUS_SECURITY to sasl-tls or tls.",
            f"{place} ຕ້ອງການ TLS: ຕັ້ງ BUS_SECURITY ເປັນ sasl-tls ຫຼື tls.",
        )
    tls = fault if isinstance(fault, ssl.SSLError) else fault.__cause__
    if isinstance(tls, ssl.SSLCertVerificationError):
        return _of_their_certificate(tls, place)
    if isinstance(tls, ssl.SSLError):
        return _of_tls(tls, place)
    return None


def _of_their_certificate(fault: ssl.SSLCertVerificationError, place: str) -> BusRefused:
    if fault.verify_code == _EXPIRED:
        return BusRefused(
            REFUSED,
            f"The certificate of the broker {place} has expired: give the broker a new one.",
            f"ໃບຢັ້ງຢືນຂອງ {place} ໝົດອາຍຸແລ້ວ: ໃຫ້ໃບໃໝ່ແກ່ Kafka.",
        )
    if fault.verify_code in _OTHER_NAME:
        return BusRefused(
            REFUSED,
            f"The certificate of the broker {place} is for another name: BUS_URL has to say a name that stands in it.",
            f"ໃບຢັ້ງຢືນຂອງ {place} ເປັນຂອງຊື່ອື່ນ: BUS_URL ຕ້ອງໃຊ້ຊື່ທີ່ຢູ່ໃນໃບຢັ້ງຢືນ.",
        )
    return BusRefused(
        REFUSED,
        f"The certificate of the broker {place} is not trusted ({fault.verify_message}): is BUS_CA_FILE its authority?",
        f"ໃບຢັ້ງຢືນຂອງ {place} ບໍ່ໜ້າເຊື່ອຖື ({fault.verify_message}): BUS_CA_FILE ຖືກບໍ?",
    )


def _of_tls(fault: ssl.SSLError, place: str) -> BusRefused | None:
    reason = (fault.reason or "").lower().replace("_", " ")
    if "alert" in reason:  # what the other side says about us
        return BusRefused(
            REFUSED,
            f"The broker {place} does not accept our certificate ({reason}): look at BUS_CERTIFICATE_FILE.",
            f"{place} ບໍ່ຮັບໃບຢັ້ງຢືນຂອງພວກເຮົາ ({reason}): ກວດ BUS_CERTIFICATE_FILE.",
        )
    if reason in {"wrong version number", "record layer failure", "http request"}:
        return BusRefused(
            REFUSED,
            f"The broker {place} does not speak TLS there: BUS_URL or BUS_SECURITY is wrong.",
            f"{place} ບໍ່ໃຊ້ TLS: BUS_URL ຫຼື BUS_SECURITY ບໍ່ຖືກ.",
        )
    return None


def _names(fault: BaseException) -> str:
    told = fault.args[0] if fault.args else "a topic"
    return told if isinstance(told, str) else ", ".join(sorted(map(str, told)))
