"""Validation of a service's base URL: scheme, host and perhaps a port, never where no member's service can be."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_network
from typing import Final, NoReturn

from pydantic_core import PydanticCustomError

IN_PROCESS: Final = re.compile(r"in-process:[a-z][a-z0-9-]*")

# RFC 3986 §3.2 without userinfo, and RFC 1123 names; the underscore is of container networks
_ADDRESS: Final = re.compile(r"https?://(?P<host>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(?::(?P<port>[1-9][0-9]{0,4}))?")
_LABEL: Final = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_-]{0,61}[0-9A-Za-z])?")
_LIKE_A_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")  # what a resolver may read as an IPv4 address
_MAX_HOST: Final = 253
_MAX_PORT: Final = 65_535

# Addresses that are nobody's service: of the machine's own network segment, where clouds keep their metadata, of many
# receivers, of none, and IPv6 with an IPv4 address inside, which would be a second spelling of all of these.
_NOBODYS: Final = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # RFC 1122 §3.2.1.3: this host
            "100.100.100.200/32",  # metadata of a cloud
            "169.254.0.0/16",  # RFC 3927: link-local, and metadata of most clouds
            "192.0.0.192/32",  # metadata of a cloud
            "224.0.0.0/4",  # RFC 5771: multicast
            "240.0.0.0/4",  # RFC 1112 §4: reserved, with the broadcast address
            "::/96",  # RFC 4291 §2.5.5.1, with the unspecified address
            "::ffff:0:0/96",  # RFC 4291 §2.5.5.2
            "64:ff9b::/96",  # RFC 6052
            "64:ff9b:1::/48",  # RFC 8215
            "2001::/32",  # RFC 4380
            "2002::/16",  # RFC 3056
            "fd00:ec2::254/128",  # metadata of a cloud
            "fe80::/10",  # RFC 4291 §2.5.6: link-local
            "ff00::/8",  # RFC 4291 §2.7: multicast
        ),
    )
)
_METADATA: Final = frozenset({"metadata", "metadata.google.internal", "metadata.goog", "instance-data"})


def service_address(text: str) -> str:
    """Return the address; raise an error that pydantic files under the member's pointer, in two languages.

    A name is believed as it stands: where it leads is decided by whoever answers the gateway's look-ups.
    """
    if IN_PROCESS.fullmatch(text):
        return text
    parts = _ADDRESS.fullmatch(text)
    if parts is None or int(parts["port"] or 1) > _MAX_PORT:
        _refuse(
            "An address is http or https, a host and perhaps a port: no user, path, query or fragment",
            "ທີ່ຢູ່ມີແຕ່ http ຫຼື https, ຊື່ເຄື່ອງ ແລະ ພອດຖ້າມີ: ບໍ່ມີຊື່ຜູ້ໃຊ້, ເສັ້ນທາງ, ຄຳຖາມ ຫຼື ສ່ວນຍ່ອຍ.",
        )
    host = parts["host"]
    try:
        nobodys = _is_reserved(host)
    except AddressValueError:
        _refuse(
            "The host is no name and no address in its usual spelling: write 192.0.2.1, [2001:db8::1] or host.example",
            "ຊື່ເຄື່ອງບໍ່ຖືກຮູບແບບ: ໃຫ້ຂຽນ 192.0.2.1, [2001:db8::1] ຫຼື host.example.",
        )
    if nobodys:
        _refuse(
            "No member's service has such an address: it is link-local, metadata, multicast, reserved or unspecified",
            "ບໍ່ມີບໍລິການໃດໃຊ້ທີ່ຢູ່ນີ້ໄດ້: ເປັນທີ່ຢູ່ສະເພາະເຄືອຂ່າຍໃນ, metadata, multicast, ສະຫງວນ ຫຼື ບໍ່ລະບຸ.",
        )
    return text


def _is_reserved(host: str) -> bool:
    """Tell whether no service can be there; raise `AddressValueError` for what is neither a name nor an address."""
    if host.startswith("["):
        six = IPv6Address(host[1:-1])
        return not six.is_loopback and any(six in network for network in _NOBODYS)
    labels = host.split(".")
    if _LIKE_A_NUMBER.fullmatch(labels[-1]):
        four = IPv4Address(host)  # four decimal numbers, no leading zeros: 127.1 and 0x7f.1 are refused
        return any(four in network for network in _NOBODYS)
    if len(host) > _MAX_HOST or not all(map(_LABEL.fullmatch, labels)):
        raise AddressValueError(host)
    return host.lower() in _METADATA


def _refuse(en: str, lo: str) -> NoReturn:
    raise PydanticCustomError("address_not_allowed", "{en}", {"en": en, "lo": lo})
