"""Conditional requests (RFC 9110 §13): which entity tag an answer leaves with, and whether the caller holds it already.

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
from evidence.entries import spell_bytes
from gateway.exchange.exchange import Exchange
from gateway.exchange.upstream import UpstreamAnswer

_SUCCESS: Final = range(200, 300)
_READS: Final = frozenset({"GET", "HEAD"})
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


def kept_back(x: Exchange) -> frozenset[str]:
    """Return the fields of a read that its service does not hear, because the gateway itself heeds them."""
    if x.method not in _READS or x.operation is None:
        return _NOTHING
    if not x.operation.reads_files:
        return _OF_DOCUMENTS
    return _OF_FILES if x.method == HEAD else _NOTHING


def may_be_unchanged(x: Exchange) -> bool:
    """Tell whether the service was asked on condition: then its own 304 is an answer, declared or not."""
    forwarded = "if-none-match" in x.headers and "if-none-match" not in kept_back(x)
    return forwarded and x.method in _READS


def conclude(x: Exchange) -> None:
    """Give the answer its tag and heed the conditions of a read; raise `PreconditionFailed`."""
    if x.answer is None:
        raise RuntimeError("conclude comes after forward")
    x.etag = _of_the_service(x, x.answer)
    if x.method not in _READS or x.answer.status not in _SUCCESS:
        return
    if x.etag is None and x.answer_entry is not None and x.answer_digest is not None:
        x.etag = _tag_with_holes(x) if x.withheld else _tag(x.answer_digest)
    if "if-match" in x.headers:  # of a file, too: a service that did not heed it has sent what was not wanted
        must_match(x.headers["if-match"], x.etag)
    x.unchanged = none_match(x.headers.get("if-none-match"), x.etag)


def _of_the_service(x: Exchange, answer: UpstreamAnswer) -> str | None:
    """Return the service's own tag where it cannot be a digest of more than the caller may see.

    A refusal and an answer without a body may bear the tag of the whole record: only a version passes there.
    """
    tag = answer.headers.get("etag")
    if tag is None or _VERSION.fullmatch(tag):
        return tag
    if x.method in _READS and answer.status == HTTPStatus.NOT_MODIFIED:
        return tag  # of a file: a document's is refused before
    whole = x.answer_body is None or (x.answer_entry is not None and not x.uncovered)
    return tag if answer.status in _SUCCESS and whole else None


def _tag(digest: str) -> str:
    return f'"{spell_bytes(bytes.fromhex(digest[:_DIGITS]))}"'


def _tag_with_holes(x: Exchange) -> str:
    """Return the tag of a list from which items were withheld: each answer names them by a reference of its own."""
    page = x.answer_document
    told = page.get("withheld")  # where a page's own schema means something else by it, none of ours are in it
    missing = [_without(each, x.trace.reference) for each in told] if isinstance(told, list) else told
    return f"W/{_tag(hashlib.sha256(orjson.dumps({**page, 'withheld': missing})).hexdigest())}"


def _without(named: Any, reference: str) -> Any:  # Any: ours, or whatever a service has put there
    if not isinstance(named, dict) or named.get("reference") != reference:
        return named
    return {name: value for name, value in named.items() if name != "reference"}
