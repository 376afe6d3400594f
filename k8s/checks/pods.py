"""Rules for pods: what each container asks for and may do, and how it begins, is asked, and ends."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from k8s.checks.manifests import Country, Found, Manifest, Pod, Tree

_QUANTITY: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?")  # no blank, no "MB"
_SIZES: Final = frozenset({"size", "sizeLimit", "storage", "cpu", "memory", "ephemeral-storage"})
_FACTORS: Final[Mapping[str | None, Decimal]] = {
    None: Decimal(1),
    "m": Decimal("0.001"),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_NEEDED: Final = ("cpu", "memory", "ephemeral-storage")
_OURS: Final = re.compile(
    r"(?:[a-z0-9.:-]+/)+saphan-(?P<component>[a-z-]+)"
    r"(?::(?P<tag>[\w.-]+))?(?:@sha256:[0-9a-f]{64})?"
)
_VOLUMES: Final = frozenset({"emptyDir", "projected", "secret", "configMap", "persistentVolumeClaim"})
_LAST_WORK_S: Final = 10  # after the requests: the ledger's last batch, bus and database are given back


def amount(quantity: object) -> Decimal | None:
    """Return what a quantity comes to; None for one that Kubernetes does not take."""
    found = _QUANTITY.fullmatch(str(quantity))
    return Decimal(found[1]) * _FACTORS[found[2]] if found else None


def quantities(country: Country) -> Found:
    """`512 MB` is no quantity: the schema lets it through, and the API server refuses it only when it is applied."""
    for manifest in country.manifests:
        for where, value in _sizes(manifest.spec, "spec"):
            if amount(value) is None:
                yield manifest, f"{where} is {value!r}, which is no quantity such as 512Mi or 250m"


def _sizes(tree: Any, where: str) -> Iterator[tuple[str, object]]:  # Any: YAML
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key in _SIZES and isinstance(value, str | int) and not isinstance(value, bool):
                if not where.endswith(("privateKey", "target")):  # the bits of a key are no size
                    yield f"{where}.{key}", value
            else:
                yield from _sizes(value, f"{where}.{key}")
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from _sizes(value, f"{where}[{number}]")


def limits(country: Country) -> Found:
    """A container without limits takes the node's room; one that asks for more than its limit never starts."""
    for pod, container in _containers(country):
        resources = container.get("resources") or {}
        asked, most = resources.get("requests") or {}, resources.get("limits") or {}
        for what in _NEEDED:
            if what not in asked or what not in most:
                yield pod.of, f"container {container['name']} has no request and limit of {what}"
            elif (amount(asked[what]) or 0) > (amount(most[what]) or 0):
                yield pod.of, f"container {container['name']} asks for more {what} than its limit"


def probes(country: Country) -> Found:
    """Alive is asked at /livez, ready at /healthz: restarted for what is away, a process loses what it holds."""
    asked_of = {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/healthz"}
    for pod in country.servers:
        container = pod.spec["containers"][0]
        ports = {port["name"] for port in container["ports"]}
        for probe, path in asked_of.items():
            asked = container.get(probe)
            if asked is None:
                yield pod.of, f"has no {probe}"
            elif _asks(asked) != path:
                yield pod.of, f"{probe} asks {_asks(asked)}, not {path}"
            elif asked.get("httpGet", {}).get("port", "http") not in ports:
                yield pod.of, f"{probe} asks a port that the container does not have"


def _asks(probe: Tree) -> str:
    if "exec" in probe:
        return "/healthz" if "--ready" in probe["exec"]["command"] else "/livez"
    return str(probe.get("httpGet", {}).get("path"))


def images(country: Country) -> Found:
    """Every image has a version or a digest and is of the component that it is to run: `latest` is another each day."""
    for pod, container in _containers(country):
        found = _OURS.fullmatch(container["image"])
        component = container.get("args", ["", ""])[1] if pod.is_server else "operator"
        if found is None:
            yield pod.of, f"image {container['image']} is none of ours"
        elif "@" not in container["image"] and found["tag"] in {None, "latest"}:
            yield pod.of, f"image {container['image']} has no version"
        elif found["component"] != component:
            yield pod.of, f"image {container['image']} is not of {component}"


def restricted(country: Country) -> Found:
    """What `pod-security.kubernetes.io/enforce: restricted` demands, and a root that nobody can write to."""
    for pod in country.pods:
        context = pod.spec.get("securityContext") or {}
        if context.get("runAsNonRoot") is not True or not context.get("runAsUser"):
            yield pod.of, "may run as root"
        if context.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield pod.of, "has no seccomp profile"
    for pod, container in _containers(country):
        context = container.get("securityContext") or {}
        if context.get("allowPrivilegeEscalation") is not False or context.get("privileged"):
            yield pod.of, f"container {container['name']} may gain privileges"
        if context.get("readOnlyRootFilesystem") is not True:
            yield pod.of, f"container {container['name']} may write to its root"
        if context.get("capabilities") != {"drop": ["ALL"]}:
            yield pod.of, f"container {container['name']} keeps capabilities"


def no_account(country: Country) -> Found:
    """No pod of ours calls Kubernetes, so none has a token for it, and no variables that look like settings."""
    for pod in country.pods:
        if pod.spec.get("automountServiceAccountToken") is not False:
            yield pod.of, "mounts a token of Kubernetes"
        if pod.spec.get("enableServiceLinks") is not False:
            yield pod.of, "is told of Services by variables, which may look like settings"


def nothing_of_the_node(country: Country) -> Found:
    """No port, network or process of the node: who breaks out of one pod must not find the others there."""
    for pod in country.pods:
        for what in ("hostNetwork", "hostPID", "hostIPC"):
            if pod.spec.get(what):
                yield pod.of, f"uses {what}"
    for pod, container in _containers(country):
        if any("hostPort" in port for port in container.get("ports", ())):
            yield pod.of, f"container {container['name']} takes a port of the node"
    for service in country.all("Service"):
        if service.spec.get("type", "ClusterIP") != "ClusterIP" or service.spec.get("externalIPs"):
            yield service, "is open to the outside: the entrance is the one way in"


def volumes(country: Country) -> Found:
    """No folder of the node, and none of the pod's own that could fill the node's disk."""
    for pod in country.pods:
        for volume in pod.spec.get("volumes", ()):
            for kind in volume.keys() - {"name"} - _VOLUMES:
                yield pod.of, f"volume {volume['name']} is a {kind}"
            if "emptyDir" in volume and "sizeLimit" not in (volume["emptyDir"] or {}):
                yield pod.of, f"volume {volume['name']} may fill the node"


def time_to_end(country: Country) -> Found:
    """A process gets its drain and its last work before it is killed, or a roll-out breaks connections."""
    for pod in country.servers:
        settings = pod.environment(country)
        drain = next((int(value) for name, value in settings.items() if name.endswith("_DRAIN_S")), 10)
        pause = _pause(pod.spec["containers"][0])
        if pause == 0:
            yield pod.of, "has no pause before it ends: proxies still send to it"
        if pod.spec.get("terminationGracePeriodSeconds", 30) < pause + drain + _LAST_WORK_S:
            yield pod.of, f"is killed before {pause} s of pause, {drain} s of drain and {_LAST_WORK_S} s of last work"


def _pause(container: Tree) -> int:
    return int(container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0))


def jobs(country: Country) -> Found:
    """A Job ends: after some tries, within a time, and is cleared away so that the next version's can come."""
    for job in country.all("Job"):
        for what in ("backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"):
            if what not in job.spec:
                yield job, f"has no {what}"
        if job.spec["template"]["spec"].get("restartPolicy") != "Never":
            yield job, "restarts its container, and the log of what failed is gone"


def spread(country: Country) -> Found:
    """Processes of one kind stand on different nodes, and in different zones where there are some."""
    for pod in country.servers:
        for key in ("kubernetes.io/hostname", "topology.kubernetes.io/zone"):
            wanted = [rule for rule in pod.spec.get("topologySpreadConstraints", ()) if rule["topologyKey"] == key]
            if not wanted:
                yield pod.of, f"is not spread over {key}"
            elif any(rule["labelSelector"]["matchLabels"] != _selector(pod.of) for rule in wanted):
                yield pod.of, f"counts other pods than its own over {key}"


def _selector(deployment: Manifest) -> object:
    return deployment.spec["selector"]["matchLabels"]


def _containers(country: Country) -> Iterator[tuple[Pod, Tree]]:
    for pod in country.pods:
        for container in pod.containers:
            yield pod, container
