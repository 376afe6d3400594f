"""Generates docs/reasons.md from the reasons of refusals: `python -m cli.reasons_page`; `--check` only compares."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from gateway.errors.reasons import ASSERTION, FORM, PROOF, SERVICE, TOKEN, Change

PAGE: Final = Path(__file__).parents[1] / "docs" / "reasons.md"
_HEAD: Final = """\
# What to change: every `reason`

A refusal of the token endpoint, and a 401, has a word in `params.reason`; its sentence (`error_description`, `detail`)
ends with what to change. Here are all of them, made from the code by `make reasons`; `make lint` compares, and a test
finds every word that the code can say; the page of each refusal, `/problems/<code>`, lists its own.
ຕ້ອງແກ້ຫຍັງ: ທຸກ `reason`. How libraries are set up: [with-your-library.md](with-your-library.md).
"""
_SECTIONS: Final[tuple[tuple[str, str, Mapping[str, Change]], ...]] = (
    ("The form", "`token-request-invalid`, 400 `invalid_request`", FORM),
    ("The client assertion", "`client-not-authenticated`, 401 `invalid_client`", ASSERTION),
    (
        "The proof of possession",
        "`proof-not-accepted` and `dpop-nonce-required` at the token endpoint, 401 `not-authenticated` at an operation",
        PROOF,
    ),
    (
        "The access token, and those for whom one acts",
        "401 `not-authenticated` and `office-not-standing`; `subject-token-refused` when it is exchanged",
        TOKEN,
    ),
    (
        "The answer of a service",
        "502 `upstream-invalid`: nothing for the caller to change, but for whoever keeps the service",
        SERVICE,
    ),
)


def page() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([_HEAD, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    for number, (title, where, changes) in enumerate(_SECTIONS):
        yield from ([] if number == 0 else [""])
        yield from (f"## {title}", "", f"{where}.", "", "| `reason` | what to change | ຕ້ອງແກ້ຫຍັງ |", "|---|---|---|")
        for word, change in changes.items():
            yield f"| `{word}` | {_told(change.en)} | {_told(change.lo)} |"


def _told(sentence: str) -> str:
    """Return a sentence as a cell: what a refusal puts in stands there by its name."""
    return sentence.replace("|", "\\|").replace("<", "\\<").replace("{", "*").replace("}", "*")


def main(check: bool) -> str | None:
    """Write the page; with `check` return what is wrong with the one that is there."""
    if not check:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        return "docs/reasons.md is not what the code says: run `make reasons`"
    return None


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
