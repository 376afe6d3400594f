"""One mistake for each rule: what is changed in the rendered manifests, and the object that must be named for it."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from k8s.checks.manifests import Country, Manifest

Change: TypeAlias = Callable[[Country], object]
Tree: TypeAlias = dict[str, Any]  # Any: YAML


def pod(country: Country, name: str, kind: str = "Deployment") -> Tree:
    spec: Tree = country.one(kind, name).spec["template"]["spec"]
    return spec


def container(country: Country, name: str, kind: str = "Deployment") -> Tree:
    first: Tree = pod(country, name, kind)["containers"][0]
    return first


def data_of(country: Country, component: str) -> dict[str, str]:
    found = [each for each in country.all("ConfigMap") if each.name.startswith(f"{component}-settings")]
    data: dict[str, str] = found[0].content["data"]
    return data


def without(country: Country, kind: str, name: str) -> Country:
    """Return the country without one object: rules look at what is left."""
    left = tuple(each for each in country.manifests if (each.kind, each.name) != (kind, name))
    return Country(country.file, left)


def renamed(manifest: Manifest, name: str) -> None:
    manifest.content["metadata"]["name"] = name


def spec(country: Country, kind: str, name: str) -> Tree:
    return country.one(kind, name).spec


# rule, what is done, to which object it must be told
SEEDED: Final[Mapping[str, list[tuple[str, Change]]]] = {
    "quantities": [
        ("Deployment/gateway", lambda c: container(c, "gateway")["resources"]["limits"].update(memory="512 MB")),
        ("Cluster/gateway-db", lambda c: spec(c, "Cluster", "gateway-db")["storage"].update(size="400GB")),
    ],
    "limits": [
        ("Deployment/gateway", lambda c: container(c, "gateway")["resources"]["limits"].pop("memory")),
        (
            "Job/gateway-migrate",
            lambda c: container(c, "gateway-migrate", "Job")["resources"]["requests"].update(cpu="9"),
        ),
    ],
    "probes": [
        ("Deployment/gateway", lambda c: container(c, "gateway")["livenessProbe"]["httpGet"].update(path="/healthz")),
        ("Deployment/case-registry", lambda c: container(c, "case-registry").pop("startupProbe")),
        (
            "Deployment/health-summaries",
            lambda c: container(c, "health-summaries")["livenessProbe"]["exec"]["command"].append("--ready"),
        ),
    ],
    "images": [
        ("Deployment/gateway", lambda c: container(c, "gateway").update(image="localhost/saphan-gateway:latest")),
        ("Deployment/gateway", lambda c: container(c, "gateway").update(image="localhost/saphan-gateway")),
        ("Deployment/gateway", lambda c: container(c, "gateway").update(image="localhost/saphan-case-registry:0.1.0")),
        ("Job/gateway-migrate", lambda c: container(c, "gateway-migrate", "Job").update(image="docker.io/busybox:1")),
    ],
    "restricted": [
        ("Deployment/gateway", lambda c: pod(c, "gateway")["securityContext"].update(runAsNonRoot=False)),
        ("Deployment/gateway", lambda c: pod(c, "gateway")["securityContext"].pop("seccompProfile")),
        (
            "Deployment/gateway",
            lambda c: container(c, "gateway")["securityContext"].update(readOnlyRootFilesystem=False),
        ),
        (
            "Deployment/gateway",
            lambda c: container(c, "gateway")["securityContext"]["capabilities"].update(add=["SYS_TIME"]),
        ),
    ],
    "no-account": [
        ("Deployment/gateway", lambda c: pod(c, "gateway").update(automountServiceAccountToken=True)),
        ("Deployment/gateway", lambda c: pod(c, "gateway").pop("enableServiceLinks")),
    ],
    "nothing-of-the-node": [
        ("Deployment/gateway", lambda c: pod(c, "gateway").update(hostNetwork=True)),
        ("Deployment/gateway", lambda c: container(c, "gateway")["ports"][0].update(hostPort=80)),
        ("Service/case-registry", lambda c: spec(c, "Service", "case-registry").update(type="NodePort")),
    ],
    "volumes": [
        ("Deployment/gateway", lambda c: pod(c, "gateway")["volumes"].append({"name": "x", "hostPath": {"path": "/"}})),
        ("Deployment/gateway", lambda c: pod(c, "gateway")["volumes"][0].update(emptyDir={})),
    ],
    "time-to-end": [
        ("Deployment/gateway", lambda c: pod(c, "gateway").update(terminationGracePeriodSeconds=20)),
        ("Deployment/gateway", lambda c: container(c, "gateway").pop("lifecycle")),
        ("Deployment/gateway", lambda c: data_of(c, "gateway").update(SAPHAN_GATEWAY_DRAIN_S="60")),
    ],
    "jobs": [
        ("Job/gateway-migrate", lambda c: spec(c, "Job", "gateway-migrate").pop("backoffLimit")),
        ("Job/gateway-migrate", lambda c: pod(c, "gateway-migrate", "Job").update(restartPolicy="OnFailure")),
    ],
    "spread": [
        ("Deployment/gateway", lambda c: pod(c, "gateway").pop("topologySpreadConstraints")),
        (
            "Deployment/gateway",
            lambda c: pod(c, "gateway")["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"].clear(),
        ),
    ],
    "denied-by-default": [
        ("Namespace/saphan", lambda c: without(c, "NetworkPolicy", "default-deny")),
        ("Namespace/saphan", lambda c: spec(c, "NetworkPolicy", "default-deny").update(policyTypes=["Ingress"])),
    ],
    "both-ends-named": [
        ("NetworkPolicy/services", lambda c: spec(c, "NetworkPolicy", "services")["ingress"][0].pop("from")),
        ("NetworkPolicy/services", lambda c: spec(c, "NetworkPolicy", "services")["ingress"][0].pop("ports")),
        ("NetworkPolicy/services", lambda c: spec(c, "NetworkPolicy", "services").update(podSelector={})),
        (
            "NetworkPolicy/kafka-to-kubernetes",
            lambda c: spec(c, "NetworkPolicy", "kafka-to-kubernetes")["egress"][0]["to"][0].update(
                ipBlock={"cidr": "0.0.0.0/0"}
            ),
        ),
    ],
    "somebody-at-both-ends": [
        (
            "NetworkPolicy/gateway-db",
            lambda c: spec(c, "NetworkPolicy", "gateway-db")["podSelector"]["matchLabels"].update(
                {"cnpg.io/cluster": "gateway"}
            ),
        ),
    ],
    "both-sides-open": [
        ("NetworkPolicy/gateway-to-db", lambda c: without(c, "NetworkPolicy", "gateway-db")),
        ("NetworkPolicy/kafka", lambda c: without(c, "NetworkPolicy", "service-to-kafka")),
    ],
    "services-answer": [
        ("Service/gateway", lambda c: spec(c, "Service", "gateway")["ports"][0].update(targetPort="metric")),
        ("Service/gateway", lambda c: spec(c, "Service", "gateway")["selector"].pop("app.kubernetes.io/component")),
        ("Service/gateway", lambda c: data_of(c, "gateway").update(SAPHAN_GATEWAY_PORT="8000")),
    ],
    "routes": [
        (
            "HTTPRoute/gateway",
            lambda c: spec(c, "HTTPRoute", "gateway")["rules"][0]["backendRefs"][0].update(name="case-registry"),
        ),
    ],
    "gateway-is-asked": [
        (
            "Deployment/case-registry",
            lambda c: data_of(c, "case-registry").update(SAPHAN_CASE_REGISTRY_REFERENCE_URL="https://other.example/"),
        ),
        ("Deployment/case-registry", lambda c: data_of(c, "case-registry").pop("SAPHAN_CASE_REGISTRY_JWKS_URL")),
        ("Deployment/civil-registration", lambda c: without(c, "NetworkPolicy", "services-to-entrance")),
        (
            "Deployment/health-summaries",
            lambda c: data_of(c, "gateway").update(SAPHAN_GATEWAY_HOSTS='["gateway.example"]'),
        ),
    ],
    "settings-known": [
        ("Deployment/gateway", lambda c: data_of(c, "gateway").update(SAPHAN_GATEWAY_POOLSIZE="10")),
        ("Job/gateway-migrate", lambda c: container(c, "gateway-migrate", "Job")["env"][0].update(name="SAPHAN_X")),
    ],
    "settings-hold": [
        ("Deployment/gateway", lambda c: data_of(c, "gateway").pop("SAPHAN_GATEWAY_PUBLIC_URL")),
        ("Deployment/gateway", lambda c: data_of(c, "gateway").update(SAPHAN_GATEWAY_PUBLIC_URL="http://a.example")),
        (
            "Deployment/document-exchange",
            lambda c: data_of(c, "document-exchange").update(SAPHAN_DOCUMENT_EXCHANGE_FILES_URL="file:///files"),
        ),
        (
            "Deployment/gateway",
            lambda c: pod(c, "gateway")["volumes"][1]["projected"]["sources"].pop(0),
        ),
    ],
    "secrets-are-files": [
        ("Deployment/gateway", lambda c: data_of(c, "gateway").update(SAPHAN_GATEWAY_KEY_PASSPHRASE="open")),
        (
            "Deployment/gateway",
            lambda c: container(c, "gateway")["env"].append(
                {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}}
            ),
        ),
        ("Deployment/gateway", lambda c: container(c, "gateway")["volumeMounts"][1].pop("readOnly")),
    ],
    "every-component": [
        ("Namespace/saphan", lambda c: without(c, "Deployment", "health-summaries")),
        ("Namespace/saphan", lambda c: without(c, "Job", "gateway-migrate")),
    ],
    "made-by-somebody": [
        ("Deployment/gateway", lambda c: without(c, "ExternalSecret", "gateway-keys")),
        ("Deployment/case-registry", lambda c: without(c, "KafkaUser", "case-registry")),
        ("Deployment/gateway", lambda c: without(c, "PersistentVolumeClaim", "checkpoints")),
    ],
    "budgets": [
        ("Deployment/gateway", lambda c: without(c, "PodDisruptionBudget", "gateway")),
        ("PodDisruptionBudget/gateway", lambda c: spec(c, "PodDisruptionBudget", "gateway").update(maxUnavailable=0)),
    ],
    "stages": [
        ("Service/gateway", lambda c: c.one("Service", "gateway").content["metadata"].pop("labels")),
        (
            "Kafka/saphan",
            lambda c: c.one("Kafka", "saphan").content["metadata"]["labels"].update({"saphan/stage": "component"}),
        ),
    ],
    "monitored": [("PodMonitor/metrics", lambda c: renamed(c.one("PodMonitor", "gateway"), "metrics"))],
    "namespace": [("Namespace/saphan", lambda c: c.one("Namespace", "saphan").content["metadata"]["labels"].clear())],
    "scaled": [
        (
            "HorizontalPodAutoscaler/gateway",
            lambda c: spec(c, "HorizontalPodAutoscaler", "gateway").update(minReplicas=1),
        ),
        ("ScaledObject/case-registry", lambda c: spec(c, "ScaledObject", "case-registry").update(maxReplicaCount=12)),
        ("ScaledObject/case-registry", lambda c: spec(c, "ScaledObject", "case-registry")["triggers"].pop()),
        ("Deployment/gateway", lambda c: spec(c, "Deployment", "gateway").update(replicas=3)),
    ],
    "connections": [
        (
            "Cluster/gateway-db",
            lambda c: spec(c, "HorizontalPodAutoscaler", "gateway").update(maxReplicas=40),
        ),
    ],
    "topics": [
        ("Kafka/saphan", lambda c: without(c, "KafkaTopic", "la.gov.civil.birth")),
        ("KafkaTopic/la.gov.civil.birth", lambda c: spec(c, "KafkaTopic", "la.gov.civil.birth").update(partitions=12)),
        ("KafkaTopic/la.gov.civil.birth", lambda c: spec(c, "KafkaTopic", "la.gov.civil.birth").update(replicas=1)),
    ],
    "rights": [
        (
            "KafkaUser/health-summaries",
            lambda c: spec(c, "KafkaUser", "health-summaries")["authorization"]["acls"][1]["operations"].append(
                "Write"
            ),
        ),
        ("Kafka/saphan", lambda c: spec(c, "Kafka", "saphan")["kafka"].pop("authorization")),
        ("Kafka/saphan", lambda c: spec(c, "Kafka", "saphan")["kafka"]["listeners"][0].update(tls=False)),
    ],
    "databases": [
        ("Cluster/gateway-db", lambda c: spec(c, "Cluster", "gateway-db")["bootstrap"]["initdb"].update(owner="app")),
        (
            "Cluster/gateway-db",
            lambda c: spec(c, "Cluster", "gateway-db")["postgresql"]["parameters"].update(
                log_error_verbosity="verbose"
            ),
        ),
    ],
    "databases-verified": [
        ("Deployment/gateway", lambda c: container(c, "gateway")["env"].pop(1)),
        ("Job/gateway-migrate", lambda c: container(c, "gateway-migrate", "Job")["env"][2].update(value="/ca.crt")),
        ("Deployment/gateway", lambda c: pod(c, "gateway")["volumes"][1]["projected"]["sources"].pop(1)),
    ],
    "backed-up": [
        ("Cluster/gateway-db", lambda c: spec(c, "Cluster", "gateway-db").pop("plugins")),
        ("Cluster/gateway-db", lambda c: without(c, "ScheduledBackup", "gateway-db")),
    ],
}
