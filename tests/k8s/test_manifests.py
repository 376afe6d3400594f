"""What the manifests say is what the code says: settings, rights, topics, ways of the network, images."""

import gzip
import hashlib
import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
import yaml

from chassis.bus.topics import topics
from cli.components import COMPONENTS, SERVICES
from cli.one_process import OWN_SYSTEMS
from k8s.checks import generated
from k8s.checks.generated import K8S
from k8s.checks.manifests import OVERLAYS, Country
from k8s.checks.networks import ways
from k8s.checks.offline import RENDERED
from k8s.checks.rules import RULES
from k8s.sandbox_secrets import PUBLIC_URL, fill
from tests.architecture.house_rules import ROOT

SERVED: Final = {f"Deployment/{service.name}" for service in SERVICES}


def test_what_is_made_from_the_code_is_what_the_code_makes() -> None:
    assert generated.differing() == []


def test_a_file_that_differs_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made = generated.made()
    first = next(iter(made))
    monkeypatch.setattr(generated, "made", lambda: made | {first: made[first] + "# by hand\n"})
    assert generated.main(["--check"]) == 1
    assert str(first) in capsys.readouterr().err


def test_a_service_may_write_its_own_topics_and_read_what_it_consumes() -> None:
    users = {each["metadata"]["name"]: each["spec"]["authorization"]["acls"] for each in generated.user_manifests()}
    written = {
        (name, acl["resource"]["name"]) for name, acls in users.items() for acl in acls if "Write" in acl["operations"]
    }
    assert written == {(topic.owner, topic.name) for topic in topics().values()}
    read = {acl["resource"]["name"] for acl in users["health-summaries"] if "Read" in acl["operations"]}
    assert read == {"la.gov.civil.birth", "la.gov.civil.death", "health-summaries"}  # two topics, and its own group


def test_the_ways_of_the_network_are_these_and_no_others() -> None:
    found = ways(Country.read(RENDERED / "production.yaml"))
    ours = {way for way in found if way[0].startswith(("Deployment/", "Job/"))}
    expected = {("Deployment/gateway", service, 8080) for service in SERVED}
    expected |= {(service, "Kafka/kafka", 9093) for service in SERVED}
    for component in COMPONENTS:
        for who in (f"Deployment/{component.name}", f"Job/{component.name}-migrate"):
            expected.add((who, f"Cluster/{component.name}-db", 5432))
    assert ours == expected
    databases = {(way[0], way[1]) for way in found if way[0].startswith("Cluster/")}
    assert databases == {(f"Cluster/{each.name}-db",) * 2 for each in COMPONENTS}


def test_without_an_entrance_services_reach_the_gateway_itself() -> None:
    found = ways(Country.read(RENDERED / "sandbox.yaml"))
    assert {(service, "Deployment/gateway", 8080) for service in SERVED} <= found
    assert {("Job/enrol", service, 8080) for service in SERVED} <= found


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_images_have_the_version_of_this_tree(overlay: str) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    country = Country.read(RENDERED / f"{overlay}.yaml")
    used = {container["image"] for pod in country.pods for container in pod.containers}
    names = ("gateway", *(service.name for service in SERVICES), "operator")
    assert used == {f"localhost/saphan-{name}:{version}" for name in names}


def test_keys_of_a_sandbox_are_made_once_and_fill_its_secrets(tmp_path: Path) -> None:
    assert fill(tmp_path) > 0
    generated = yaml.safe_load((K8S / "overlays/sandbox/secrets/kustomization.yaml").read_text("utf-8"))
    files = [file.rpartition("=")[2] for each in generated["secretGenerator"] for file in each["files"]]
    held = {file: (tmp_path / file.removeprefix("country/")).read_bytes() for file in files}
    assert all(held.values())
    for system in OWN_SYSTEMS.values():
        assert PUBLIC_URL.encode() in held[f"country/sandbox/{system}.json"]
    fill(tmp_path)
    assert held == {file: (tmp_path / file.removeprefix("country/")).read_bytes() for file in files}


def test_the_sandbox_gateway_has_the_address_of_its_credentials() -> None:
    gateway = next(
        each
        for each in Country.read(RENDERED / "sandbox.yaml").all("ConfigMap")
        if each.name.startswith("gateway-settings")
    )
    assert gateway.content["data"]["SAPHAN_GATEWAY_PUBLIC_URL"] == PUBLIC_URL


def test_schemas_are_those_of_their_provenance() -> None:
    folder = ROOT / "tests" / "data" / "k8s"
    told = (folder / "PROVENANCE.md").read_text("utf-8")
    packed = sorted(folder.rglob("*.gz"))
    assert len(packed) > 20
    for file in packed:
        digest = hashlib.sha256(gzip.decompress(file.read_bytes())).hexdigest()
        assert f"| `{file.relative_to(folder).as_posix()}` |" in told
        assert digest in told


def test_a_restored_database_is_the_gateway_s_own_and_nothing_else_changes() -> None:
    restored, before = (Country.read(RENDERED / f"{name}.yaml") for name in ("production-restored", "production"))
    differing = [str(new) for new, old in zip(restored.manifests, before.manifests, strict=True) if new != old]
    assert differing == ["Cluster/gateway-db"]
    cluster = restored.one("Cluster", "gateway-db")
    (lost,) = cluster.spec["externalClusters"]
    (archived,) = cluster.spec["plugins"]
    assert cluster.spec["bootstrap"]["recovery"]["source"] == lost["name"]
    assert lost["plugin"]["parameters"]["barmanObjectName"] == archived["parameters"]["barmanObjectName"]
    assert lost["plugin"]["parameters"]["serverName"] != archived["parameters"]["serverName"]


PAGE: Final = (ROOT / "docs" / "kubernetes.md").read_text("utf-8")


def test_the_page_names_every_rule_and_every_overlay() -> None:
    assert [name for name in RULES if f"`{name}`" not in PAGE] == []
    assert [name for name in OVERLAYS if f"`{name}`" not in PAGE] == []


def test_the_page_names_the_settings_of_a_site() -> None:
    (site,) = yaml.safe_load_all((K8S / "overlays/production/site.yaml").read_text("utf-8"))
    assert [name for name in site["data"] if f"`{name}`" not in PAGE] == []


def test_files_that_the_page_names_are_there() -> None:
    named = {path.rstrip("/") for path in re.findall(r"(?<![\w/])k8s/[\w./-]+", PAGE)}
    assert named
    assert sorted(path for path in named if not (ROOT / path).exists() and "country" not in path) == []
