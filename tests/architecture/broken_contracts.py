"""Which contracts of `.importlinter` break when a module imports one thing more; changes the folder it is run in.

A process of its own, for the packages that import-linter reads are those of the interpreter's path. Its input is JSON,
a pair of importer and imported for each name; its last line of output is JSON, the broken contracts for each name.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from importlinter.api import read_configuration
from importlinter.application.use_cases import create_report, read_user_options
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import registry


def file_of(module: str) -> Path:
    """Return the file of a module in this folder."""
    path = Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@contextmanager
def seeded(importer: str, imported: str) -> Iterator[None]:
    """Have a module import one thing more until the end of the block."""
    file = file_of(importer)
    text = file.read_text("utf-8")
    file.write_text(f"{text}\nimport {imported}\n", "utf-8")
    yield
    file.write_text(text, "utf-8")


def broken() -> list[str]:
    """Return the ids of the contracts that are broken in this folder."""
    ids = {options["name"]: options["id"] for options in read_configuration()["contracts_options"]}
    report = create_report(read_user_options())
    if report.could_not_run:
        raise ValueError(report.invalid_contract_options)
    return [ids[contract.name] for contract, check in report.get_contracts_and_checks() if not check.kept]


if __name__ == "__main__":
    registry.register(ForbiddenContract, "forbidden")
    registry.register(IndependenceContract, "independence")
    registry.register(LayersContract, "layers")
    registry.register(ProtectedContract, "protected")
    answers = {"": broken()}
    for name, pair in json.load(sys.stdin).items():
        with seeded(*pair):
            answers[name] = broken()
    sys.stdout.write(f"\n{json.dumps(answers)}\n")
