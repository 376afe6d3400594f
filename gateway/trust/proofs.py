"""Proofs of possession (DPoP, RFC 9449): the holder of the token's key made exactly this request, once."""

import hashlib
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chassis.process.shared_seen import SeenTooMany, SharedSeen
from chassis.tokens.tokens import KeySource, Profile, TokenRefused, VerifyingKey, read, verify
from contracts.problems import Unavailable
from gateway.trust.nonces import Nonces

FRESH_S: Final = 60.0  # a client's clock may be wrong by so much
REMEMBERED_S: Final = 2 * FRESH_S  # one made by a clock that is FRESH_S ahead is fresh for twice as long
MAX_JTI: Final = 256  # characters
_BUCKET_S: Final = 10
_PROOF: Final = Profile(
    typ=frozenset({"dpop+jwt"}),
    claims={"jti": str, "htm": str, "htu": str},
    fresh_s=FRESH_S,
    by_others=True,
    by_jwk=True,
)
_DEFAULT_PORTS: Final[Mapping[str, str]] = {"http": "80", "https": "443"}
# RFC 3986 §3 for http and https, without userinfo. A URI is ASCII without blanks and controls; whatever is not matched
# whole is no URI, and parsers that repair such texts are how two of them come to mean the same here and not there.
_URI: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(?::(?P<port>[0-9]{0,5}))?"
    r"(?P<path>(?:/(?:[a-z0-9._~!$&'()*+,;=:@-]|%[0-9a-f]{2})*)*)(?:\?[!-\"$-~]*)?(?:\#[!-~]*)?",
    re.IGNORECASE | re.ASCII,
)
_ENCODED: Final = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986 §2.3


class ProofRefused(Exception):  # noqa: N818 - a sentence, as every refusal here
    """No proof for this request. `reason` is a stable word that says which kind of proof: `proof-…`, `signature-…`."""

    def __init__(self, reason: str, *, nonce: str | None = None) -> None:
        """`nonce` is what the next proof must carry."""
        super().__init__(reason)
        self.reason = reason
        self.nonce = nonce

    @property
    def by_clock(self) -> bool:
        """Whether the prover's clock is at fault: the refusal tells the server's time."""
        return self.reason in {"proof-not-fresh", "signature-not-fresh"}


@dataclass(frozen=True, slots=True)
class Proof:
    """A verified proof, with what is remembered of it against replay."""

    jkt: str
    jti: str
    made_at: float  # epoch seconds, as the client has signed it

    @property
    def fingerprint(self) -> bytes:
        """Return what a durable memory keeps: the same for every use of this proof."""
        return hashlib.sha256(f"{self.jkt}.{self.jti}".encode()).digest()

    @property
    def until(self) -> float:
        """Return the moment (epoch seconds) from which it is refused as stale anyway."""
        return self.made_at + FRESH_S


class ProofMemory:
    """Replay memory of this process: the proofs it has seen, while they are fresh, in buckets of ten seconds.

    Python's keyed hash is enough: its key is drawn anew in every process, and a collision costs one client one proof.
    Proofs of operations that change something are also remembered in the ledger, across processes and restarts.
    What is forgotten is decided by the monotonic clock: one that is set forward and back would forget what is fresh
    again, or keep everything until it has caught up.
    """

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._buckets: dict[float, set[int]] = {}
        self._grown: dict[float, float] = {}  # when a bucket took its last proof
        self._swept = float("-inf")

    def remember(self, proof: Proof) -> bool:
        """Keep the proof; return False when it was here before. Its `iat` is signed, so it has one bucket only."""
        now, bucket = self._monotonic(), proof.made_at // _BUCKET_S
        if now - self._swept > _BUCKET_S:
            self._sweep(now)
        seen = self._buckets.setdefault(bucket, set())
        number = hash((proof.jkt, proof.jti))
        if number in seen:
            return False
        seen.add(number)
        self._grown[bucket] = now
        return True

    def _sweep(self, now: float) -> None:
        for bucket in [bucket for bucket, grown in self._grown.items() if now - grown > REMEMBERED_S]:
            del self._buckets[bucket], self._grown[bucket]
        self._swept = now

    def __len__(self) -> int:
        return sum(map(len, self._buckets.values()))


class SharedProofMemory:
    """Replay memory of all workers of this host: a proof that one of them has seen is used up for the others."""

    def __init__(self, seen: SharedSeen, kind: str) -> None:
        self._seen, self._kind = seen, kind

    def remember(self, proof: Proof) -> bool:
        """Keep the proof; return False when it was here before. Raise `Unavailable` when there is no room for it."""
        try:
            return self._seen.is_new(hash((self._kind, proof.jkt, proof.jti)))
        except SeenTooMany as fault:
            raise Unavailable(retry_after_s=2) from fault


class Proofs:
    """Verifies proofs against the gateway's public URL, whatever host name the request came in under."""

    def __init__(self, public_url: str, nonces: Nonces | None = None, seen: SharedSeen | None = None) -> None:
        """With `nonces`, a proof must carry one of ours; with `seen`, the workers of this host remember together."""
        self.public_url: Final = public_url.rstrip("/")
        self._memory: Final = SharedProofMemory(seen, "dpop") if seen is not None else ProofMemory()
        self._nonces: Final = nonces

    def nonce(self, *, now: float) -> str | None:
        """Return the nonce that proofs are to carry from now on; None where none is asked for."""
        return self._nonces.current(now=now) if self._nonces is not None else None

    def check(
        self,
        proof: str,
        *,
        method: str,
        path: str,
        keys: KeySource,
        now: float,
        jkt: str | None = None,
        ath: str | None = None,
    ) -> Proof:
        """Return the proof, now used up on this host; raise `ProofRefused`.

        `path` is the raw path without query. `keys` are those registered for the system (a `SystemEntry` is a source);
        `jkt` and `ath` come from the access token, and are left out only where there is none yet.
        """
        key, claims = _believed(proof, keys, now, jkt)
        if claims["htm"] != method or not self._is_for(claims["htu"], path):
            raise ProofRefused("proof-for-another-request")
        if ath is not None and claims.get("ath") != ath:
            raise ProofRefused("proof-for-another-token")
        if len(claims["jti"]) > MAX_JTI:
            raise ProofRefused("proof-invalid")
        if self._nonces is not None and not self._nonces.holds(claims.get("nonce"), now=now):
            raise ProofRefused("proof-nonce-missing", nonce=self._nonces.current(now=now))
        held = Proof(key.thumbprint, claims["jti"], math.floor(claims["iat"]))
        if not self._memory.remember(held):
            raise ProofRefused("proof-replayed")
        return held

    def _is_for(self, htu: str, path: str) -> bool:
        expected = self.public_url + path
        if htu == expected:
            return True
        stated = _normal(htu)
        return stated is not None and stated == _normal(expected)


def _believed(
    proof: str, keys: KeySource, now: float, jkt: str | None
) -> tuple[VerifyingKey, Mapping[str, Any]]:  # Any: claims, typed by the profile
    try:
        sealed = read(proof)
        mine = sealed.header.jwk_thumbprint
        if mine is None:
            raise ProofRefused("proof-invalid")
        # the proof's own key is only compared; what verifies is the key that was registered
        key = keys.key(None, mine)
        if key is None or (jkt is not None and mine != jkt):
            raise ProofRefused("key-mismatch")
        return key, verify(sealed, _PROOF, keys, now=now)
    except TokenRefused as refused:
        raise ProofRefused("proof-not-fresh" if refused.by_clock else "proof-invalid") from None


def _normal(url: str) -> tuple[str, str, str, str] | None:
    """Return the URI after syntax- and scheme-based normalisation, without query and fragment (RFC 9449 §4.3).

    Equal are: capitals of scheme, host and percent-encodings; an unreserved character and its encoding; the default
    port, an empty one and none; an empty path and `/`. Not so a reserved character and its encoding (RFC 3986 §2.2),
    nor dot segments: no request of ours has any. None: no URI of ours.
    """
    parts = _URI.fullmatch(url)
    if parts is None:
        return None
    scheme = parts["scheme"].lower()
    path = _ENCODED.sub(_decoded_if_unreserved, parts["path"]) or "/"
    return scheme, parts["host"].lower(), parts["port"] or _DEFAULT_PORTS[scheme], path


def _decoded_if_unreserved(encoded: re.Match[str]) -> str:
    sign = chr(int(encoded[1], 16))
    return sign if sign in _UNRESERVED else encoded[0].upper()  # RFC 3986 §6.2.2.1 and §6.2.2.2
