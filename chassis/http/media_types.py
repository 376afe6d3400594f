"""Media type of a `Content-Type` header or a document."""


def media_type(stated: str | None) -> str:
    """Return the media type in lower case, without parameters; nothing stated is the empty text."""
    return (stated or "").partition(";")[0].strip().lower()
