"""Puts the verifier into one file: page, style, scripts and trust, and a policy that lets it load nothing else."""

import hashlib
import re
import zlib
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any, Final

import orjson

from cli.verifier.trust import Trust, words
from evidence.certificates.claims import CLAIM_169
from evidence.certificates.keys import SignerKeys
from evidence.certificates.layers import last_day_of, moment_of
from evidence.certificates.status_lists import StatusList
from evidence.findings import printable

# In this order they are one script: each uses what stands before it.
SCRIPTS: Final = (
    *("vendor/jsqr/jsQR.js", "js/stopped.js", "js/texts.js", "js/cbor.js", "js/cose.js", "js/keys.js"),
    *("js/claims.js", "js/status.js", "js/checks.js", "js/show.js", "js/scan.js", "js/page.js"),
)
_PLACE: Final = re.compile(r"\{([a-z]+(?:\.[a-zA-Z]+)?)\}")
_COMMENT_LINE: Final = re.compile(r"^\s*//.*\n", re.MULTILINE)  # jsQR's have an address in them


def page(trust: Trust) -> str:
    """Return the verifier: one HTML file without any address, whose policy allows its own script and style only."""
    style, script = _read("page.css"), _script()
    filled = {
        "csp": _policy(style, script),
        "style": style,
        "script": script,
        "trust": b64encode(zlib.compress(orjson.dumps(trust.json()), 9)).decode("ascii"),
        "until": escape(trust.until_day),
        "made": moment_of(trust.made_at),
        "listed": _listed(trust),
        "keys": _keys(trust),
        **_said(words()["page"]),
    }
    return _PLACE.sub(lambda place: filled[place[1]], _read("page.html"))


def _read(name: str) -> str:
    return (files("cli.verifier") / name).read_text("utf-8")


def _script() -> str:
    scripts = "".join(_COMMENT_LINE.sub("", _read(name)) + ";\n" for name in SCRIPTS)
    return f'"use strict";\n{scripts}'


def _policy(style: str, script: str) -> str:
    """Return a Content-Security-Policy: nothing is loaded, and what came with the file runs as it was written."""
    hashes = [b64encode(hashlib.sha256(each.encode()).digest()).decode("ascii") for each in (script, style)]
    allowed = (f"script-src 'sha256-{hashes[0]}'", f"style-src 'sha256-{hashes[1]}'")
    return "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])


def _said(page_words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    both = {f"page.{name}": _both(each) for name, each in page_words.items()}
    plain = {f"plain.{name}": escape(f"{each['lo']} {each['en']}") for name, each in page_words.items()}
    return both | plain | {"title": plain["plain.title"]}


def _both(each: Mapping[str, str]) -> str:
    lo, en = escape(each["lo"]), escape(each["en"])
    return f'<span class="both"><span lang="lo">{lo}</span> <span lang="en">{en}</span></span>'


def _listed(trust: Trust) -> str:
    keys = SignerKeys.read(trust.keys, CLAIM_169.keys)
    lists = [StatusList.read(each, keys, at=trust.made_at) for each in trust.lists]
    moments = [moment_of(each.issued_at) for each in lists]
    return escape(", ".join(moments)) or _both(words()["page"]["unlisted"])


def _keys(trust: Trust) -> str:
    """Return a row for each key. Issuers are named without the scheme of their address: the file holds no address."""
    page_words = words()["page"]
    rows = []
    signers: Mapping[str, list[dict[str, Any]]] = trust.json()["keys"]
    for signer in (each for listed in signers.values() for each in listed):
        issuer = signer["issuer"]
        whose = (
            _both(page_words["anybody"]) if issuer is None else escape(printable(issuer.partition("://")[2] or issuer))
        )
        ends = "" if signer["ends"] is None else f" {_both(page_words['ends'])} {last_day_of(signer['ends'])}"
        rows.append(f"<li>{signer['kid']} {whose}{ends}</li>")
    return "".join(rows)
