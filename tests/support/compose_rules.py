"""Rules of docker-compose.yml: each finds what breaks it, and says the service and what is wrong."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic_core import PydanticUndefined

from chassis.process.settings import ServiceSettings
from cli.components import COMPONENTS, SERVICES
from deploy.country.images import Image

Document = dict[str, Any]  # Any: YAML
Rule = Callable[[Document], Iterator[str]]

OURS: Final = re.compile(r"localhost/saphan-(?P<component>[a-z-]+):\$\{SAPHAN_VERSION:-[0-9.]+\}")
FOREIGN: Final = re.compile(r"\$\{(?P<variable>[A-Z_]+):-(?P<tagged>[^}]+)\}")
SECRET: Final = re.compile(r"PASSWORD|SECRET(?!S_DIR)|PASSPHRASE|TOKEN|_KEY\b|ACCESS_KEY|DATABASE_URL")
# What a name says is secret and is none: a file's place, and the name that belongs to a key.
NO_SECRET: Final = re.compile(r"_FILE$|__FILE$|ACCESS_KEY_ID$")
# Variables of the commands, which are no field of a component's settings.
OF_COMMANDS: Final = frozenset(
    {"SAPHAN_SECRETS_DIR", *(f"SAPHAN_BUS_{name}" for name in ("URL", "SECURITY", "USERNAME", "PASSWORD", "CA_FILE"))}
)


def services(document: Document) -> Iterator[tuple[str, Document]]:
    """Walk the services by name."""
    yield from document["services"].items()


def hardened(document: Document) -> Iterator[str]:
    """Nothing is written but what is mounted, no right is kept or won, no user is root, and everything is bounded."""
    for name, service in services(document):
        wanted = {
            "read_only": service.get("read_only") is True,
            "cap_drop": service.get("cap_drop") == ["ALL"] and "cap_add" not in service,
            "no-new-privileges": "no-new-privileges:true" in service.get("security_opt", ()),
            "privileged": not service.get("privileged"),
            "user": bool(re.fullmatch(r"[1-9]\d*:\d+", service.get("user", ""))),
            "mem_limit": "mem_limit" in service,
            "cpus": service.get("cpus", 0) > 0,
            "pids_limit": service.get("pids_limit", 0) > 0,
            "logging": {"max-size", "max-file"} <= set(service.get("logging", {}).get("options", {})),
        }
        yield from (f"{name}: {each}" for each, held in wanted.items() if not held)


def comes_back(document: Document) -> Iterator[str]:
    """What serves is watched and comes back; a job is done once and repeated only when it failed."""
    for name, service in services(document):
        restart = service.get("restart", "")
        if restart.startswith("on-failure"):
            continue
        if restart != "unless-stopped":
            yield f"{name}: restart"
        if "healthcheck" not in service:
            yield f"{name}: healthcheck"


def no_secret_is_a_variable(document: Document) -> Iterator[str]:
    """Secrets are files; a variable is seen by whoever may inspect a container."""
    for name, service in services(document):
        for variable in service.get("environment", {}):
            if SECRET.search(variable) and not NO_SECRET.search(variable):
                yield f"{name}: {variable}"


def one_door(document: Document) -> Iterator[str]:
    """Nothing but the proxy's port is published, and only gateways stand in both networks."""
    for name, service in services(document):
        ports, networks = service.get("ports", []), set(service.get("networks", ()))
        if (name == "proxy") is not (len(ports) == 1):
            yield f"{name}: ports"
        if "network_mode" in service or not networks or (name != "proxy" and "inside" not in networks):
            yield f"{name}: networks"
        if "outside" in networks and name not in {"proxy", "gateway-1", "gateway-2"}:
            yield f"{name}: outside"
    if document["networks"]["inside"] != {"internal": True}:
        yield "inside: internal"


def images_are_listed(images: Mapping[str, Image]) -> Rule:
    """Return the rule that each image is one of ours, or stands in the list under this variable and tag."""
    variables = {image.variable: image.tagged for image in images.values()}

    def rule(document: Document) -> Iterator[str]:
        for name, service in services(document):
            foreign = FOREIGN.fullmatch(service["image"])
            if OURS.fullmatch(service["image"]) or "build" in service:
                continue
            if foreign is None or variables.get(foreign["variable"]) != foreign["tagged"]:
                yield f"{name}: {service['image']}"

    return rule


def settings_are_known(document: Document) -> Iterator[str]:
    """Every variable SAPHAN_… is a setting of the code, of that component."""
    for name, service in services(document):
        found = OURS.fullmatch(service["image"])
        known = set(OF_COMMANDS)
        for component in COMPONENTS:
            if found and found["component"] in {component.name, "operator"}:
                known |= {component.prefix + field.upper() for field in component.settings_class().model_fields}
        for variable in service.get("environment", {}):
            if variable.startswith("SAPHAN_") and variable not in known:
                yield f"{name}: {variable}"


def required_settings_are_given(secret_files: Mapping[str, frozenset[str]]) -> Rule:
    """Return the rule that what has no default is in the environment, or a file of the secrets folder."""

    def rule(document: Document) -> Iterator[str]:
        by_image = {
            found["component"]: (name, service)
            for name, service in services(document)
            if (found := OURS.fullmatch(service["image"]))
        }
        for component in COMPONENTS:
            name, service = by_image[component.name]
            given = {*service["environment"], *(file.upper() for file in secret_files[component.name])}
            for field, told in component.settings_class().model_fields.items():
                required = told.default is PydanticUndefined and told.default_factory is None
                if required and component.prefix + field.upper() not in given:
                    yield f"{name}: {component.prefix}{field.upper()}"

    return rule


def gateway_is_asked(document: Document) -> Iterator[str]:
    """A service reads keys, members and offices at the gateway, by a name that it has on their network and takes."""
    (gateway,) = [service for name, service in services(document) if name == "gateway-1"]
    named = {*gateway["networks"]["inside"]["aliases"]} & {*json.loads(gateway["environment"]["SAPHAN_GATEWAY_HOSTS"])}
    for component in SERVICES:
        service = document["services"][component.name]
        given: Document = {
            name: service["environment"].get(f"{component.prefix}{name.upper()}")
            for name in ("jwks_url", "reference_url")
        }
        told = ServiceSettings.model_construct(**given)
        for name, url in (("JWKS_URL", told.jwks_url), ("REFERENCE_URL", told.reference_at)):
            at = urlsplit(url or "")
            if (at.hostname in named, at.port, "inside" in service["networks"]) != (True, 8080, True):
                yield f"{component.name}: {name}"


def started_in_order(document: Document) -> Iterator[str]:
    """A component waits for its migration, and what has a bus for its topics' rights."""
    for component in COMPONENTS:
        for name, service in services(document):
            found = OURS.fullmatch(service["image"])
            if found is None or found["component"] != component.name:
                continue
            wanted = {f"migrate-{component.name}", *(["rights"] if component in SERVICES else [])}
            after = service.get("depends_on", {})
            for each in sorted(wanted):
                if after.get(each, {}).get("condition") != "service_completed_successfully":
                    yield f"{name}: {each}"
