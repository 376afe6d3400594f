"""Metadata of the authorization server (RFC 8414) and of what it guards (RFC 9728): where a client begins."""

import re
from collections.abc import Sequence
from typing import Final

from chassis.client.client_tokens import TOKEN_EXCHANGE
from gateway.trust.token_endpoint import PATH, REVOCATION_PATH

JWKS_PATH: Final = "/.well-known/jwks.json"
RESOURCE_PATH: Final = "/.well-known/oauth-protected-resource"
_ALGORITHMS: Final = ["ES256"]
_PATH: Final = re.compile(
    r"/[A-Za-z0-9._~!$&'()*+,;=:@/%-]{1,1000}", re.ASCII
)  # RFC 3986 §3.3; others are not repeated


def metadata(issuer: str, scopes: Sequence[str] = (), *, certificates: bool = False) -> dict[str, object]:
    """Return the authorization server's metadata (RFC 8414 §2, RFC 9449 §5.1, RFC 8705 §3.3)."""
    return {
        "issuer": issuer,
        "token_endpoint": issuer + PATH,
        "revocation_endpoint": issuer + REVOCATION_PATH,
        "revocation_endpoint_auth_methods_supported": ["private_key_jwt"],
        "revocation_endpoint_auth_signing_alg_values_supported": _ALGORITHMS,
        "jwks_uri": issuer + JWKS_PATH,
        "grant_types_supported": ["client_credentials", TOKEN_EXCHANGE],
        "response_types_supported": [],
        "scopes_supported": list(scopes),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": _ALGORITHMS,
        "dpop_signing_alg_values_supported": _ALGORITHMS,
        "tls_client_certificate_bound_access_tokens": certificates,
        "protected_resources": [issuer],
        "ui_locales_supported": ["lo", "en"],
        "service_documentation": issuer + "/docs",
    }


def resource_metadata(
    issuer: str, path: str = "", scopes: Sequence[str] = (), *, certificates: bool = False
) -> dict[str, object]:
    """Return the metadata of the resource at that path, the whole gateway without one (RFC 9728 §2).

    The path is the client's own: whoever follows `resource_metadata` of a refusal compares `resource` with the address
    that he has called (RFC 9728 §3.3).
    """
    return {
        "resource": issuer + path,
        "authorization_servers": [issuer],
        "scopes_supported": list(scopes),
        "bearer_methods_supported": ["header"],
        "dpop_signing_alg_values_supported": _ALGORITHMS,
        "dpop_bound_access_tokens_required": not certificates,
        "tls_client_certificate_bound_access_tokens": certificates,
        "resource_documentation": issuer + "/docs",
    }


def resource_metadata_url(issuer: str, path: str) -> str:
    """Return where the metadata of the resource at that raw path stands (RFC 9728 §3.1): of an odd one, of them all."""
    return issuer + RESOURCE_PATH + (path if is_plain(path) else "")


def is_plain(path: str) -> bool:
    """Tell whether the raw path has only what stands in paths, so that it may be repeated in a header."""
    return _PATH.fullmatch(path) is not None
