"""Static files of the pages: a fixed list, read from the package once; no other file can be requested."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

SCRIPT: Final = "text/javascript; charset=utf-8"
STYLE: Final = "text/css; charset=utf-8"
SOURCE: Final = "text/plain; charset=utf-8"

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "front.css": STYLE,
    "front.js": SCRIPT,
    "mark.svg": "image/svg+xml",
    "swagger.js": SCRIPT,
    "swagger.css": STYLE,
    "redoc.js": SCRIPT,
    "redoc.css": STYLE,
    "vendor/swagger-ui/swagger-ui.css": STYLE,
    "vendor/swagger-ui/swagger-ui-bundle.js": SCRIPT,
    "vendor/redoc/redoc.standalone.js": SCRIPT,
    "samples/saphan.sh": SOURCE,
    "samples/saphan.py": SOURCE,
    "samples/saphan.ts": SOURCE,
    "samples/Saphan.java": SOURCE,
    "samples/Saphan.cs": SOURCE,
}
# A file that is no part of our own program, and must not look like one to those who check that.
_KEPT_AS: Final[Mapping[str, str]] = {"samples/saphan.py": "samples/saphan.py.txt"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file: its bytes, media type and entity tag."""

    content: bytes
    media_type: str
    etag: str


def asset(name: str) -> Asset | None:
    """Return the file of that name, or None."""
    media_type = MEDIA_TYPES.get(name)
    return None if media_type is None else _read(name, media_type)


def as_asset(content: bytes, media_type: str) -> Asset:
    """Return bytes as a file with the tag of what they are."""
    return Asset(content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


@cache  # of names on the list only: anybody may ask for any number of others
def _read(name: str, media_type: str) -> Asset:
    kept = _KEPT_AS.get(name, name)
    return as_asset(files("gateway.front").joinpath("static", *kept.split("/")).read_bytes(), media_type)
