"""Metadata of the authorization server (RFC 8414): where tokens come from, and how a client proves itself."""

from typing import Final

from chassis.client.client_tokens import TOKEN_EXCHANGE
from gateway.trust.token_endpoint import PATH, REVOCATION_PATH

JWKS_PATH: Final = "/.well-known/jwks.json"


def metadata(issuer: str, *, certificates: bool = False) -> dict[str, object]:
    """Return the authorization server's metadata (RFC 8414 §2, RFC 9449 §5.1, RFC 8705 §3.3)."""
    return {
        "issuer": issuer,
        "token_endpoint": issuer + PATH,
        "revocation_endpoint": issuer + REVOCATION_PATH,
        "revocation_endpoint_auth_methods_supported": ["private_key_jwt"],
        "jwks_uri": issuer + JWKS_PATH,
        "grant_types_supported": ["client_credentials", TOKEN_EXCHANGE],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "tls_client_certificate_bound_access_tokens": certificates,
        "ui_locales_supported": ["lo", "en"],
        "service_documentation": issuer + "/docs",
    }
