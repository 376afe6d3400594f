"""Keys of the gateway: long-lived ones that only certify, and a key of this process that signs for a day."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chassis.tokens.key_statements import Certified, LongLivedKey, believed, state
from chassis.tokens.tokens import ALGORITHM, SKEW_S, SigningKey, VerifyingKey
from evidence.key_statements import LIFE_S
from gateway.trust.checkpoint_keys import CheckpointKeys

PSEUDONYM_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class ProcessKey:
    """A key that lives in the memory of one process and nowhere else, with the statement that vouches for it."""

    signing: SigningKey
    certified: Certified


class GatewayKeys:
    """Signing keys for tokens, vouchers and answers, and the verifying keys of the other gateway processes."""

    def __init__(
        self,
        issuer: str,
        roots: Sequence[LongLivedKey],
        pseudonym_key: bytes | None = None,
        checkpoint_keys: CheckpointKeys | None = None,
    ) -> None:
        """`roots` holds at least one; the first certifies. A new one is published behind it before it comes first.

        Without a `pseudonym_key` the ledger's pseudonyms are those of this process alone; `checkpoint_keys` alike.
        """
        self.issuer: Final = issuer
        self.pseudonym_key: Final = pseudonym_key or secrets.token_bytes(PSEUDONYM_KEY_BYTES)
        self.checkpoint_keys: Final = checkpoint_keys or CheckpointKeys.generate()
        self._process: ProcessKey | None = None
        self._certified: dict[str, Certified] = {}
        self._roots: dict[str, VerifyingKey] = {}
        self._first = roots[0]
        self.take_roots(roots)

    @property
    def signing(self) -> SigningKey:
        """The key that signs now: this process's own, once it is certified."""
        if self._process is not None:
            return self._process.signing
        if not isinstance(self._first, SigningKey):
            raise RuntimeError("a key in hardware certifies; it does not sign tokens")  # noqa: TRY004 - out of order
        return self._first

    @property
    def statement(self) -> str | None:
        """The statement that certifies the signing key; None while a long-lived key signs itself."""
        return self._process.certified.statement if self._process is not None else None

    @property
    def own(self) -> Certified | None:
        """The certified key of this process."""
        return self._process.certified if self._process is not None else None

    def take_roots(self, roots: Sequence[LongLivedKey]) -> None:
        """Replace the long-lived keys; keys that were certified by a missing one are trusted no longer."""
        self._first = roots[0]
        self._roots = {root.verifying.thumbprint: root.verifying for root in roots}
        self._certified = {kid: c for kid, c in self._certified.items() if c.root in self._roots}

    def prepare(self, *, now: float, life_s: int = LIFE_S) -> ProcessKey:
        """Make and certify the next key of this process. It verifies from now on; it signs after `switch`."""
        signing = SigningKey.generate()
        prepared = ProcessKey(signing, state(self._first, self.issuer, signing.verifying, now=now, life_s=life_s))
        self._certified[signing.kid] = prepared.certified
        return prepared

    def switch(self, prepared: ProcessKey) -> None:
        """Sign with this key from now on; the one before verifies until its statement ends."""
        self._process = prepared

    @property
    def certified_by_the_first(self) -> bool:
        """Whether the signing key is vouched for by the long-lived key that is now the first."""
        return self._process is not None and self._process.certified.root == self._first.verifying.thumbprint

    def learn(self, statement: str, *, now: float) -> None:
        """Trust the key of another process of this gateway; raise `TokenRefused` for a statement that is not ours."""
        found = believed(statement, _Roots(self._roots), now=now, issuer=self.issuer)
        self._certified[found.key.thumbprint] = found

    def forget_old(self, *, now: float) -> None:
        """Stop trusting keys whose statement has expired."""
        self._certified = {kid: c for kid, c in self._certified.items() if now < c.ends_at + SKEW_S}

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        """Return our own key of that id; there are no others here."""
        if issuer not in {self.issuer, None}:
            return None
        certified = self._certified.get(kid)
        return certified.key if certified is not None else self._roots.get(kid)

    def jwks(self) -> dict[str, list[dict[str, object]]]:
        """Return the public JWK set (RFC 7517 §5): long-lived keys, and the day's keys with what vouches for them."""
        days = [
            {**_published(c.key), "exp": int(c.ends_at), "certification": c.statement} for c in self._certified.values()
        ]
        return {"keys": [*self.root_jwks(), *days]}

    def root_jwks(self) -> list[dict[str, object]]:
        """Return the public JWKs of the long-lived keys alone."""
        return [_published(key) for key in self._roots.values()]


@dataclass(frozen=True, slots=True)
class _Roots:
    """Key source of the long-lived keys alone: a day's key certifies nobody."""

    keys: dict[str, VerifyingKey]

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:  # noqa: ARG002 - the statement names the issuer
        return self.keys.get(kid)


def _published(key: VerifyingKey) -> dict[str, object]:
    return {**key.public_jwk, "kid": key.thumbprint, "alg": ALGORITHM, "use": "sig"}
