"""Rules for how many processes there are: one scaler for each, within its bounds and those of its database."""

from typing import Final

from chassis.bus.topics import topics
from k8s.checks.generated import scaler_manifests
from k8s.checks.manifests import Country, Found, Manifest
from k8s.checks.settings import component_of

FEWEST: Final = 2  # one may end, and the other answers
BESIDE_THE_POOL: Final = 12  # connections of a process that POOL_SIZE does not count: ledger, locks, what is reserved
FOR_PEOPLE: Final = 10  # connections that a database keeps for whoever looks into it, and for its own work


def scaled(country: Country) -> Found:
    """One scaler for each, between two bounds; consumers by all topics that they read, and not more than partitions."""
    wanted = {made["metadata"]["name"]: made["spec"] for made in scaler_manifests() if made["kind"] == "ScaledObject"}
    partitions = min(topic.partitions for topic in topics().values())
    seen: set[str] = set()
    for scaler in country.all("HorizontalPodAutoscaler", "ScaledObject"):
        target = scaler.spec["scaleTargetRef"]["name"]
        least, most = bounds(scaler)
        if target in seen:
            yield scaler, f"{target} is scaled twice"
        seen.add(target)
        if not FEWEST <= least < most:
            yield scaler, f"keeps between {least} and {most} processes"
        if scaler.kind == "ScaledObject":
            if most > partitions:
                yield scaler, f"starts {most} processes for {partitions} partitions"
            if scaler.spec["triggers"] != wanted.get(target, {}).get("triggers"):
                yield scaler, "does not look at the topics that its service consumes"
        for deployment in country.all("Deployment"):
            if deployment.name == target and "replicas" in deployment.spec:
                yield deployment, "says how many, and so does its scaler: each apply would undo the other"


def bounds(scaler: Manifest) -> tuple[int, int]:
    """Return how few and how many processes a scaler keeps."""
    if scaler.kind == "ScaledObject":
        return scaler.spec["minReplicaCount"], scaler.spec["maxReplicaCount"]
    return scaler.spec["minReplicas"], scaler.spec["maxReplicas"]


def connections_suffice(country: Country) -> Found:
    """The database has connections for as many processes as there may be: the last to start would find none."""
    most = {
        each.spec["scaleTargetRef"]["name"]: bounds(each)[1]
        for each in country.all("HorizontalPodAutoscaler", "ScaledObject")
    }
    for pod in country.servers:
        name = pod.of.name
        pool = int(pod.environment(country).get(f"{component_of(pod).prefix}POOL_SIZE", "10"))
        processes = int(most.get(name) or pod.of.spec.get("replicas", 1)) + 1  # one more while versions change
        cluster = country.one("Cluster", f"{name}-db")
        there = int(cluster.spec["postgresql"]["parameters"]["max_connections"])
        if there < (needed := processes * (pool + BESIDE_THE_POOL) + FOR_PEOPLE):
            yield cluster, f"has {there} connections, and {processes} processes may take {needed}"
