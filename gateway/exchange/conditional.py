"""Conditional requests (RFC 9110 §13): the entity tag of an answer, and whether the caller has that version already.

A document's tag is a version that its service names, or the digest of what leaves: a digest of more would be an oracle
for whatever was taken out. So a document is fetched, sought through, minimised and recorded before anybody compares.
"""

import hashlib
import re
from http import HTTPStatus
from typing import Any, Final

import orjson

from chassis.http.etags import must_match, none_match
from chassis.http.heads import HEAD
from chassis.http.request_line import READS
from evidence.base64url import b64url
from gateway.exchange.exchange import Exchange
from gateway.exchange.parts import Reply
from gateway.exchange.upstream import SUCCESS

# A digest that was cut short is an oracle still: ten causes of death are told apart by four bits. What counts the
# changes of a record needs six digits at most; what hashes (CRC-32, hashCode) has seldom fewer than eight in decimal.
_VERSION: Final = re.compile(r'(?:W/)?"[0-9]{1,6}"')
_DIGITS: Final = 32  # of a digest in hexadecimal: 16 bytes

_OF_DOCUMENTS: Final = frozenset({"if-none-match", "if-match", "range", "if-range"})
_OF_FILES: Final = frozenset({"range", "if-range"})  # RFC 9110 §14.2: a range is asked of GET alone
_NOTHING: Final[frozenset[str]] = frozenset()

# What an answer says of the body that follows; 304 brings none (RFC 9110 §15.4.5).
OF_A_BODY: Final = frozenset(
    {"content-type", "content-digest", "content-disposition", "content-language", "content-range", "repr-digest"}
)
# A service states them of what it has sent; what leaves of a document may be less, or spelt anew.
DIGESTS: Final = frozenset({"content-digest", "repr-digest"})


def not_forwarded(x: Exchange) -> frozenset[str]:
    """Return the request headers of a read that are not forwarded, because the gateway evaluates them itself."""
    if x.method not in READS:
        return _NOTHING
    if not x.operation.reads_files:
        return _OF_DOCUMENTS
    return _OF_FILES if x.method == HEAD else _NOTHING


def may_be_unchanged(x: Exchange) -> bool:
    """Tell whether `If-None-Match` was forwarded: then the service's own 304 is an answer, declared or not."""
    forwarded = "if-none-match" in x.headers and "if-none-match" not in not_forwarded(x)
    return forwarded and x.method in READS


def evaluate(x: Exchange, reply: Reply, digest: str) -> tuple[str | None, bool]:
    """Return the entity tag of an answer with this digest, and whether it matches `If-None-Match` of a read.

    Raises `PreconditionFailed` when `If-Match` names another.
    """
    etag = _of_the_service(x, reply)
    if x.method not in READS or x.answer.status not in SUCCESS:
        return etag, False
    if etag is None and reply.declared is not None:
        etag = _tag_with_holes(reply, x.trace.reference) if reply.withheld else _tag(digest)
    if "if-match" in x.headers:  # of a file, too: a service that did not heed it has sent what was not wanted
        must_match(x.headers["if-match"], etag)
    return etag, none_match(x.headers.get("if-none-match"), etag)


def _of_the_service(x: Exchange, reply: Reply) -> str | None:
    """Return the service's own tag where it cannot be a digest of more than the caller may see.

    A refusal and an answer without a body may bear the tag of the whole record: only a version passes there.
    """
    tag, status, declared = x.answer.headers.get("etag"), x.answer.status, reply.declared
    if tag is None or _VERSION.fullmatch(tag):
        return tag
    if x.method in READS and status == HTTPStatus.NOT_MODIFIED:
        return tag  # of a file: a document's is refused before
    whole = reply.body is None or (declared is not None and not declared.uncovered)
    return tag if status in SUCCESS and whole else None


def _tag(digest: str) -> str:
    return f'"{b64url(bytes.fromhex(digest[:_DIGITS]))}"'


def _tag_with_holes(reply: Reply, reference: str) -> str:
    """Return the tag of a list from which items were withheld: each answer names them by a reference of its own."""
    page = reply.document
    told = page.get("withheld")  # where a page's own schema means something else by it, none of ours are in it
    missing = [_without(each, reference) for each in told] if isinstance(told, list) else told
    return f"W/{_tag(hashlib.sha256(orjson.dumps({**page, 'withheld': missing})).hexdigest())}"


def _without(named: Any, reference: str) -> Any:  # Any: ours, or whatever a service has put there
    if not isinstance(named, dict) or named.get("reference") != reference:
        return named
    return {name: value for name, value in named.items() if name != "reference"}
