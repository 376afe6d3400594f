"""Trusted keys of whoever checks evidence: long-lived keys of the gateway, of its ledger and of witnesses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from evidence.jws import Members, PublicKey, Verifies, strict_object
from evidence.key_statements import StatementRefused, believed
from evidence.notes import NoteMalformed, VerifierKey
from evidence.successions import followed

_ALWAYS: Final = 2**63


class KeysMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A malformed file of keys."""


@dataclass(frozen=True, slots=True)
class Root:
    """A long-lived key and the period (epoch seconds) in which its statements count."""

    key: PublicKey
    begins_at: int = 0
    ends_at: int = _ALWAYS

    @classmethod
    def of(cls, jwk: Members) -> Self:
        """Return the root of a public JWK; raise `ValueError`."""
        begins_at, ends_at = jwk.get("nbf", 0), jwk.get("exp", _ALWAYS)
        if type(begins_at) is not int or type(ends_at) is not int:
            raise ValueError("nbf and exp are whole seconds")
        return cls(PublicKey(jwk), begins_at, ends_at)

    def counts(self, at: int) -> bool:
        """Tell whether that second is in its period."""
        return self.begins_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Voucher:
    """How a day's key is trusted: the long-lived key whose statement certifies it."""

    key: PublicKey
    root: str


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """Trust anchors of a check; statements and successions are verified from them."""

    roots: Mapping[str, Root] = field(default_factory=dict)  # by key id
    statements: tuple[str, ...] = ()
    log: tuple[VerifierKey, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    one_key: bool = False  # somebody has said that one of a ledger's two signatures is enough

    @classmethod
    def read(cls, text: bytes | str, *, one_key: bool = False) -> Self:
        """Return the keys of a JWK set (RFC 7517) with `log` and `witnesses` beside its keys; raise `KeysMalformed`."""
        try:
            return cls.of(strict_object(text), one_key=one_key)
        except ValueError as error:
            raise KeysMalformed(str(error)) from error

    @classmethod
    def of(cls, document: Members, *, one_key: bool = False) -> Self:
        """Return the keys of a parsed JWK set; raise `KeysMalformed`.

        `nbf` and `exp` of a JWK say when it counts. A JWK with a `certification` is a key of a day: its statement is
        what is taken from it.
        """
        try:
            jwks: list[Any] = document.get("keys", [])  # Any: free JSON
            roots = [Root.of(jwk) for jwk in jwks if "certification" not in jwk]
            statements = tuple(jwk["certification"] for jwk in jwks if "certification" in jwk)
            if not all(isinstance(statement, str) for statement in statements):
                raise KeysMalformed("a certification is no text")
            log, witnesses = (tuple(map(VerifierKey.read, document.get(name, []))) for name in ("log", "witnesses"))
            by_kid = {root.key.kid: root for root in roots}
            return cls(by_kid, statements, log, witnesses, one_key).following(document)
        except (AttributeError, TypeError, ValueError, NoteMalformed) as error:
            raise KeysMalformed(str(error)) from error

    def following(self, document: Members) -> Self:
        """Return these keys with those that the ledger's `successions` lead to.

        They prove themselves against the keys that are trusted already, whoever hands them out.
        """
        notes = document.get("successions", [])
        texts = [note for note in notes if isinstance(note, str)] if isinstance(notes, list) else []
        return replace(self, log=followed(self.log, texts, one_key=self.one_key)) if texts else self

    def signer(self, kid: str, *, issuer: str, at: int, statements: Iterable[str] = ()) -> Voucher | None:
        """Return the issuer's key of that id if a root certifies it at that second; else None.

        A long-lived key signs receipts only where a gateway certifies none: then it vouches for itself.
        """
        root = self.roots.get(kid)
        if root is not None and root.counts(at):
            return Voucher(root.key, kid)

        def root_of(_issuer: str | None, kid: str) -> Verifies | None:
            root = self.roots.get(kid)
            return root.key if root is not None and root.counts(at) else None

        for statement in (*statements, *self.statements):
            try:
                vouched = believed(statement, root_of, now=at, issuer=issuer)
                key = PublicKey(vouched.jwk)
            except (StatementRefused, ValueError):
                continue
            if key.kid == kid:
                return Voucher(key, vouched.root)
        return None
