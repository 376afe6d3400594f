"""Rules for what belongs together: what a pod names is there, what is there is applied, watched and may be moved."""

from collections.abc import Iterator
from typing import Final

import yaml

from cli.components import COMPONENTS
from k8s.checks.generated import K8S
from k8s.checks.manifests import Country, Found, selects

_FIRST: Final = frozenset(
    {"Namespace", "NetworkPolicy", "Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser", "Cluster", "ServiceAccount"}
)
_SANDBOX_SECRETS: Final = K8S / "overlays/sandbox/secrets/kustomization.yaml"  # filled by `make k8s-secrets`


def every_component(country: Country) -> Found:
    """All components run, each with a Service of its own name, by which the others call it."""
    (namespace,) = country.all("Namespace")
    for component in COMPONENTS:
        for kind in ("Deployment", "Service"):
            if component.name not in {each.name for each in country.all(kind)}:
                yield namespace, f"has no {kind} {component.name}"
        if f"{component.name}-migrate" not in {job.name for job in country.all("Job")}:
            yield namespace, f"migrates no {component.name}"


def made_by_somebody(country: Country) -> Found:
    """What a pod names is there, or an operator makes it: a Secret that nobody makes keeps a pod from starting."""
    accounts = {account.name for account in country.all("ServiceAccount")}
    claims = {claim.name for claim in country.all("PersistentVolumeClaim")}
    classes = {priority.name for priority in country.all("PriorityClass")}
    secrets = set(_secrets_made(country))
    for pod in country.pods:
        for name, _ in pod.secrets():
            if name not in secrets:
                yield pod.of, f"Secret {name} is made by nobody"
        if pod.spec["serviceAccountName"] not in accounts:
            yield pod.of, f"ServiceAccount {pod.spec['serviceAccountName']} is not there"
        if pod.spec["priorityClassName"] not in classes:
            yield pod.of, f"PriorityClass {pod.spec['priorityClassName']} is not there"
        for volume in pod.spec["volumes"]:
            claim = volume.get("persistentVolumeClaim", {}).get("claimName")
            if claim is not None and claim not in claims:
                yield pod.of, f"PersistentVolumeClaim {claim} is not there"


def _secrets_made(country: Country) -> Iterator[str]:
    if not country.all("ExternalSecret"):  # no vault gives them
        plain = yaml.safe_load(_SANDBOX_SECRETS.read_text("utf-8"))["secretGenerator"]
        yield from (secret["name"] for secret in plain)
    yield from (made.spec["secretName"] for made in country.all("Certificate"))
    yield from (made.spec["target"]["name"] for made in country.all("ExternalSecret"))
    yield from (f"{cluster.name}-{what}" for cluster in country.all("Cluster") for what in ("app", "ca"))
    for kafka in country.all("Kafka"):
        prefix = kafka.spec["entityOperator"]["userOperator"]["secretPrefix"]
        yield f"{kafka.name}-cluster-ca-cert"
        yield from (f"{prefix}{user.name}" for user in country.all("KafkaUser"))


def budgets(country: Country) -> Found:
    """Each component's budget is for its own pods, and leaves room: with none to spare no node could be emptied."""
    for pod in country.servers:
        own = [
            budget
            for budget in country.all("PodDisruptionBudget")
            if budget.spec["selector"]["matchLabels"] == pod.of.spec["selector"]["matchLabels"]
        ]
        if len(own) != 1:
            yield pod.of, f"has {len(own)} budgets of disruption"
        for budget in own:
            if budget.spec.get("maxUnavailable") in {None, 0, "0%"}:
                yield budget, "lets nobody go"


def stages(country: Country) -> Found:
    """Everything has its stage: what is applied first, what migrates, what runs; without one nothing would apply it."""
    for manifest in country.manifests:
        stage = manifest.labels.get("saphan/stage")
        if stage not in {"foundation", "migration", "component", "enrolment"}:
            yield manifest, f"has no stage, but {stage!r}"
        elif manifest.kind in _FIRST and stage != "foundation":
            yield manifest, f"is applied as {stage}, when what needs it waits for it already"


def monitored(country: Country) -> Found:
    """Prometheus names a component by namespace and name of its PodMonitor: job="saphan/gateway" in every dashboard."""
    for monitor in country.all("PodMonitor"):
        watched = [pod.of.name for pod in country.servers if selects(monitor.spec["selector"], pod.labels)]
        if watched != [monitor.name]:
            yield monitor, f"watches {watched}"


def namespace_is_restricted(country: Country) -> Found:
    """The namespace refuses every pod that is not restricted, also those that somebody makes by hand."""
    for namespace in country.all("Namespace"):
        if namespace.labels.get("pod-security.kubernetes.io/enforce") != "restricted":
            yield namespace, "lets in pods that may do more"
