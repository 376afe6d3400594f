"""TLS from PEM files that change while everything runs: certificate and key, and the authorities that are believed.

The files are looked at when a connection wants them, at most once a second. What changed is taken if it holds together;
if not, what was there before stays, and an alarm says why. Connections that are open keep what they began with.
"""

import hashlib
import logging
import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from chassis.process.certificate_checks import Checked, checked
from chassis.process.secret_files import read_secret

_LOG: Final = logging.getLogger(__name__)
_LOOK_EVERY_S: Final = 1.0
Contexts: TypeAlias = Callable[[], ssl.SSLContext]
ALARM: Final = "certificate-not-taken"
EXPIRED: Final = "certificate-expired"
# TLS 1.3 has no others; of 1.2 what has forward secrecy and authenticates what it encrypts (RFC 9325 §4.2)
_CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where certificate and key lie, and the authorities of the other side; all PEM, each may be left out."""

    certificate: Path | None = None
    key: Path | None = None
    authorities: Path | None = None

    def __bool__(self) -> bool:
        return any(self.paths)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files there are."""
        return tuple(path for path in (self.certificate, self.key, self.authorities) if path is not None)


@dataclass(frozen=True, slots=True)
class _Read:
    """The content of the files, read at once."""

    certificate: bytes | None
    key: bytes | None
    authorities: bytes | None

    @property
    def digest(self) -> bytes:
        """Return what tells this content from another."""
        parts = (self.certificate, self.key, self.authorities)
        return hashlib.sha256(b"\0".join(part or b"" for part in parts)).digest()


class TlsContext:
    """The TLS context of the files as they are now."""

    def __init__(self, files: TlsFiles, *, server: bool, name: str | None = None, what: str = "certificate") -> None:
        """Raise `ValueError` with one sentence for files that cannot be used; `name` is whose it must be."""
        self._files, self._server, self._name, self.what = files, server, name, what
        self._seen = self._stats()
        self._looked_at = time.monotonic()
        self._failures, self._why = 0, ""
        content = _read(files)
        self._digest = content.digest
        self._context, self._checked = self._made(content)
        self._note()

    @property
    def current(self) -> ssl.SSLContext:
        """The context for a new connection."""
        self.look()
        return self._context

    @property
    def expires_at(self) -> float | None:
        """The end of the own certificate, in epoch seconds."""
        return self._checked.expires_at if self._checked is not None else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What an operator should know about the own certificate, which can be used nevertheless."""
        return self._checked.remarks if self._checked is not None else ()

    def alarms(self) -> Mapping[str, str]:
        """Return the alarms that are on: a changed file that cannot be used, a certificate whose time is over."""
        self.look()
        raised = {}
        if self._failures > 1:  # between two files of one renewal they do not fit each other for a moment
            raised[ALARM] = f"{self.what}: {self._why}"
        if self.expires_at is not None and self.expires_at <= time.time():
            raised[EXPIRED] = f"{self.what}: since {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(self.expires_at))}"
        return raised

    def look(self) -> None:
        """Look whether the files have changed, at most once a second."""
        now = time.monotonic()
        if now - self._looked_at < _LOOK_EVERY_S:
            return
        self._looked_at = now
        if (seen := self._stats()) == self._seen and not self._failures:
            return
        try:
            content = _read(self._files)
            if content.digest != self._digest:
                made = self._made(content)
                self._must_be_better(made[1])
                self._context, self._checked = made
                self._digest = content.digest
                self._note()
        except (ValueError, OSError) as fault:
            self._failed(fault)
        else:
            self._seen, self._failures, self._why = seen, 0, ""

    def _failed(self, fault: Exception) -> None:
        self._failures += 1
        if self._failures > 1 and str(fault) != self._why:
            _LOG.error("a changed certificate is not taken", extra={"facts": {"which": self.what, "why": str(fault)}})
        if self._failures > 1:
            self._why = str(fault)

    def _must_be_better(self, checked_now: Checked | None) -> None:
        if checked_now is None or self.expires_at is None:
            return
        if checked_now.expires_at <= time.time() < self.expires_at:
            raise ValueError(f"{self._files.certificate}: its time is over")

    def _note(self) -> None:
        if self._checked is None:
            return
        ends = time.strftime("%Y-%m-%d", time.gmtime(self._checked.expires_at))
        _LOG.info("certificate in use", extra={"facts": {"which": self.what, "until": ends}})
        for remark in self._checked.remarks:
            _LOG.warning("certificate", extra={"facts": {"which": self.what, "why": remark}})

    def _made(self, content: _Read) -> tuple[ssl.SSLContext, Checked | None]:
        found = None
        if content.certificate is not None and content.key is not None:
            found = checked(self._files.certificate, content.certificate, self._files.key, content.key, self._name)
        context = _bare(content.authorities, server=self._server)
        try:
            if content.certificate is not None and content.key is not None:
                _load(context, content.certificate + b"\n" + content.key)
        except ssl.SSLError as fault:
            paths = ", ".join(map(str, self._files.paths))
            raise ValueError(f"{paths}: TLS does not take them ({fault.reason})") from fault
        return context, found

    def _stats(self) -> tuple[object, ...]:
        return tuple(map(_stat, self._files.paths))


def _bare(authorities: bytes | None, *, server: bool) -> ssl.SSLContext:
    """Return a context without a certificate of its own. Who names authorities means these, and no others."""
    try:
        told = authorities.decode("ascii") if authorities is not None else None
        if not server:
            return ssl.create_default_context(cadata=told)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if told is not None:
            context.load_verify_locations(cadata=told)
            context.verify_mode = ssl.CERT_REQUIRED
    except (UnicodeDecodeError, ssl.SSLError) as fault:
        raise ValueError("the file of authorities holds no certificate (PEM)") from fault
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    return context


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """Load certificate and key from memory: what is loaded is what was checked, whatever becomes of the files."""
    file = os.memfd_create("saphan-tls")
    try:
        os.write(file, pem)
        context.load_cert_chain(f"/proc/self/fd/{file}", password="")
    finally:
        os.close(file)


def _read(files: TlsFiles) -> _Read:
    def content(path: Path | None) -> bytes | None:
        try:
            return path.read_bytes() if path is not None else None
        except OSError as fault:
            raise ValueError(f"{path} cannot be read: {fault.strerror}") from fault

    key = read_secret(files.key) if files.key is not None else None
    return _Read(content(files.certificate), key, content(files.authorities))


def _stat(path: Path) -> object:
    try:
        found = path.stat()  # through symbolic links: Kubernetes swaps one of the folder above
    except OSError as fault:
        return fault.errno
    return found.st_ino, found.st_dev, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class TlsContexts:
    """All of a process, for its probes and figures."""

    def __init__(self) -> None:
        self._known: Final = list[TlsContext]()

    def opened(self, files: TlsFiles, *, server: bool, what: str, name: str | None = None) -> Contexts:
        """Return what gives the context of the moment, and keep an eye on it; raises as `TlsContext`."""
        made = TlsContext(files, server=server, name=name, what=what)
        self._known.append(made)
        return lambda: made.current

    def alarms(self) -> Mapping[str, str]:
        """Return what is wrong with any certificate of this process, by code."""
        return {code: text for context in self._known for code, text in context.alarms().items()}

    def expiries(self) -> Mapping[str, float]:
        """Return when each certificate ends, in epoch seconds, by what it is for."""
        return {context.what: context.expires_at for context in self._known if context.expires_at is not None}


PROCESS_TLS: Final = TlsContexts()  # one for the process, as its port
