"""Types of a JSON value for reading; covariant, so that a plain `dict[str, str]` is one."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

JSON: TypeAlias = Union[bool, int, float, str, Sequence["JSON"], Mapping[str, "JSON"], None]  # noqa: UP007 - `|` needs no quotes on its left
