"""Rules for settings: what is set is a setting of the code, what the code needs is set, and secrets are files."""

import json
from collections.abc import Iterator
from typing import Final

from pydantic import SecretStr, ValidationError

from chassis.process.settings import ComponentSettings
from cli.components import COMPONENTS, Component
from k8s.checks.manifests import Country, Found, Pod

SECRETS_DIR: Final = "SAPHAN_SECRETS_DIR"
_OF_THE_DRIVER: Final = frozenset({"PGSSLMODE", "PGSSLROOTCERT"})  # asyncpg reads them where the address says nothing
_OF_THE_COMMAND: Final = frozenset({SECRETS_DIR, "SAPHAN_GATEWAY_PUBLIC_URL"})  # what `saphan enrol` reads


def component_of(pod: Pod) -> Component:
    """Return the component that the pods run; raise `LookupError` for a Job."""
    return next(each for each in COMPONENTS if each.name == pod.of.name)


def fields(component: Component) -> dict[str, bool]:
    """Return the names of the component's settings, and whether each is secret."""
    known = component.settings_class().model_fields
    return {name.upper(): SecretStr in _types(field.annotation) for name, field in known.items()}


def _types(annotation: object) -> set[object]:
    return {annotation, *getattr(annotation, "__args__", ())}


def settings_known(country: Country) -> Found:
    """Every SAPHAN_ variable and file is a setting of the component: one that is misspelt sets nothing."""
    for pod in country.servers:
        component = component_of(pod)
        for name in _given(pod, country):
            setting = name.removeprefix(component.prefix)
            if name != SECRETS_DIR and setting not in fields(component):
                yield pod.of, f"{name} is no setting of {component.name}"
    for pod in country.pods:
        if not pod.is_server:
            for name in pod.environment(country).keys() - _OF_THE_COMMAND - _OF_THE_DRIVER:
                yield pod.of, f"{name} is read by no verb of the command"


def _given(pod: Pod, country: Country) -> dict[str, str]:
    files = {path.upper(): "from a file" for _, items in pod.secrets() for path in items.values() if "saphan_" in path}
    return {name: value for name, value in pod.environment(country).items() if name.startswith("SAPHAN_")} | files


def settings_hold(country: Country) -> Found:
    """The component would take these settings: nothing that it needs is missing, nothing contradicts."""
    for pod in country.servers:
        component = component_of(pod)
        given = {
            name.removeprefix(component.prefix).lower(): value
            for name, value in _given(pod, country).items()
            if name.startswith(component.prefix) and name.removeprefix(component.prefix) in fields(component)
        }
        yield from ((pod.of, text) for text in _complaints(component.settings_class(), given, component.prefix))


def _complaints(settings: type[ComponentSettings], given: dict[str, str], prefix: str) -> Iterator[str]:
    try:
        settings.model_validate({name: parsed(value) for name, value in given.items()})
    except ValidationError as fault:
        for error in fault.errors():
            name = f"{prefix}{error['loc'][0]}".upper() if error["loc"] else "its settings"
            yield f"{name}: {error['msg']}"


def parsed(text: str) -> object:
    """Return the value of a variable, as pydantic-settings reads the environment: a list is JSON."""
    return json.loads(text) if text[:1] in {"[", "{"} else text


def secrets_are_files(country: Country) -> Found:
    """What is secret comes as a file, read-only: every child, crash report and inspection shows the environment."""
    for pod in country.pods:
        for container in pod.containers:
            variables = container.get("env", ())
            if any("secretKeyRef" in (each.get("valueFrom") or {}) for each in variables) or any(
                "secretRef" in source for source in container.get("envFrom", ())
            ):
                yield pod.of, f"container {container['name']} has a Secret in its environment"
            for mount in container.get("volumeMounts", ()):
                if mount["name"] in {"secrets", "keys"} and mount.get("readOnly") is not True:
                    yield pod.of, f"container {container['name']} may write to its secrets"
    for pod in country.servers:
        secret = {f"{component_of(pod).prefix}{name}" for name, hidden in fields(component_of(pod)).items() if hidden}
        for name in pod.environment(country).keys() & (secret - {f"{component_of(pod).prefix}BUS_URL"}):
            yield pod.of, f"{name} is secret and stands in a ConfigMap"
