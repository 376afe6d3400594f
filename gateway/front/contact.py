"""Whom readers of the OpenAPI documents ask: the operator of this gateway, as `info.contact` names it."""

from pydantic import BaseModel, ConfigDict, Field


class Contact(BaseModel):
    """Name, electronic mail and page of the operator; all three, since catalogues of APIs ask for each."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)
    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")  # RFC 5321 §4.5.3.1
    url: str = Field(max_length=2000, pattern=r"^https?://[^\s]+$")
