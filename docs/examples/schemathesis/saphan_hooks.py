"""Hooks of Schemathesis: a token and a fresh proof for every call, a signature for a legal act, and Saphan's check.

Beside it lie saphan_checks.py and saphan.py, the Python sample of your gateway. SAPHAN_CREDENTIALS names the file of
your system, SAPHAN_PURPOSE the purpose that its agreement is for.
"""

import os
from typing import Any

import requests
import saphan
import schemathesis
from saphan_checks import refusal_is_stated

__all__ = ["refusal_is_stated"]  # registered by being imported
PURPOSE = os.environ["SAPHAN_PURPOSE"]


class Proven(requests.auth.AuthBase):
    """Puts into a request what proves it, in place of what was made up for these headers."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        token = saphan.token_for(PURPOSE)
        request.headers["Authorization"] = f"DPoP {token}"
        if "Signature-Input" in request.headers:  # a legal act
            body = request.body.encode() if isinstance(request.body, str) else request.body or b""
            signed: dict[str, Any] = saphan.signature(request.method, request.path_url, request.headers, body)
            request.headers.update(signed)
        else:
            request.headers["DPoP"] = saphan.proof(request.method, request.path_url, token)
        return request


schemathesis.auth.set_from_requests(Proven())
