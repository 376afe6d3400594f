"""Sheets of paper for the frame `prints/paper.html`, measured in CSS lengths."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sheet:
    """Size and margin on paper, and the greatest width on a screen."""

    size: str
    margin: str
    width: str


PORTRAIT: Final = Sheet("A4", "18mm 15mm", "180mm")
LANDSCAPE: Final = Sheet("A4 landscape", "14mm 12mm", "270mm")
