"""A token and a call with Authlib and requests: python authlib_client.py CREDENTIALS.json."""

import base64
import hashlib
import json
import sys
import time
import uuid
from pathlib import Path

from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import ECKey

mine = json.loads(Path(sys.argv[1]).read_text("utf-8"))
key = ECKey.import_key(mine["privateJwk"])


def proof(method: str, url: str, token: str | None = None) -> dict[str, str]:
    """Return the headers of one request that prove the key (RFC 9449); Authlib has no DPoP of its own."""
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    claims = {"jti": str(uuid.uuid4()), "htm": method, "htu": url.partition("?")[0], "iat": int(time.time())}
    if token is None:
        return {"DPoP": jwt.encode(header, claims, key)}
    digest = hashlib.sha256(token.encode()).digest()
    claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return {"DPoP": jwt.encode(header, claims, key), "Authorization": f"DPoP {token}"}


session = OAuth2Session(mine["clientId"], key, token_endpoint_auth_method="private_key_jwt", scope=mine["purposes"][0])
# the one argument: Authlib's own audience is the token endpoint, Saphan takes the issuer alone
session.register_client_auth_method(PrivateKeyJWT(mine["issuer"], alg="ES256"))
token = session.fetch_token(mine["tokenEndpoint"], headers=proof("POST", mine["tokenEndpoint"]))

cases = mine["baseUrl"] + "/case-registry/v1/cases"
page = session.get(cases, withhold_token=True, headers=proof("GET", cases, token["access_token"]))
print(page.status_code, list(page.json()))
