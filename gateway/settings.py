"""Settings of the gateway from environment variables `SAPHAN_GATEWAY_*`, checked for contradictions."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from cryptography.x509 import load_pem_x509_certificates
from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from chassis.process.settings import ComponentSettings
from chassis.process.tls_files import TlsFiles
from evidence.notes import VerifierKey
from gateway.exchange.bulkheads import SHARES, Share
from gateway.exchange.limiter import Policy, Public
from gateway.exchange.shares import Limits
from gateway.exchange.upstream import DOCUMENTS, STREAMS, Lane
from gateway.front.contact import Contact
from gateway.ledger.retention import Schedule
from gateway.ledger.tree.keeping import TimestampAuthority, TreePlan, origin_of
from gateway.ledger.tree.witnesses import WitnessSeen

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class WitnessSettings(BaseModel):
    """Where a witness is asked, and the verifier keys (C2SP vkeys) by which it is believed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    keys: tuple[str, ...] = Field(min_length=1)

    @field_validator("keys")
    @classmethod
    def _of_one_name(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        if len({VerifierKey.read(key).name for key in keys}) > 1:
            msg = "the keys of one witness have one name"
            raise ValueError(msg)
        return keys


class Settings(ComponentSettings, Schedule):
    """All settings of the gateway; contradictions are refused at start."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_GATEWAY_")

    public_url: str = Field(
        description="What callers call us, `https://gateway.example`: issuer of tokens, begin of each proof's `htu`."
    )
    hosts: tuple[str, ...] = Field(
        (), description="Names accepted in Host, without port; none: that of the public URL."
    )
    key_file: Path | None = Field(
        None, description="The long-lived keys, mode 0600; `saphan serve` does not start without."
    )
    key_passphrase: SecretStr | None = Field(None, description="Opens a sealed key file; for hardware, its PIN.")
    system_rate_per_s: float = Field(200.0, gt=0, description="Calls per second that one system may make, over time.")
    system_burst: int = Field(400, ge=1, description="Calls that one system may make at once.")
    public_rate_per_s: float = Field(
        200.0, gt=0, description="Calls per second to one operation that is for everybody; from inside as many again."
    )
    public_burst: int = Field(400, ge=1, description="Such calls that may be made at once.")
    address_rate_per_s: float = Field(
        20.0, gt=0, description="Of these, calls per second from one address, where a proxy states it."
    )
    address_burst: int = Field(100, ge=1, description="Of these, calls that one address may make at once.")
    forwarded_from: tuple[IPvAnyNetwork, ...] = Field(
        (),
        description="Peers, as addresses or networks, that replace `Forwarded` by the caller's address (RFC 7239); "
        "none: nobody may send it, and addresses are not counted.",
    )
    upstream_connections: int = Field(256, ge=1, description="Document calls to services under way at once, at most.")
    upstream_connections_per_service: int = Field(64, ge=1, description="Of these, to one service.")
    upstream_connections_per_system: int = Field(32, ge=1, description="Of these, by one system to one service.")
    streams: int = Field(128, ge=1, description="Uploads and downloads under way at once, at most.")
    streams_per_service: int = Field(64, ge=1, description="Of these, to one service.")
    streams_per_system: int = Field(16, ge=1, description="Of these, by one system.")
    streams_per_agreement: int = Field(32, ge=1, description="Of these, under one agreement.")
    streams_per_member: int = Field(
        24, ge=1, description="Of these, by all systems of one member to one service; less than half of the service's."
    )
    upstream_wait_s: float = Field(
        2.0, ge=0, description="Seconds that a call waits for its place; then it is refused."
    )
    unread_bytes_per_system: int = Field(
        33_554_432, ge=65_536, description="Bytes of answers that one system may leave unread before it gets no more."
    )
    bodies_per_system: int = Field(
        32, ge=1, description="Documents that one system may be sending at once, of those that are not here at once."
    )
    bodies_per_agreement: int = Field(64, ge=1, description="The same under one agreement.")
    body_bytes_per_system: int = Field(
        16_777_216, ge=65_536, description="Bytes that these documents of one system may come to altogether."
    )
    document_within_s: float = Field(60.0, gt=0, description="Seconds within which a document is here, however large.")
    upstream_ca_file: Path | None = Field(
        None, description="Authorities (PEM) of the services' certificates; none: those that the system knows."
    )
    upstream_certificate_file: Path | None = Field(
        None, description="Certificate (PEM) that the gateway shows to services; none: it shows none."
    )
    upstream_key_file: Path | None = Field(None, description="Its private key (PEM), which nobody else can read.")
    client_cert_from: tuple[IPvAnyNetwork, ...] = Field(
        (), description="Peers, as addresses or networks, that end TLS and may hand over Client-Cert; none: nobody may."
    )
    dpop_nonces: bool = Field(
        default=False,
        description="Whether DPoP proofs must carry a nonce of ours (RFC 9449 §8): a round trip more now and then.",
    )
    pseudonym_epoch_days: int = Field(
        365, ge=1, le=3660, description="Days after which people get new pseudonyms in the ledger."
    )
    checkpoint_folder: Path | None = Field(
        None,
        description="A folder outside the database, each process its own or all the same, that keeps the newest "
        "checkpoint; none: a database that was rolled back goes on unnoticed.",
    )
    witnesses: tuple[WitnessSettings, ...] = Field(
        (),
        description='Machines of others that co-sign: `[{"url": "https://witness.example", "keys": ["<vkey>"]}]`.',
    )
    timestamp_url: str | None = Field(None, description="A time-stamp authority (RFC 3161) for checkpoints; none: no.")
    timestamp_roots: Path | None = Field(None, description="The certificates, as PEM, that its own must lead to.")
    timestamp_every_s: float = Field(3600.0, gt=0, description="Seconds from one time-stamp to the next.")
    retain_counts_months: int = Field(
        13, ge=1, description="Months for which counts of refusals and of broken contracts are kept for reports."
    )
    contact: Contact | None = Field(
        None,
        description="Whom readers of the OpenAPI documents ask: "
        '`{"name": "Help desk", "email": "help@gateway.example", "url": "https://gateway.example/help"}`; '
        "none: the public URL.",
    )
    sandbox: bool = Field(default=False, description="Whether the pages say that members and records are samples.")

    @field_validator("public_url")
    @classmethod
    def _an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
            msg = "public_url is a scheme, a host and perhaps a port: https://gateway.example"
            raise ValueError(msg)
        return url.rstrip("/")

    @model_validator(mode="after")
    def _open_country_by_https_only(self) -> Self:
        if urlsplit(self.public_url).scheme == "http" and not self.accepted_hosts & _LOOPBACK and not self.sandbox:
            msg = "public_url is https unless on this machine or in a sandbox: tokens would cross the network in clear"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _upstream_certificate_is_whole(self) -> Self:
        if (self.upstream_certificate_file is None) != (self.upstream_key_file is None):
            msg = "upstream_certificate_file and upstream_key_file belong together: set both, or none"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _no_two_members_take_a_service(self) -> Self:
        if self.streams_per_member > 1 and 2 * self.streams_per_member >= self.streams_per_service:
            msg = "streams_per_member is less than half of streams_per_service: else two members take a whole service"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _time_stamps_that_can_be_checked(self) -> Self:
        if self.timestamp_url is not None and self.timestamp_roots is None:
            msg = "timestamp_roots: a time-stamp that nobody can check proves nothing"
            raise ValueError(msg)
        return self

    @property
    def tls_name(self) -> str | None:
        """The name by which callers know the gateway."""
        return urlsplit(self.public_url).hostname

    @property
    def upstream_tls_files(self) -> TlsFiles:
        """The files by which the gateway calls services over TLS."""
        return TlsFiles(self.upstream_certificate_file, self.upstream_key_file, self.upstream_ca_file)

    @property
    def bulkhead_shares(self) -> Mapping[Lane, Share]:
        """The limits of the bulkheads: how many calls to services may be under way at once, by lane."""
        return SHARES | {
            DOCUMENTS: Share(
                self.upstream_connections, self.upstream_connections_per_service, self.upstream_connections_per_system
            ),
            STREAMS: Share(self.streams, self.streams_per_service, self.streams_per_system),
        }

    @property
    def public_limits(self) -> Public:
        """The limits of operations that are for everybody."""
        operation = Policy("operation", self.public_burst, self.public_rate_per_s)
        return Public(operation, Policy("address", self.address_burst, self.address_rate_per_s), self.forwarded_from)

    @property
    def caller_limits(self) -> Limits:
        """The limits of what one caller may hold at once."""
        return Limits(
            streams_of_system=self.streams_per_system,
            streams_of_agreement=self.streams_per_agreement,
            streams_of_member=self.streams_per_member,
            unread_of_system=self.unread_bytes_per_system,
            bodies_of_system=self.bodies_per_system,
            bodies_of_agreement=self.bodies_per_agreement,
            body_bytes_of_system=self.body_bytes_per_system,
            document_within_s=self.document_within_s,
        )

    @property
    def tree_plan(self) -> TreePlan:
        """Where the ledger's tree lies and who vouches for it; reads the authority's certificates."""
        return TreePlan(
            self.database_url.get_secret_value(),
            origin_of(self.public_url),
            self.checkpoint_folder,
            [WitnessSeen(told.url, tuple(map(VerifierKey.read, told.keys))) for told in self.witnesses],
            self._timestamp_authority(),
        )

    def _timestamp_authority(self) -> TimestampAuthority | None:
        if self.timestamp_url is None or self.timestamp_roots is None:
            return None
        roots = load_pem_x509_certificates(self.timestamp_roots.read_bytes())
        return TimestampAuthority(self.timestamp_url, roots, self.timestamp_every_s)

    @property
    def passphrase(self) -> str | None:
        """The passphrase as text, where it is used."""
        return self.key_passphrase.get_secret_value() if self.key_passphrase is not None else None

    @property
    def accepted_hosts(self) -> frozenset[str]:
        """The names accepted in `Host`; this machine has two."""
        name = urlsplit(self.public_url).netloc.rpartition("@")[2].lower()
        own = (
            name
            if name.endswith("]")
            else name.partition(":")[0]
            if not name.startswith("[")
            else name.rpartition(":")[0]
        )
        named = frozenset(host.lower() for host in self.hosts) or frozenset({own})
        return named | (_LOOPBACK if named & _LOOPBACK else frozenset())
