"""Tables of FHIR notices: which documents, parts and codes of others are what of ours (the `.toml` files). No I/O."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from services.civil_registration.domain.fhir_notices.nodes import Steps, steps_of
from services.civil_registration.domain.kinds import EventKind

_KINDS: Final = frozenset({EventKind.BIRTH, EventKind.DEATH})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what stands in a part of the document, how it is read, and which fact it is."""

    kinds: frozenset[EventKind]
    roles: tuple[str, ...]
    paths: tuple[Steps, ...]
    reader: str
    fact: str
    codes: str = ""
    others: str = ""
    observed: str = ""  # system|code
    of: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A reference that leads from a part to a further one."""

    role: str
    path: Steps
    to: str
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Codes:
    """What codes of other systems are in ours."""

    known: Mapping[str, Mapping[str, str]]  # by system, by its code
    same: Mapping[str, re.Pattern[str]]  # by system: codes that are ours as they are

    def knows(self, system: str) -> bool:
        """Tell whether codes of that system are read."""
        return system in self.known or system in self.same

    def ours(self, system: str, code: str) -> str | None:
        """Return our code; None where the tables have none."""
        pattern = self.same.get(system)
        return self.known.get(system, {}).get(code) or (code if pattern and pattern.fullmatch(code) else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All that the programme knows of documents of others."""

    bundles: frozenset[str]
    home: frozenset[str]
    places: frozenset[str]
    offices: frozenset[str]
    withdrawn: frozenset[str]
    outdated: frozenset[str]
    documents: Mapping[tuple[str, str], EventKind]  # by system and code
    sections: Mapping[tuple[str, str], str]  # the role
    links: Sequence[Link]
    ties: Mapping[str, tuple[Steps, ...]]  # by type of resource
    everywhere: Mapping[str, str]  # the role, by type of resource
    envelope: Mapping[str, frozenset[str]]  # members, by type of resource; `*` of every one
    rows: Sequence[Row]
    codes: Mapping[str, Codes]

    @property
    def extensions(self) -> frozenset[str]:
        """The URLs of extensions that some row or link reads."""
        paths = [path for row in self.rows for path in row.paths] + [link.path for link in self.links]
        return frozenset(url for path in paths for _, url in path if url is not None)


def parsed(documents: str, rows: str, codes: str) -> Tables:
    """Return the tables of three TOML texts; raise `ValueError`, `KeyError` or `TypeError` for what cannot be meant."""
    told = tomllib.loads(documents)
    return Tables(
        **{name: frozenset(told[name]) for name in ("bundles", "home", "places", "offices", "withdrawn", "outdated")},
        documents=_by_code(told["documents"], "codes", EventKind),
        sections=_by_code(told["sections"], "roles", str),
        links=[
            Link(link["role"], steps_of(link["path"]), link["to"], frozenset(link.get("about", ())))
            for link in told["links"]
        ],
        ties={resource: tuple(map(steps_of, tie["paths"])) for tie in told["ties"] for resource in tie["resources"]},
        everywhere=dict(told["everywhere"]),
        envelope={resource: frozenset(members) for resource, members in told["envelope"].items()},
        rows=[_row(row) for row in tomllib.loads(rows)["rows"]],
        codes=_codes(tomllib.loads(codes)["codes"]),
    )


def _by_code(rows: Any, member: str, made: Any) -> dict[tuple[str, str], Any]:  # Any: TOML, and what it becomes
    return {
        (system, code): made(meant) for row in rows for system in row["systems"] for code, meant in row[member].items()
    }


def _row(row: Mapping[str, Any]) -> Row:  # Any: TOML; a member that means nothing is a TypeError
    kinds = frozenset(map(EventKind, row.get("kinds", ()))) or _KINDS
    paths = tuple(map(steps_of, row["paths"]))
    return Row(**{**row, "kinds": kinds, "roles": tuple(row["roles"]), "paths": paths})


def _codes(rows: Sequence[Mapping[str, Any]]) -> dict[str, Codes]:  # Any: TOML
    known: dict[str, dict[str, dict[str, str]]] = {}
    same: dict[str, dict[str, re.Pattern[str]]] = {}
    for row in rows:
        if unknown := set(row) - {"map", "systems", "codes", "same"}:
            raise ValueError(f"{row}: {', '.join(sorted(unknown))} means nothing here")
        for system in row["systems"]:
            known.setdefault(row["map"], {}).setdefault(system, {}).update(row.get("codes", {}))
            if "same" in row:
                same.setdefault(row["map"], {})[system] = re.compile(row["same"])
    return {name: Codes(systems, same.get(name, {})) for name, systems in known.items()}


_HERE: Final = files("services.civil_registration.domain.fhir_notices")
TABLES: Final = parsed(*((_HERE / f"{name}.toml").read_text("utf-8") for name in ("documents", "rows", "codes")))
EXTENSIONS: Final = TABLES.extensions
