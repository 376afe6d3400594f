"""Manifests made from what the tree says elsewhere: topics, rights on them, scaling by lag, Prometheus' rules.

`python -m k8s.checks.generated` writes them; `--check` says which file differs, so that neither can change alone.
"""

import importlib
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import yaml

from chassis.bus.rights import rights, topics_of
from chassis.bus.topics import Topic, topics
from cli.components import SERVICES, Component

K8S: Final = Path(__file__).parents[1]
RULES: Final = K8S.parent / "deploy" / "telemetry" / "rules"
CLUSTER: Final = "saphan"
MOST_PROCESSES: Final = 6  # a seventh consumer of six partitions would have nothing to do
EVENTS_BEHIND: Final = 500  # that one process catches up with in a minute, and nobody waits longer for
_DAY_MS: Final = 86_400_000
_HEADER: Final = "# Made by `make k8s-generate` from {source}: change it there.\n"

Manifest = dict[str, Any]  # Any: YAML


def consumed_by(component: Component) -> list[str]:
    """Return the event types that the component's rules handle."""
    name = f"{component.package}.consumers"
    return sorted(importlib.import_module(name).CONSUMES) if find_spec(name) else []


def topic_manifests() -> Iterator[Manifest]:
    """Yield a KafkaTopic for each topic of `deploy/topics.toml`."""
    for topic in topics().values():
        spec = {"partitions": topic.partitions, "replicas": topic.replication, "config": _topic_settings(topic)}
        yield _strimzi("KafkaTopic", topic.name, {"strimzi.io/cluster": CLUSTER}, spec)


def _topic_settings(topic: Topic) -> Manifest:
    in_sync = max(1, topic.replication - 1)  # one broker may be away, and a write is still on two
    return {"retention.ms": topic.retention_days * _DAY_MS, "min.insync.replicas": in_sync}


def user_manifests() -> Iterator[Manifest]:
    """Yield a KafkaUser for each service, with the rights that its topics and rules give it."""
    for service in SERVICES:
        acls = [
            {
                "resource": {"type": grant.kind, "name": grant.name, "patternType": "literal"},
                "operations": list(grant.operations),
            }
            for grant in rights(service.name, consumed_by(service))
        ]
        spec = {"authentication": {"type": "scram-sha-512"}, "authorization": {"type": "simple", "acls": acls}}
        yield _strimzi("KafkaUser", service.name, {"strimzi.io/cluster": CLUSTER}, spec)


def _strimzi(kind: str, name: str, labels: Mapping[str, str], spec: Manifest) -> Manifest:
    metadata = {"name": name, "labels": {**labels, "saphan/stage": "foundation"}}
    return {"apiVersion": "kafka.strimzi.io/v1", "kind": kind, "metadata": metadata, "spec": spec}


def scaler_manifests() -> Iterator[Manifest]:
    """Yield how KEDA scales each service that consumes, and as whom it asks Kafka: as the service itself."""
    for service in SERVICES:
        read = topics_of(consumed_by(service))
        if not read:
            continue
        secrets = [
            {"parameter": "password", "name": f"kafka-user-{service.name}", "key": "password"},
            {"parameter": "ca", "name": f"{CLUSTER}-cluster-ca-cert", "key": "ca.crt"},
        ]
        user = {"parameter": "username", "name": f"{service.prefix}BUS_USERNAME", "containerName": service.name}
        yield _keda("TriggerAuthentication", service.name, {"secretTargetRef": secrets, "env": [user]})
        scaled = {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": service.name},
            "minReplicaCount": 2,
            "maxReplicaCount": MOST_PROCESSES,
            "pollingInterval": 15,
            "cooldownPeriod": 300,
            "triggers": [_lag(service.name, topic) for topic in read],
        }
        yield _keda("ScaledObject", service.name, scaled)


def _lag(group: str, topic: str) -> Manifest:
    return {
        "type": "kafka",
        "authenticationRef": {"name": group},
        "metadata": {
            "bootstrapServers": f"{CLUSTER}-kafka-bootstrap.saphan:9093",
            "consumerGroup": group,
            "topic": topic,
            "lagThreshold": str(EVENTS_BEHIND),
            "offsetResetPolicy": "earliest",
            "sasl": "scram_sha512",
            "tls": "enable",
        },
    }


def _keda(kind: str, name: str, spec: Manifest) -> Manifest:
    metadata = {"name": name, "namespace": "saphan", "labels": {"saphan/stage": "component"}}
    return {"apiVersion": "keda.sh/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


def rule_manifests() -> Iterator[Manifest]:
    """Yield a PrometheusRule for each file of rules."""
    for file in sorted(RULES.glob("*.yml")):
        metadata = {"name": f"saphan-{file.stem}", "namespace": "saphan", "labels": {"saphan/stage": "component"}}
        spec = yaml.safe_load(file.read_text("utf-8"))
        yield {"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule", "metadata": metadata, "spec": spec}


def made() -> dict[Path, str]:
    """Return the files that the code makes, with their text."""
    parts = {
        "base/kafka/topics.yaml": ("deploy/topics.toml", topic_manifests()),
        "base/kafka/users.yaml": ("deploy/topics.toml and the consumers' rules", user_manifests()),
        "parts/scaling/consumers.yaml": ("the consumers' rules", scaler_manifests()),
        "parts/telemetry/rules.yaml": ("deploy/telemetry/rules", rule_manifests()),
    }
    return {
        K8S / name: _HEADER.format(source=source)
        + yaml.safe_dump_all(manifests, sort_keys=False, width=120, allow_unicode=True)
        for name, (source, manifests) in parts.items()
    }


def differing() -> list[Path]:
    """Return the files that are not what the code makes."""
    return [path for path, text in made().items() if not path.exists() or path.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that differ."""
    if arguments == ["--check"]:
        for path in (stale := differing()):
            sys.stderr.write(f"{path} is not what the code says: make k8s-generate\n")
        return len(stale) > 0
    for path, text in made().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
