"""HTML answers for a browser: headers for language, caching and Content-Security-Policy (CSP)."""

from collections.abc import Mapping
from typing import Final

from fastapi.responses import HTMLResponse

from contracts.problems import Language

HTML: Final = "text/html"

OWN_FILES_ONLY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# headers of a page, and of every file that it loads
SAME_ORIGIN: Final[Mapping[str, str]] = {
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def html_answer(html: str, language: Language, *, policy: str = OWN_FILES_ONLY) -> HTMLResponse:
    """Return the page in its language; its CSP is `policy`: this server's files and nothing inline, unless said."""
    headers = {
        **SAME_ORIGIN,
        "Content-Security-Policy": policy,
        "Content-Language": language,
        "Vary": "Accept-Language",
        "Cache-Control": "no-cache",
    }
    return HTMLResponse(html, headers=headers)
