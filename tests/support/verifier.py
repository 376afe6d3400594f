"""A verifier for tests: its trust, the check of a text in a page and in Python, both told in the same words."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Any, Final

from cli.verifier.page import page
from cli.verifier.trust import Trust
from evidence.certificates.checks import Verdict, check
from evidence.certificates.claims import CLAIM_169, HC1
from evidence.certificates.findings import findings
from evidence.certificates.keys import SignerKeys
from evidence.certificates.layers import Stopped
from evidence.certificates.status_lists import DAY, Status, StatusList
from tests.architecture.house_rules import ROOT
from tests.support.birth_certificates import AT, CERTIFICATE, ISSUER, KEY, PLACE, YEAR, a_list, a_text
from tests.support.browser import a_browser
from tests.support.certificates_example import EVENT

EXAMPLE: Final = ROOT / "docs" / "certificates-example"
VECTORS: Final = ROOT / "tests" / "data" / "certificates"
HEALTH: Final = [json.loads(file.read_text("utf-8")) for file in sorted(VECTORS.glob("hc1_*.json"))]

Case = tuple[str, int]  # a text, and the second for which it is checked


def file_of_keys() -> bytes:
    """Return the keys of the tests, of the example and of the certificates of health."""
    example = json.loads((EXAMPLE / "keys.json").read_text("utf-8"))["certificates"]
    of_health = [{"x5c": [each]} for each in sorted({each["TESTCTX"]["CERTIFICATE"] for each in HEALTH})]
    ours = {**KEY.public_jwk, "iss": ISSUER}
    return json.dumps({"certificates": [ours, *example], "healthCertificates": of_health}).encode()


def lists() -> tuple[bytes, ...]:
    """Return the list of the tests, in which one certificate was superseded and one revoked, and the example's."""
    ours = a_list(AT, PLACE + 8)
    ours.statuses[PLACE + 1] = Status.SUPERSEDED
    ours.statuses[PLACE + 2] = Status.REVOKED
    ours.statuses.bits[(PLACE + 3) // 4] |= 2 << (PLACE + 3) % 4 * 2  # no status that we know
    return ours.signed(kid=KEY.kid, sign=KEY.sign_bytes), (EXAMPLE / "status-list").read_bytes()


def a_trust(**changes: Any) -> Trust:
    """Return what a verifier holds that is believed for a month from the moment of the tests."""
    stated: dict[str, Any] = {
        "keys": file_of_keys(),
        "lists": lists(),
        "made_at": AT,
        "until": AT + 30 * DAY,
    }
    return Trust(**stated | changes)


def a_verifier(folder: Path, trust: Trust | None = None) -> str:
    """Write a verifier into the folder and return its address."""
    file = folder / "verifier.html"
    file.write_text(page(a_trust() if trust is None else trust), "utf-8")
    return file.as_uri()


def told_by_python(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return what Python says of the texts."""
    return [_told(*_checked(*case)) for case in cases]


def _checked(text: str, at: int) -> tuple[Verdict, bool]:
    profile = HC1 if text.startswith(HC1.prefix) else CLAIM_169
    known = []
    for each in lists():
        try:
            known.append(StatusList.read(each, SignerKeys.read(file_of_keys(), CLAIM_169.keys), at=at))
        except Stopped:  # its key does not count at that second
            continue
    return check(text, SignerKeys.read(file_of_keys(), profile.keys), at, known, profile=profile), profile is HC1


def _told(verdict: Verdict, of_health: bool) -> dict[str, Any]:
    failed = verdict.failure
    said = {} if verdict.certificate is None else verdict.certificate.json()
    if said and not of_health:
        said.setdefault("identity", {})  # JSON of Python leaves an empty one out
    return {
        "outcome": verdict.outcome.value,
        "layer": None if failed is None else failed.layer.value,
        "reason": None if failed is None else failed.reason,
        "kid": verdict.kid,
        "findings": [[f.code, f.holds, f.sentence("lo"), f.sentence("en")] for f in findings(verdict)],
        "certificate": {word: _spelled(each) for word, each in said.items()} or None,
    }


def _spelled(value: Any, *, inside: bool = False) -> Any:
    """Return the value as `plain` below gives it: integers of a table are texts, times and places are numbers."""
    if isinstance(value, dict):
        return {word: _spelled(each, inside=True) for word, each in value.items()}
    if isinstance(value, list):
        return [_spelled(each, inside=True) for each in value]
    return str(value) if inside and type(value) is int else value


# Tells each verdict of the page as `told_by_python` does.
TOLD_BY_PAGE: Final = """
(async cases => {
  const plain = value => {
    if (value instanceof Map) return Object.fromEntries([...value].map(([word, each]) => [String(word), plain(each)]));
    if (value instanceof Uint8Array) return btoa(String.fromCharCode(...value));
    if (Array.isArray(value)) return value.map(plain);
    return typeof value === "bigint" ? String(value) : value; // JSON in a browser loses the end of a long one
  };
  const said = ({ status, ...facts }) =>
    Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== undefined).map(
      ([word, value]) => [word, plain(value)]));
  const results = [];
  for (const [text, at] of cases) {
    const told = await saphanVerifier.check(text, at);
    results.push({
      outcome: told.outcome, layer: told.layer, reason: told.reason, kid: told.kid,
      findings: told.findings.map(found => [found.code, found.holds, found.lo, found.en]),
      certificate: told.certificate && said(told.certificate),
    });
  }
  return JSON.stringify(results);
})
"""


def told_by_page(cases: Sequence[Case]) -> str:
    """Return the expression that checks the texts in a page."""
    return f"({TOLD_BY_PAGE})({json.dumps(list(cases))})"


async def take_picture(file: Path) -> None:
    """Save what a verifier of today shows of a certificate of today, as wide as a telephone."""
    now = int(time())
    listed = a_list(now - 60).signed(kid=KEY.kid, sign=KEY.sign_bytes)
    trust = a_trust(made_at=now - 60, until=now + 31 * DAY, lists=(listed,))
    text = a_text(replace(CERTIFICATE, issued_at=now - 60, expires_at=now + YEAR, event=EVENT))
    with TemporaryDirectory() as folder:
        async with a_browser() as browser:
            page = await browser.page()
            await page.open(a_verifier(Path(folder), trust))
            await page.wait_for("saphanVerifier")
            await page.picture(width=400, height=900)
            await page.evaluate(f"document.getElementById('letters').value = {json.dumps(text)}")
            await page.evaluate("document.querySelector('#text button').click()")
            await page.wait_for("document.querySelector('.verdict')")
            picture = await page.picture(width=400, height=900)
    file.write_bytes(picture)  # noqa: ASYNC240 - nothing else waits


if __name__ == "__main__":
    asyncio.run(take_picture(Path(sys.argv[1])))
