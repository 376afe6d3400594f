"""Files of the national schemas: maps `$id` to path, and reads them, naming a file that is broken."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

BASE: Final = "https://schemas.saphan.gov.la/"
_ID: Final = re.compile(re.escape(BASE) + r"([a-z][a-z-]*)/([a-z][a-z0-9-]*)/v([1-9][0-9]*)")
_FILE: Final = re.compile(r"v([1-9][0-9]*)\.json")
_NOT_DOMAINS: Final = frozenset({"codelists", "__pycache__"})


class SchemaFileBroken(ValueError):  # noqa: N818 - errors are sentences here
    """A schema file that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class SchemaName:
    """Domain, name and version of a national schema, as its `$id` has them."""

    domain: str
    name: str
    version: int

    @property
    def id(self) -> str:
        """Return the schema's `$id`."""
        return f"{BASE}{self.domain}/{self.name}/v{self.version}"

    @property
    def path(self) -> str:
        """Return the file's path below the schemas folder."""
        return f"{self.domain}/{self.name}/v{self.version}.json"

    @property
    def before(self) -> "SchemaName":
        """Return the version before this one; of the first it is one that cannot be."""
        return SchemaName(self.domain, self.name, self.version - 1)

    @property
    def module(self) -> str:
        """Return the generated module's name: the schema's, with its number from version 2 on."""
        return self.name.replace("-", "_") + ("" if self.version == 1 else f"_v{self.version}")


def parse_id(schema_id: str) -> SchemaName:
    """Return the name of an `$id`; raise `ValueError` when it is none of a national schema."""
    match = _ID.fullmatch(schema_id)
    if match is None:
        raise ValueError(f"no id of a national schema: {schema_id}")
    return SchemaName(match[1], match[2], int(match[3]))


def schemas_folder() -> Traversable:
    """Return the folder of the national schemas in the installed distribution."""
    return resources.files("schemas")


def schema_names(folder: Traversable) -> list[SchemaName]:
    """Return the name of every schema file in the folder, sorted."""
    return sorted(_names(folder), key=lambda name: (name.domain, name.name, name.version))


def _names(folder: Traversable) -> Iterator[SchemaName]:
    domains = (entry for entry in folder.iterdir() if entry.is_dir() and entry.name not in _NOT_DOMAINS)
    for domain in domains:
        for schema in (entry for entry in domain.iterdir() if entry.is_dir()):
            for file in schema.iterdir():
                if match := _FILE.fullmatch(file.name):
                    yield SchemaName(domain.name, schema.name, int(match[1]))


def read_schema(folder: Traversable, name: SchemaName) -> dict[str, Any]:  # Any: a schema is checked by lint
    """Return the schema's document; raise `SchemaFileBroken` naming the file and what is wrong with it."""
    try:
        document = json.loads(folder.joinpath(name.path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SchemaFileBroken(f"schemas/{name.path}: {error}") from error
    if not isinstance(document, dict):
        raise SchemaFileBroken(f"schemas/{name.path}: a schema file is a JSON object")
    if document.get("$id") != name.id:
        raise SchemaFileBroken(f"schemas/{name.path}: its $id must be {name.id}")
    return document


def valid_examples(folder: Traversable, name: SchemaName) -> list[tuple[str, Any]]:  # Any: JSON
    """Return the documents that are right by the schema, each with what its file is called without `valid-`."""
    examples = folder.joinpath(name.domain, name.name, "examples", f"v{name.version}")
    if not examples.is_dir():
        return []
    files = sorted((file for file in examples.iterdir() if file.name.startswith("valid-")), key=lambda file: file.name)
    return [
        (file.name.removeprefix("valid-").removesuffix(".json"), json.loads(file.read_text(encoding="utf-8")))
        for file in files
    ]
