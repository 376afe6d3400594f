"""Rules for the network: nobody speaks with anybody, and then by name, with both sides of each way open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

from chassis.process.settings import ServiceSettings
from cli.components import GATEWAY
from gateway.settings import Settings as GatewaySettings
from k8s.checks.manifests import Country, Found, Manifest, Pod, Tree, selects
from k8s.checks.settings import component_of, fields, parsed

Side: TypeAlias = Literal["ingress", "egress"]
NAMESPACE: Final = "kubernetes.io/metadata.name"


@dataclass(frozen=True, slots=True)
class Group:
    """Pods with the same labels: those of a Deployment or a Job, or those that an operator makes."""

    name: str
    labels: Mapping[str, str]


def groups(country: Country) -> list[Group]:
    """Return all pods of the namespace: ours, and those that Strimzi and CloudNativePG make of our resources."""
    found = [Group(str(pod.of), pod.labels) for pod in country.pods]
    for kafka in country.all("Kafka"):
        own = {"strimzi.io/cluster": kafka.name, "strimzi.io/kind": "Kafka"}
        found += [
            Group(f"Kafka/{part}", own | {"strimzi.io/name": f"{kafka.name}-{part}"})
            for part in ("kafka", "entity-operator")
        ]
    return found + [
        Group(str(cluster), {"cnpg.io/cluster": cluster.name, "cnpg.io/podRole": "instance"})
        for cluster in country.all("Cluster")
    ]


def denied_by_default(country: Country) -> Found:
    """A policy selects every pod and allows nothing: what nobody has thought of is closed."""
    for namespace in country.all("Namespace"):
        if not any(_denies_all(policy) for policy in country.all("NetworkPolicy")):
            yield namespace, "has no policy that denies everything to every pod, in and out"


def _denies_all(policy: Manifest) -> bool:
    both = set(policy.spec.get("policyTypes", ())) == {"Ingress", "Egress"}
    return both and policy.spec["podSelector"] == {} and not _allows(policy)


def _allows(policy: Manifest) -> bool:
    return bool(policy.spec.get("ingress") or policy.spec.get("egress"))


def both_ends_named(country: Country) -> Found:
    """An allow says for whom, with whom and on which port: one that leaves an end open is no allow but a hole."""
    for policy in country.all("NetworkPolicy"):
        if _denies_all(policy):
            continue
        if not policy.spec.get("podSelector"):
            yield policy, "is for every pod"
        if not _allows(policy):
            yield policy, "allows nothing and is not the default"
        for side, rule in _rules(policy):
            peers = rule.get("from" if side == "ingress" else "to") or []
            if not peers or not all(_named(peer) for peer in peers):
                yield policy, f"{side} does not name the other end"
            if not rule.get("ports") or any("port" not in port for port in rule["ports"]):
                yield policy, f"{side} does not name a port"


def _named(peer: Tree) -> bool:
    if "ipBlock" in peer:
        return not peer["ipBlock"]["cidr"].endswith("/0")
    return bool(peer) and all(selector for selector in peer.values())


def _rules(policy: Manifest) -> Iterator[tuple[Side, Tree]]:
    for rule in policy.spec.get("ingress") or []:
        yield "ingress", rule
    for rule in policy.spec.get("egress") or []:
        yield "egress", rule


def somebody_at_both_ends(country: Country) -> Found:
    """A policy selects pods that are there: one with a spelling mistake selects none, and allows nothing in silence."""
    known = groups(country)
    for policy in country.all("NetworkPolicy"):
        if not any(selects(policy.spec.get("podSelector"), group.labels) for group in known):
            yield policy, "selects no pod"
        for side, rule in _rules(policy):
            for peer in rule.get("from" if side == "ingress" else "to") or []:
                inside = "podSelector" in peer and "namespaceSelector" not in peer
                if inside and not any(selects(peer["podSelector"], group.labels) for group in known):
                    yield policy, f"{side} names pods that are not there"


def both_sides_open(country: Country) -> Found:
    """A way between two of our pods is opened by the policy of each: half open, it is closed, and nobody sees why."""
    known = groups(country)
    out = {way: policy for policy, side, way in _ways(country, known) if side == "egress"}
    into = {way: policy for policy, side, way in _ways(country, known) if side == "ingress"}
    for way, policy in out.items():
        if way not in into:
            yield policy, f"{way[0]} may call {way[1]} at {way[2]}, which does not let it in"
    for way, policy in into.items():
        if way not in out:
            yield policy, f"{way[1]} would let in {way[0]} at {way[2]}, which may not call it"


Way: TypeAlias = tuple[str, str, int]  # from, to, port


def _ways(country: Country, known: list[Group]) -> Iterator[tuple[Manifest, Side, Way]]:
    for policy in country.all("NetworkPolicy"):
        ours = [group.name for group in known if selects(policy.spec.get("podSelector"), group.labels)]
        for side, rule in _rules(policy):
            for peer in rule.get("from" if side == "ingress" else "to") or []:
                if "podSelector" not in peer or "namespaceSelector" in peer:
                    continue
                theirs = [group.name for group in known if selects(peer["podSelector"], group.labels)]
                for port in rule.get("ports", ()):
                    for here in ours:
                        for there in theirs:
                            ends = (there, here) if side == "ingress" else (here, there)
                            yield policy, side, (*ends, port["port"])


def ways(country: Country) -> set[Way]:
    """Return which pods may call which, and where: open on both sides."""
    found = list(_ways(country, groups(country)))
    return {way for _, side, way in found if side == "egress"} & {way for _, side, way in found if side == "ingress"}


def services_answer(country: Country) -> Found:
    """A Service leads to pods that serve, at a port which they have, and where the component listens."""
    for service in country.all("Service"):
        served = [pod for pod in country.pods if selects({"matchLabels": service.spec["selector"]}, pod.labels)]
        if not served:
            yield service, "selects no pod"
        for pod in served:
            if not pod.is_server:
                yield service, f"selects {pod.of}, which does not serve"
                continue
            ports = {port["name"]: port["containerPort"] for port in pod.spec["containers"][0]["ports"]}
            listens = {int(value) for name, value in pod.environment(country).items() if name.endswith("_PORT")}
            for port in service.spec["ports"]:
                target = port.get("targetPort", port["port"])
                if ports.get(target) not in listens:
                    yield service, f"leads to {target}, where {pod.of} does not listen"


def routes_lead_to_services(country: Country) -> Found:
    """What comes in from outside is handed to the gateway alone: a service behind it has no guard of its own."""
    known = {(service.name, port["port"]) for service in country.all("Service") for port in service.spec["ports"]}
    for route in country.all("HTTPRoute"):
        for rule in route.spec["rules"]:
            for backend in rule.get("backendRefs", ()):
                if backend["name"] != "gateway" or (backend["name"], backend["port"]) not in known:
                    yield route, f"hands over to {backend['name']}:{backend['port']}, which is not the gateway"


def gateway_is_asked(country: Country) -> Found:
    """Services read keys, members and offices at the gateway, by a name that it takes and a way that is open."""
    known, outside = ways(country), _served_by_the_entrance(country)
    (gateway,) = [pod for pod in country.servers if pod.of.name == GATEWAY.name]
    takes = GatewaySettings.model_construct(**_told(gateway, country)).accepted_hosts
    for pod in country.servers:
        if pod.of.name == GATEWAY.name:
            continue
        told = ServiceSettings.model_construct(**_told(pod, country))
        for what, url in (("keys", told.jwks_url), ("members and offices", told.reference_at)):
            at = urlsplit(url or "")
            if at.hostname not in takes:
                yield pod.of, f"reads {what} at {url}, a name that the gateway does not take"
            elif at.hostname in outside:
                if not _reaches_the_entrance(pod, country):
                    yield pod.of, f"reads {what} at {url}, and may not call the entrance"
            elif (str(pod.of), str(gateway.of), at.port) not in known:
                yield pod.of, f"reads {what} at {url}, and may not call the gateway"


def _told(pod: Pod, country: Country) -> dict[str, Any]:  # Any: settings, unchecked: that they hold is another rule
    """Return the pod's settings as they are given."""
    component, given = component_of(pod), pod.environment(country).items()
    return {
        name.removeprefix(component.prefix).lower(): parsed(value)
        for name, value in given
        if name.removeprefix(component.prefix) in fields(component)
    }


def _served_by_the_entrance(country: Country) -> set[str]:
    routes = [
        route for route in country.all("HTTPRoute") if any(each.get("backendRefs") for each in route.spec["rules"])
    ]
    return {name for route in routes for name in route.spec.get("hostnames", ())}


def _reaches_the_entrance(pod: Pod, country: Country) -> bool:
    """Tell whether the pods may call another namespace by HTTPS: which one, the overlay says."""
    return any(
        side == "egress" and any("namespaceSelector" in peer and "podSelector" not in peer for peer in rule["to"])
        for policy in country.all("NetworkPolicy")
        if selects(policy.spec.get("podSelector"), pod.labels)
        for side, rule in _rules(policy)
        if {"port": 443, "protocol": "TCP"} in rule.get("ports", ())
    )
