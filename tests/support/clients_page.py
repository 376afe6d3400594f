"""The page docs/clients.md, of what the tests run: `python -m tests.support.clients_page`; `--check` only compares."""

import sys
from typing import Final

from tests.architecture.house_rules import ROOT
from tests.support.generated_clients import GENERATED_CLIENTS
from tests.support.standard_clients import CLIENTS

PAGE: Final = ROOT / "docs" / "clients.md"
_COLUMNS: Final = """\
| client | version | registry | builds | calls | what it is told beyond its defaults |
|---|---|---|---|---|---|"""
_HEAD: Final = f"""\
# Clients that were tried

Each is a program of [docs/examples/clients](examples/clients) with one library, against a running Saphan: it gets a
token and calls `listCases`. The tests run every row, with the versions of the lock files; this table is made by
`make clients`, and `make lint` compares. How each is set up: [with-your-library.md](with-your-library.md).

{_COLUMNS}"""
_GENERATED: Final = f"""
## Generated of the served document

A generator with its defaults makes a client of `/openapi.json`; it is built (TypeScript with `strict`), lists a page,
opens a case and reads a refusal as a typed problem, by a program of
[docs/examples/clients/generated](examples/clients/generated). The last row runs in every run, the others at night.
How each is set up: [generated-clients.md](generated-clients.md).

{_COLUMNS}"""


def page() -> str:
    """Return the page: the rows that the tests run."""
    standard = (f"| {c.package} | {c.version} | {c.registry} | yes | yes | {c.told} |" for c in CLIENTS)
    generated = (f"| {c.name} | {c.version} | {c.registry} | yes | yes | {c.told} |" for c in GENERATED_CLIENTS)
    return "\n".join((_HEAD, *standard, _GENERATED, *generated)) + "\n"


def main(check: bool) -> str | None:
    """Write the page; with `check` return what is wrong with the one that is there."""
    if not check:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        return "docs/clients.md is not what the lock files say: run `make clients`"
    return None


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
