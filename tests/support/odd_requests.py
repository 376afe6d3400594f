"""A request fuzzer: valid requests with one thing wrong in them, from OpenAPI documents and earlier answers."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final
from urllib.parse import quote

import orjson

from tests.support.odd_values import mutated, odd_like, odd_text, plausible

_ID: Final = re.compile(rb"\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}\b")
_OF: Final = 16  # characters of a cursor that name its list
_MOST_KNOWN: Final = 400
HEADERS: Final = (
    ("Accept", "*/*;q=" + "9" * 300), ("Accept", "text/csv"), ("Accept", "text/html"), ("Accept", "image/png"),
    ("Accept-Language", "en;q=1e999,lo;q=--1"), ("Accept-Language", ",".join(["lo"] * 500)), ("Accept-Language", "é"),
    ("Accept-Signature", 's=("@status" "content-digest");nonce="' + "x" * 900 + '"'), ("Accept-Signature", "é"),
    ("Consent-Reference", "cns_" + "0" * 26), ("Consent-Reference", "x" * 900), ("Content-Digest", "sha-256=::"),
    ("Content-Digest", "sha-256=:AA==:"), ("Content-Type", "application/json; charset=utf-16"),
    ("Content-Type", "a/b/c"), ("Content-Type", ""), ("If-Match", "*"),
    ("If-Match", '"' + "9" * 30 + '"'), ("If-Match", '"1", "2"'),
    ("If-Match", "W/"), ("If-Match", '"0"'), ("If-None-Match", "*"), ("If-None-Match", '"é"'),
    ("Idempotency-Key", "x" * 128), ("Idempotency-Key", "x" * 129), ("Idempotency-Key", "ກຸນແຈ"), ("Prefer", "é"),
    ("Range", "bytes=0-99999999999999999999"), ("Range", "bytes=-0"), ("Range", "lines=1-2"), ("traceparent", "é"),
    ("traceparent", "00-" + "f" * 32 + "-" + "f" * 16 + "-01"), ("tracestate", "," * 300), ("Expect", "200-maybe"),
)  # fmt: skip
PUBLIC: Final = (
    "/", "/counts", "/docs", "/redoc", "/problems", "/problems/invalid-input", "/openapi.json", "/healthz",
    "/openapi/case-registry.json", "/static/front.css", "/.well-known/oauth-authorization-server",
    "/.well-known/jwks.json", "/ledger/v1/checkpoint", "/ledger/v1/keys", "/ledger/v1/tile/0/000",
    "/ledger/v1/tile/0/000.p/1", "/ledger/v1/tile/entries/000.p/1", "/ledger/v1/tile/0/x999/999",
    "/ledger/v1/tile/0/" + "x999/" * 20 + "999", "/ledger/v1/tile/63/000", "/ledger/v1/proofs/consistency?from=1",
    "/ledger/v1/proofs/consistency?from=1&to=2", "/ledger/v1/proofs/inclusion?exchange=xch_" + "0" * 26,
    "/oauth/token",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it will be sent: its path and query are on the wire as they stand here."""

    method: str
    path: str
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def split(self) -> tuple[str, str]:
        """Return path and query."""
        path, _, query = self.path.partition("?")
        return path, query


@dataclass(frozen=True, slots=True)
class Example:
    """A request that was right when it was made, of somebody who may make it; no system: it is public."""

    key: str  # service/operationId
    request: Request
    parameters: tuple[Mapping[str, Any], ...] = ()  # of the query, as the document declares them
    template: str = ""
    system: str = ""
    purpose: str = ""
    officer: str | None = None
    sign: bool = False


@dataclass(slots=True)
class Odd:
    """Makes odd requests of examples; what was answered to earlier ones is used in later ones."""

    random: Random
    known: list[str] = field(default_factory=list)  # ids that were seen
    cursors: list[str] = field(default_factory=list)

    def learn(self, body: bytes) -> None:
        """Remember ids and cursors of an answer."""
        self.known += [each.decode() for each in set(_ID.findall(body[:20_000]))]
        if body.startswith(b"{") and b'"next"' in body and isinstance(told := orjson.loads(body).get("next"), str):
            self.cursors.append(told)
        del self.known[:-_MOST_KNOWN], self.cursors[:-_MOST_KNOWN]

    def request(self, example: Example) -> Request:
        """Return the example's request, mostly with something odd in it."""
        made, random = example.request, self.random
        if example.parameters and random.random() < 0.8:
            made = self._asking(made, example.parameters)
        for _ in range(random.choice([0, 1, 1, 1, 2])):
            made = random.choice([self._body, self._body, self._path, self._query, self._header, self._method])(made)
        return made

    def _asking(self, made: Request, parameters: Sequence[Mapping[str, Any]]) -> Request:
        """Ask the questions that the document declares, some of them oddly."""
        pairs = [pair.partition("=")[::2] for pair in made.split()[1].split("&") if pair]
        some = self.random.sample(parameters, self.random.randint(0, min(3, len(parameters))))
        pairs += [(each["name"], quote(self._value(each), safe="", errors="surrogatepass")) for each in some]
        return replace(made, path="?".join(filter(None, [made.split()[0], "&".join("=".join(each) for each in pairs)])))

    def _value(self, parameter: Mapping[str, Any]) -> str:
        if parameter["name"] == "cursor" and self.cursors:
            real = self.random.choice(self.cursors)
            return real if self.random.random() < 0.2 else self._forged(real)
        if parameter["name"] == "limit" and self.random.random() < 0.7:
            return "1"  # so that there is a next page
        if self.random.random() < 0.5:
            return plausible(self.random, parameter["schema"], self.known)
        return str(odd_like(self.random, plausible(self.random, parameter["schema"], self.known)))

    def _forged(self, real: str) -> str:
        """Return a cursor with another position in it, as if we had written it."""
        told = real[_OF:]
        position = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
        name = self.random.choice(list(position))
        position[name] = odd_like(self.random, position[name])
        text = json.dumps(position, ensure_ascii=self.random.random() < 0.3, separators=(",", ":"))
        forged = base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).rstrip(b"=").decode()
        return self.random.choice([real[:_OF] + forged] * 5 + [forged, real[:-3], real + "A", real[_OF:]])

    def _body(self, made: Request) -> Request:
        if made.body is None:
            return self._query(made) if self.random.random() < 0.8 else replace(made, body=b"{}")
        try:
            return replace(made, body=mutated(self.random, orjson.loads(made.body)))
        except orjson.JSONDecodeError:
            return replace(
                made, body=self.random.choice([b"", made.body * 2, made.body[:-5], self.random.randbytes(99)])
            )

    def _path(self, made: Request) -> Request:
        path, query = made.split()
        steps = path.split("/")
        at = self.random.randrange(3, len(steps)) if len(steps) > 3 else len(steps) - 1
        match self.random.randrange(4):
            case 0:
                steps.insert(at, self.random.choice(["", ".", "..", "%2e%2e", "x", "%00", "%ff"]))
            case 1 if self.known:
                steps[at] = self.random.choice(self.known)
            case _:
                steps[at] = quote(odd_text(self.random), safe="", errors="surrogatepass")[:4000]
        return replace(made, path="/".join(steps) + (f"?{query}" if query else ""))

    def _query(self, made: Request) -> Request:
        path, query = made.split()
        value = quote(odd_text(self.random), safe="", errors="surrogatepass")[:3000]
        more = self.random.choice(
            [f"x={value}", query, f"limit={value}", f"cursor={value}", "%ff=1", "limit=%ff", "limit=1&limit=2",
             value, f"{value}={value}", "a=1&" * 120, "limit", f"from={value}", f"at={value}", f"status={value}"]
        )  # fmt: skip
        return replace(made, path=f"{path}?{query}&{more}" if query else f"{path}?{more}")

    def _header(self, made: Request) -> Request:
        name, value = self.random.choice(HEADERS)
        kept = made.headers if self.random.random() < 0.2 else [h for h in made.headers if h[0].lower() != name.lower()]
        return replace(made, headers=(*kept, (name, value)))

    def _method(self, made: Request) -> Request:
        if self.random.random() < 0.7:
            return made  # most often refused at the door, and soon told
        return replace(made, method=self.random.choice(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]))


def repeatable(example: Example, request: Request) -> str:
    """Return the command that makes the same call again; its body is to be put into `body`."""
    if not example.system:
        return f"curl -X {request.method} 'http://127.0.0.1:8080{request.path}' (body {request.body!r})"
    stated = "".join(f" --header '{name}: {value}'" for name, value in request.headers)
    officer = f" --officer {example.officer}" if example.officer else ""
    body = "" if request.body is None else f" --body body  # which holds {request.body!r:.2000}"
    return (
        f"saphan call --as saphan-data/sandbox/{example.system}.json --purpose {example.purpose}{officer}"
        f"{' --sign' if example.sign else ''}{stated} {request.method} '{request.path}'{body}"
    )


def public_examples() -> list[Example]:
    """Return what everybody may ask without a token, and what asks for one."""
    form = "grant_type=client_credentials&purpose=x&client_assertion_type=urn:x&client_assertion=a.b.c&expires_in=9"
    stated = (("Content-Type", "application/x-www-form-urlencoded"), ("DPoP", "a.b.c"))
    posted = [Request("POST", path, form.encode(), stated) for path in ("/oauth/token", "/oauth/revoke")]
    asked = [Request("GET", path) for path in PUBLIC]
    return [Example(f"public{each.split()[0]:.40}", each) for each in asked + posted]
