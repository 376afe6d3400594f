"""The keys that somebody who checks evidence trusts: long-lived keys of the gateway, of its ledger, of witnesses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from evidence.jws import Members, PublicKey, Verifies, strict_object
from evidence.key_statements import StatementRefused, believed
from evidence.notes import NoteMalformed, VerifierKey
from evidence.successions import followed

_ALWAYS: Final = 2**63


class KeysMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A file of keys that cannot be read."""


@dataclass(frozen=True, slots=True)
class Root:
    """A long-lived key and from when to when (epoch seconds) its statements count."""

    key: PublicKey
    begins_at: int = 0
    ends_at: int = _ALWAYS

    @classmethod
    def of(cls, jwk: Members) -> Self:
        """Return the key of a public JWK; raise `ValueError`."""
        begins_at, ends_at = jwk.get("nbf", 0), jwk.get("exp", _ALWAYS)
        if type(begins_at) is not int or type(ends_at) is not int:
            raise ValueError("nbf and exp are whole seconds")
        return cls(PublicKey(jwk), begins_at, ends_at)

    def counts(self, at: int) -> bool:
        """Tell whether it counted at that second."""
        return self.begins_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Voucher:
    """Why a key of a day is believed: the long-lived key that vouches for it."""

    key: PublicKey
    root: str


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """What is trusted before anything is checked. Statements prove themselves against the roots."""

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
        """Return the keys of such a set that is parsed already; raise `KeysMalformed`.

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
        """Return these keys with the ones that the ledger's keys name as next, by the `successions` of a document.

        They prove themselves against the keys that are trusted already, whoever hands them out.
        """
        notes = document.get("successions", [])
        told = [note for note in notes if isinstance(note, str)] if isinstance(notes, list) else []
        return replace(self, log=followed(self.log, told, one_key=self.one_key)) if told else self

    def signer(self, kid: str, *, issuer: str, at: int, statements: Iterable[str] = ()) -> Voucher | None:
        """Return the issuer's key of that id if a root vouches for it at that second, by a statement given or kept.

        A long-lived key signs receipts only where a gateway certifies none: then it vouches for itself.
        """
        root = self.roots.get(kid)
        if root is not None and root.counts(at):
            return Voucher(root.key, kid)

        def root_of(_issuer: str | None, kid: str) -> Verifies | None:
            known = self.roots.get(kid)
            return known.key if known is not None and known.counts(at) else None

        for statement in (*statements, *self.statements):
            try:
                found = believed(statement, root_of, now=at, issuer=issuer)
                key = PublicKey(found.jwk)
            except (StatementRefused, ValueError):
                continue
            if key.kid == kid:
                return Voucher(key, found.root)
        return None
