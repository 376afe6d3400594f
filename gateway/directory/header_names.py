"""Names of headers: which the gateway handles by rules of its own, which never pass, and which pass as declared.

What an operation declares beyond the names here passes in the direction in which it is declared, and nothing else does.
"""

import re
from dataclasses import dataclass
from typing import Final

from gateway.directory.documents import DocumentRefused

LONGEST: Final = 2_000  # characters of a value that passes as declared
MOST: Final = 20  # headers of an answer that pass as declared
RANGE: Final = "range"

# Of a request: the gateway reads, checks or forwards them itself (docs/exchange.md), declared or not.
HANDLED: Final = frozenset(
    {
        "accept",
        "accept-language",
        "accept-signature",
        "authorization",
        "consent-reference",
        "content-digest",
        "content-length",
        "content-type",
        "dpop",
        "idempotency-key",
        "if-match",
        "if-none-match",
        "if-range",
        "signature",
        "signature-input",
        "traceparent",
    }
)

# Of an answer: what a service says beyond its body without declaring it, each by a rule of the gateway.
PASSED_BACK: Final = (
    "content-type",
    "content-digest",
    "content-disposition",
    "content-language",
    "content-range",
    "deprecation",
    "idempotent-replayed",
    "last-modified",
    "link",
    "location",
    "repr-digest",
    "retry-after",
    "sunset",
    "vary",
)
# What the gateway itself makes: a document may describe them for its readers, a service's own never leave.
_MADE: Final = frozenset(
    {
        "accept-encoding",
        "api-version",
        "cache-control",
        "content-length",
        "date",
        "dpop-nonce",
        "etag",
        "exchange-id",
        "exchange-receipt",
        "items-withheld",
        "ratelimit",
        "ratelimit-limit",
        "ratelimit-policy",
        "ratelimit-remaining",
        "ratelimit-reset",
        "signature",
        "signature-input",
        "traceparent",
        "www-authenticate",
        "x-content-type-options",
    }
)
_OF_ANSWERS: Final = frozenset(PASSED_BACK) | _MADE
# An underscore is a hyphen where headers are handed on as variables (RFC 3875 §4.1.18): another name would be read.
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class _Ban:
    """Names that never pass, and why."""

    en: str
    lo: str
    names: frozenset[str]
    prefixes: tuple[str, ...] = ()

    def holds(self, name: str) -> bool:
        return name in self.names or name.startswith(self.prefixes)


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BANS: Final = (
    _Ban(
        "it belongs to one connection, and two readers would end the message in different places",
        "ມັນເປັນຂອງການເຊື່ອມຕໍ່ດຽວ ແລະ ຜູ້ອ່ານສອງຝ່າຍຈະເຫັນຈຸດສິ້ນສຸດຂອງຂໍ້ຄວາມຕ່າງກັນ",
        _names(
            "accept-encoding connection content-encoding expect host http2-settings keep-alive max-forwards "
            "proxy-connection te trailer transfer-encoding upgrade"
        ),
        ("sec-websocket-",),
    ),
    _Ban(
        "it is a credential, and who calls stands in the voucher alone",
        "ມັນເປັນຫຼັກຖານຢືນຢັນຕົວ, ແຕ່ຜູ້ເອີ້ນມີລະບຸໄວ້ໃນ voucher ເທົ່ານັ້ນ",
        _names(
            "api-key apikey authentication-info authorization cookie cookie2 dpop set-cookie set-cookie2 "
            "x-access-token x-amz-security-token x-api-key x-auth-token x-csrf-token x-xsrf-token"
        ),
        ("proxy-auth",),
    ),
    _Ban(
        "it is said inside the house alone, and tells who calls or what stands behind",
        "ມັນໃຊ້ພາຍໃນລະບົບເທົ່ານັ້ນ, ບອກວ່າໃຜເອີ້ນ ຫຼື ມີຫຍັງຢູ່ທາງຫຼັງ",
        _names(
            "baggage cf-connecting-ip client-cert client-cert-chain content-location exchange-id exchange-receipt "
            "forwarded idempotent-replayed server tracestate true-client-ip via voucher voucher-key x-client-ip "
            "x-cluster-client-ip x-powered-by x-real-ip"
        ),
        ("x-forwarded", "x-ssl-"),
    ),
    _Ban(
        "it would change what is asked for after it was authorised, or what a proxy answers with",
        "ມັນຈະປ່ຽນສິ່ງທີ່ຂໍຫຼັງຈາກໄດ້ຮັບອະນຸຍາດແລ້ວ ຫຼື ປ່ຽນຄຳຕອບຂອງ proxy",
        _names(
            "x-http-method x-http-method-override x-lighttpd-send-file x-method-override x-original-uri "
            "x-original-url x-reproxy-url x-rewrite-url x-sendfile"
        ),
        ("x-accel-",),
    ),
    _Ban(
        "it commands browsers or caches, and speaks for every service at this address",
        "ມັນສັ່ງ browser ຫຼື cache ແລະ ເວົ້າແທນທຸກບໍລິການທີ່ຢູ່ນີ້",
        _names(
            "age alt-svc alt-used cdn-cache-control clear-site-data content-security-policy "
            "content-security-policy-report-only expect-ct expires feature-policy nel origin-agent-cluster "
            "permissions-policy pragma referrer-policy refresh report-to reporting-endpoints service-worker "
            "service-worker-allowed sourcemap speculation-rules strict-transport-security timing-allow-origin warning "
            "x-dns-prefetch-control x-frame-options x-permitted-cross-domain-policies x-sourcemap x-xss-protection"
        ),
        ("access-control-", "cross-origin-", "public-key-pins", "sec-", "surrogate-"),
    ),
    _Ban(
        "it compares times, and two changes may fall into one second: declare If-None-Match or If-Match",
        "ມັນປຽບທຽບເວລາ, ແຕ່ການປ່ຽນແປງສອງຄັ້ງອາດຢູ່ໃນວິນາທີດຽວກັນ: ໃຫ້ປະກາດ If-None-Match ຫຼື If-Match",
        _names("if-modified-since if-unmodified-since"),
    ),
)


def passes_on(name: str, where: str) -> bool:
    """Tell whether a header that a request declares passes as declared; raise `DocumentRefused` if it never may."""
    return _passes(name, where, HANDLED)


def passes_back(name: str, where: str) -> bool:
    """Tell the same of a header that an answer declares."""
    return _passes(name, where, _OF_ANSWERS)


def _passes(name: str, where: str, handled: frozenset[str]) -> bool:
    lower = name.lower()
    if lower in handled:
        return False
    if not _NAME.fullmatch(lower):
        raise DocumentRefused(
            f"{where}: header {name!r:.80}: a name has letters, digits and hyphens, at most 64",
            f"{where}: ສ່ວນຫົວ {name!r:.80}: ຊື່ມີໄດ້ແຕ່ຕົວອັກສອນ, ຕົວເລກ ແລະ ຂີດຕໍ່, ບໍ່ເກີນ 64",
        )
    for ban in _BANS:
        if ban.holds(lower):
            raise DocumentRefused(
                f"{where}: header {name} never passes the gateway: {ban.en}",
                f"{where}: ສ່ວນຫົວ {name} ຜ່ານປະຕູເຊື່ອມຕໍ່ບໍ່ໄດ້: {ban.lo}",
            )
    return True
