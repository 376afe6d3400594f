"""Filter of a service's `Location`, `Link` and `Retry-After` headers: no internal address leaves the gateway.

An address passes when it lies below the service's own prefix, here; it leaves as the path that every caller can use.
"""

import logging
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from gateway.exchange.exchange import Exchange
from gateway.exchange.guard import is_ambiguous

_LOG: Final = logging.getLogger(__name__)
LONGEST: Final = 2_000  # characters of an address
LONGEST_WAIT_S: Final = 86_400
MOST_LINKS: Final = 20
_SECONDS: Final = re.compile("[0-9]{1,4000}")  # as many digits as are read as a number
# RFC 8288 §3. Targets and parameters hold no quoted comma that would matter: what does not match is dropped whole.
_LINK: Final = re.compile(
    r'<([^<>"]*)>((?:\s*;\s*[a-z*-]+(?:\s*=\s*(?:"[^"]*"|[^\s",;<>]+))?)*)\s*(?:,|$)', re.IGNORECASE
)
_REL: Final = re.compile(r';\s*rel\s*=\s*"?([a-z][a-z0-9.-]*)"?\s*(?:;|$)', re.IGNORECASE)  # a word, never an address


def filter_headers(x: Exchange) -> None:
    """Rewrite `Location`, `Link` and `Retry-After` of the answer for the caller; drop and log what must not leave."""
    headers = x.answer.headers
    for name, read in (("location", _below_the_prefix), ("link", _links)):
        if name in headers:
            _keep(x, name, read(x, headers[name]))
    if "retry-after" in headers:
        wait_s = delay_s(headers["retry-after"], x.gateway.clock.now())
        _keep(x, "retry-after", str(wait_s) if wait_s is not None else None)


def location_of(x: Exchange) -> str | None:
    """Return the answer's `Location` as a path of the gateway; None without one, or if it leads out of the service."""
    location = x.answer.headers.get("location") if x.knows("answer") else None
    return _below_the_prefix(x, location) if location is not None else None


def delay_s(retry_after: str, now: datetime) -> int | None:
    """Return the seconds that a `Retry-After` means (RFC 9110 §10.2.3), a day at most; None for what is none."""
    value = retry_after.strip()
    if _SECONDS.fullmatch(value):
        return min(int(value), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:  # "-0000": nobody says where that is
        return None
    return max(0, min(round((moment - now).total_seconds()), LONGEST_WAIT_S))


def _keep(x: Exchange, name: str, value: str | None) -> None:
    if value is not None:
        x.answer.headers[name] = value
        return
    del x.answer.headers[name]
    facts = {"exchange": x.id, "service": x.service.name, "header": name}  # not the value: it is somebody's inside
    _LOG.warning("a service named what callers must not see", extra={"facts": facts})


def _below_the_prefix(x: Exchange, reference: str) -> str | None:
    """Return the reference as a path of ours with query and fragment, or None when it leads out of the service."""
    ours = x.gateway.proofs.public_url
    if not 0 < len(reference) <= LONGEST or not reference.isascii() or not reference.isprintable():
        return None
    if any(sign in reference for sign in ' \\<>"{}|^`'):  # no URI has them; readers differ in what they make of them
        return None
    try:
        here, found = urlsplit(ours), urlsplit(urljoin(f"{ours}{x.target}", reference))
        same = (found.scheme, found.netloc) == (here.scheme, here.netloc)
    except ValueError:
        return None
    if not same or is_ambiguous(found.path.encode()) or ".." in unquote(found.path):
        return None
    if not found.path.startswith(x.service.prefix + "/"):
        return None
    return found._replace(scheme="", netloc="").geturl()


def _links(x: Exchange, field: str) -> str | None:
    """Return the links that stay within the service, each with its `rel` alone: other parameters may name anything."""
    kept: list[str] = []
    at = 0 if len(field) <= LONGEST else len(field)
    while len(kept) < MOST_LINKS and (link := _LINK.match(field, at)):
        target, rel = _below_the_prefix(x, link[1]), _REL.search(link[2])
        if target is not None and rel is not None:
            kept.append(f'<{target}>; rel="{rel[1]}"')
        at = link.end()
        while at < len(field) and field[at] in " \t":
            at += 1
    return ", ".join(kept) or None
