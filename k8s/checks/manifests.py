"""Rendered manifests of an overlay as objects to ask: pods wherever they are made, selectors, faults with a place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self, TypeAlias

import yaml

Tree: TypeAlias = dict[str, Any]  # Any: YAML
OVERLAYS: Final = ("sandbox", "staging", "production-restored", "production")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object as it would be applied."""

    content: Tree

    @property
    def kind(self) -> str:
        """Its kind: `Deployment`."""
        return str(self.content["kind"])

    @property
    def name(self) -> str:
        """Its name within the kind."""
        return str(self.content["metadata"]["name"])

    @property
    def labels(self) -> Mapping[str, str]:
        """Its own labels; none is an empty mapping."""
        return self.content["metadata"].get("labels") or {}

    @property
    def spec(self) -> Tree:
        """What it asks for; a ConfigMap asks for nothing."""
        spec: Tree = self.content.get("spec") or {}
        return spec

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True)
class Pod:
    """The pods of a Deployment or a Job."""

    of: Manifest
    labels: Mapping[str, str]
    spec: Tree

    @property
    def containers(self) -> list[Tree]:
        """All containers, those that run first as well."""
        return [*self.spec.get("initContainers", ()), *self.spec["containers"]]

    @property
    def is_server(self) -> bool:
        """Tell whether they serve until they are stopped."""
        return self.of.kind == "Deployment"

    def secrets(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield the Secrets that are mounted, with the file of each key."""
        for volume in self.spec.get("volumes", ()):
            for source in [*volume.get("projected", {}).get("sources", ()), volume]:
                if secret := source.get("secret"):
                    name = secret.get("name") or secret["secretName"]
                    yield name, {item["key"]: item["path"] for item in secret.get("items", ())}

    def environment(self, country: "Country") -> dict[str, str]:
        """Return the variables of the first container, from ConfigMaps and by name."""
        found: dict[str, str] = {}
        container = self.spec["containers"][0]
        for source in container.get("envFrom", ()):
            if "configMapRef" in source:
                found |= country.one("ConfigMap", source["configMapRef"]["name"]).content.get("data") or {}
        return found | {each["name"]: each["value"] for each in container.get("env", ()) if "value" in each}


@dataclass(frozen=True, slots=True)
class Country:
    """All manifests of one rendered file."""

    file: str
    manifests: tuple[Manifest, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the manifests of a file that kustomize has written."""
        documents = yaml.load_all(path.read_text("utf-8"), Loader=yaml.CSafeLoader)  # in C: ten times as fast
        return cls.of_trees(path.name, [tree for tree in documents if tree])

    @classmethod
    def of_trees(cls, file: str, trees: list[Tree]) -> Self:
        """Return the manifests of documents that are parsed already."""
        return cls(file, tuple(Manifest(tree) for tree in trees))

    def all(self, *kinds: str) -> list[Manifest]:
        """Return the manifests of these kinds."""
        return [manifest for manifest in self.manifests if manifest.kind in kinds]

    def one(self, kind: str, name: str) -> Manifest:
        """Return the manifest of that kind and name; raise `LookupError` when it is not there."""
        for manifest in self.all(kind):
            if manifest.name == name:
                return manifest
        message = f"there is no {kind}/{name}"
        raise LookupError(message)

    @property
    def pods(self) -> list[Pod]:
        """The pods of all Deployments and Jobs."""
        return [
            Pod(made, made.spec["template"]["metadata"]["labels"], made.spec["template"]["spec"])
            for made in self.all("Deployment", "Job")
        ]

    @property
    def servers(self) -> list[Pod]:
        """The pods of all Deployments."""
        return [pod for pod in self.pods if pod.is_server]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one object, by which rule."""

    file: str
    object: str
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.object}: {self.rule}: {self.text}"


Found: TypeAlias = Iterator[tuple[Manifest, str]]
Rule: TypeAlias = Callable[[Country], Found]


def faults(country: Country, rules: Mapping[str, Rule]) -> list[Fault]:
    """Return everything that is wrong with the manifests, by all rules."""
    return [
        Fault(country.file, str(manifest), name, text)
        for name, rule in rules.items()
        for manifest, text in rule(country)
    ]


def selects(selector: Tree | None, labels: Mapping[str, str]) -> bool:
    """Tell whether a Kubernetes selector selects these labels; an empty one selects everything."""
    selector = selector or {}
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    return all(_holds(expression, labels) for expression in selector.get("matchExpressions", ()))


def _holds(expression: Tree, labels: Mapping[str, str]) -> bool:
    value = labels.get(expression["key"])
    match expression["operator"]:
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "In":
            return value in expression["values"]
        case _:
            return value not in expression["values"]
