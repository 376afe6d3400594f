"""Headers of a streamed body: its SHA-256, stated before its first byte (RFC 9530), and its media type."""

import hashlib
from collections.abc import Collection
from typing import Final

from starlette.requests import Request

from chassis.http.media_types import media_type
from contracts.problems import Fault, InvalidInput, UnsupportedMediaType
from evidence.digests import DigestMalformed, stated_digest

_DIGEST_MISSING: Final = Fault(
    code="content-digest",
    en="Content-Digest must hold a SHA-256 of the body (RFC 9530), such as sha-256=:…=: with 44 characters of base64.",
    lo="Content-Digest ຕ້ອງມີຄ່າ SHA-256 ຂອງເນື້ອໃນ (RFC 9530) ເຊັ່ນ sha-256=:…=: ດ້ວຍ base64 44 ຕົວ.",
    location="header",
    name="Content-Digest",
)

_OF_NOTHING: Final = hashlib.sha256().digest()
_EMPTY: Final = Fault(
    code="empty-file",
    en="The file is empty: it has no bytes. Look whether it was saved and read before it was sent.",
    lo="ໄຟລ໌ຫວ່າງເປົ່າ: ບໍ່ມີຂໍ້ມູນ. ກວດເບິ່ງວ່າ ໄຟລ໌ໄດ້ບັນທຶກ ແລະ ອ່ານແລ້ວກ່ອນສົ່ງ.",
    pointer="",
)

# as OpenAPI has them: the header that announces the body, and a body that is bytes
CONTENT_DIGEST: Final = {
    "name": "Content-Digest",
    "in": "header",
    "required": True,
    "description": "SHA-256 of the body, stated before its first byte (RFC 9530): sha-256=:base64:",
    "schema": {"type": "string", "maxLength": 500},
}
BYTES: Final = {"schema": {"type": "string", "format": "binary"}}


def media_type_of(request: Request, accepted: Collection[str]) -> str:
    """Return the request's media type without parameters; raise `UnsupportedMediaType` for one not accepted."""
    stated = media_type(request.headers.get("content-type"))
    if stated not in accepted:
        raise UnsupportedMediaType(accepted=", ".join(accepted))
    return stated


def announced_digest(request: Request) -> bytes:
    """Return the SHA-256 (32 bytes) that `Content-Digest` states.

    Raises `InvalidInput` when it states none, or that of no bytes at all: an empty file is a mistake at the sender's.
    """
    try:
        digest = stated_digest(request.headers.get("content-digest", ""))
    except DigestMalformed:
        raise InvalidInput(faults=[_DIGEST_MISSING]) from None
    if digest == _OF_NOTHING:
        raise InvalidInput(faults=[_EMPTY])
    return digest
