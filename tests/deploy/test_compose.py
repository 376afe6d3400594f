"""docker-compose.yml keeps the rules of the house, and for each of them a mistake is found."""

import copy
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest
import yaml

from cli.components import COMPONENTS
from deploy.country.folder import ROOT, Country
from deploy.country.images import listed
from deploy.country.secrets import make_secrets
from tests.support import compose_rules as rules
from tests.support.compose_rules import Document, Rule


@pytest.fixture(scope="module")
def document() -> Document:
    # through JSON: what YAML says once and names twice would be one thing, and a mistake in it two
    loaded: Document = json.loads(json.dumps(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))))
    return loaded


@pytest.fixture(scope="module")
def secret_files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, frozenset[str]]:
    country = Country(tmp_path_factory.mktemp("country"))
    make_secrets(country)
    return {each.name: frozenset(file.name for file in country.secrets(each.name).iterdir()) for each in COMPONENTS}


def all_rules(secret_files: Mapping[str, frozenset[str]]) -> Mapping[str, Rule]:
    return {
        "hardened": rules.hardened,
        "comes back": rules.comes_back,
        "secrets": rules.no_secret_is_a_variable,
        "one door": rules.one_door,
        "images": rules.images_are_listed(listed()),
        "known": rules.settings_are_known,
        "required": rules.required_settings_are_given(secret_files),
        "asked": rules.gateway_is_asked,
        "order": rules.started_in_order,
    }


def faults(document: Document, secret_files: Mapping[str, frozenset[str]]) -> set[str]:
    return {f"{name}: {fault}" for name, rule in all_rules(secret_files).items() for fault in rule(document)}


def test_it_keeps_every_rule(document: Document, secret_files: Mapping[str, frozenset[str]]) -> None:
    assert faults(document, secret_files) == set()


Mistake = Callable[[Document], object]
MISTAKES: Final[Mapping[str, Mistake]] = {
    "hardened: s3: read_only": lambda s: s["s3"].pop("read_only"),
    "hardened: s3: cap_drop": lambda s: s["s3"].update(cap_add=["NET_ADMIN"]),
    "hardened: kafka: no-new-privileges": lambda s: s["kafka"].update(security_opt=[]),
    "hardened: kafka: privileged": lambda s: s["kafka"].update(privileged=True),
    "hardened: gateway-1: user": lambda s: s["gateway-1"].update(user="0:0"),
    "hardened: gateway-2: user": lambda s: s["gateway-2"].pop("user"),
    "hardened: proxy: mem_limit": lambda s: s["proxy"].pop("mem_limit"),
    "hardened: proxy: cpus": lambda s: s["proxy"].pop("cpus"),
    "hardened: enrol: pids_limit": lambda s: s["enrol"].update(pids_limit=-1),
    "hardened: topics: logging": lambda s: s["topics"].update(logging={"driver": "json-file"}),
    "comes back: postgres: restart": lambda s: s["postgres"].update(restart="no"),
    "comes back: postgres: healthcheck": lambda s: s["postgres"].pop("healthcheck"),
    "secrets: postgres: POSTGRES_PASSWORD": lambda s: s["postgres"]["environment"].update(POSTGRES_PASSWORD="x"),
    "secrets: gateway-1: SAPHAN_GATEWAY_DATABASE_URL": lambda s: s["gateway-1"]["environment"].update(
        SAPHAN_GATEWAY_DATABASE_URL="postgresql://gateway:x@postgres/gateway"
    ),
    "secrets: topics: SAPHAN_BUS_PASSWORD": lambda s: s["topics"]["environment"].update(SAPHAN_BUS_PASSWORD="x"),
    "one door: postgres: ports": lambda s: s["postgres"].update(ports=["5432:5432"]),
    "one door: proxy: ports": lambda s: s["proxy"].update(ports=[]),
    "one door: kafka: networks": lambda s: s["kafka"].update(network_mode="host"),
    "one door: case-registry: outside": lambda s: s["case-registry"].update(networks=["inside", "outside"]),
    "images: s3: docker.io/minio/minio": lambda s: s["s3"].update(image="docker.io/minio/minio"),
    "images: kafka: ${KAFKA_IMAGE:-docker.io/apache/kafka:latest}": lambda s: s["kafka"].update(
        image="${KAFKA_IMAGE:-docker.io/apache/kafka:latest}"
    ),
    "known: gateway-1: SAPHAN_GATEWAY_PUBLIC_URI": lambda s: s["gateway-1"]["environment"].update(
        SAPHAN_GATEWAY_PUBLIC_URI="https://gateway.example"
    ),
    "known: case-registry: SAPHAN_GATEWAY_PORT": lambda s: s["case-registry"]["environment"].update(
        SAPHAN_GATEWAY_PORT="80"
    ),
    "required: document-exchange: SAPHAN_DOCUMENT_EXCHANGE_FILES_URL": lambda s: s["document-exchange"][
        "environment"
    ].pop("SAPHAN_DOCUMENT_EXCHANGE_FILES_URL"),
    "asked: case-registry: REFERENCE_URL": lambda s: s["case-registry"]["environment"].update(
        SAPHAN_CASE_REGISTRY_REFERENCE_URL="http://directory:8080/directory/v1/reference"
    ),
    "order: health-summaries: migrate-health-summaries": lambda s: s["health-summaries"]["depends_on"].pop(
        "migrate-health-summaries"
    ),
    "order: case-registry: rights": lambda s: s["case-registry"]["depends_on"].update(
        rights={"condition": "service_started"}
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(mistake: str, document: Document, secret_files: Mapping[str, frozenset[str]]) -> None:
    changed = copy.deepcopy(document)
    MISTAKES[mistake](changed["services"])
    assert faults(changed, secret_files) == {mistake}


def test_a_way_out_of_the_inner_network_is_named(
    document: Document, secret_files: Mapping[str, frozenset[str]]
) -> None:
    changed = copy.deepcopy(document)
    changed["networks"]["inside"] = {}
    assert faults(changed, secret_files) == {"one door: inside: internal"}


def test_a_secret_that_make_secrets_does_not_make_is_missed(
    document: Document, secret_files: Mapping[str, frozenset[str]]
) -> None:
    without = {**secret_files, "gateway": secret_files["gateway"] - {"saphan_gateway_database_url"}}
    assert faults(document, without) == {"required: gateway-2: SAPHAN_GATEWAY_DATABASE_URL"}


def test_whatever_is_mounted_from_the_tree_is_there(document: Document) -> None:
    mounted = [
        volume.split(":")[0]
        for _, service in rules.services(document)
        for volume in service.get("volumes", ())
        if volume.startswith("./")
        and not volume.startswith("./deploy/telemetry/")  # dashboards and rules: their own tests
    ]
    assert [path for path in mounted if not Path(ROOT, path).exists()] == []
    assert len(mounted) >= 6


def test_the_dockerfile_is_built_on_listed_images() -> None:
    known = {image.tagged for image in listed().values()}
    for dockerfile in [*(ROOT / "deploy").glob("Dockerfile")]:
        lines = dockerfile.read_text(encoding="utf-8").splitlines()
        defaults = [line.partition("=")[2] for line in lines if line.startswith("ARG ") and "_IMAGE=" in line]
        assert set(defaults) <= known, dockerfile


def test_kubernetes_names_listed_images_alone() -> None:
    known = {image.name for image in listed().values()}
    named = set()
    for manifest in (ROOT / "k8s").rglob("*.y*ml"):
        for line in manifest.read_text(encoding="utf-8").splitlines():
            key, _, value = line.strip().removeprefix("- ").partition(":")
            if key in {"image", "imageName"} and value.strip():
                named.add(re.sub(r"(:[^/]*)?(@.*)?$", "", value.strip().strip("\"'")))
    # `component` is the base's word for ours, which each component puts its own image in place of
    assert {name for name in named if not re.fullmatch(r"component|(localhost/)?saphan-[a-z-]+", name)} <= known
