"""Rules for what keeps data: topics and rights as the code says, databases apart, quiet and backed up."""

from typing import Final

from cli.components import COMPONENTS
from k8s.checks.generated import topic_manifests, user_manifests
from k8s.checks.manifests import Country, Found

_QUIET: Final = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


def topics_as_in_the_code(country: Country) -> Found:
    """Topics are those of deploy/topics.toml, on no more brokers than there are: their partitions are for ever."""
    wanted = {made["metadata"]["name"]: made["spec"] for made in topic_manifests()}
    nodes = sum(pool.spec["replicas"] for pool in country.all("KafkaNodePool"))
    there = {topic.name: topic for topic in country.all("KafkaTopic")}
    for name in wanted.keys() - there.keys():
        yield country.all("Kafka")[0], f"topic {name} is missing"
    for name, topic in there.items():
        if name not in wanted or topic.spec["partitions"] != wanted[name]["partitions"]:
            yield topic, "is not as in deploy/topics.toml"
        elif topic.spec["replicas"] != min(nodes, wanted[name]["replicas"]):
            yield topic, f"is on {topic.spec['replicas']} of {nodes} nodes"
        elif topic.spec["config"]["retention.ms"] != wanted[name]["config"]["retention.ms"]:
            yield topic, "keeps its events for another time than deploy/topics.toml says"


def rights_as_in_the_code(country: Country) -> Found:
    """A service writes its own topics, reads what its rules consume, no more: nobody speaks in another's name."""
    wanted = {made["metadata"]["name"]: made["spec"] for made in user_manifests()}
    for user in country.all("KafkaUser"):
        if user.spec != wanted.get(user.name):
            yield user, "has other rights than its topics and rules give it"
    for kafka in country.all("Kafka"):
        if missing := wanted.keys() - {user.name for user in country.all("KafkaUser")}:
            yield kafka, f"knows no {sorted(missing)}"
        if (kafka.spec["kafka"].get("authorization") or {}).get("type") != "simple":
            yield kafka, "asks nobody for rights"
        for listener in kafka.spec["kafka"]["listeners"]:
            if listener["tls"] is not True or listener.get("authentication", {}).get("type") != "scram-sha-512":
                yield kafka, f"listener {listener['name']} lets in who has shown nothing, or in clear"


def databases(country: Country) -> Found:
    """Each component has a database of its own name, whose log holds no values of records."""
    for component in COMPONENTS:
        cluster = country.one("Cluster", f"{component.name}-db")
        (made,) = cluster.spec["bootstrap"].values()  # new, or from a backup
        if (made.get("database"), made.get("owner")) != (component.database, component.database):
            yield cluster, f"is not made for {component.database}"
        for name, value in _QUIET.items():
            if cluster.spec["postgresql"]["parameters"].get(name) != value:
                yield cluster, f"may write records into its log: {name} is not {value}"


def databases_verified(country: Country) -> Found:
    """Who gets the address of a database believes its server by the authority that its operator made, and no other."""
    for pod in country.pods:
        mounted = {name: items for name, items in pod.secrets() if name.endswith(("-db-app", "-db-ca"))}
        told = pod.environment(country)
        for name in mounted:
            authority = mounted.get(name.removesuffix("app").removesuffix("ca") + "ca", {}).get("ca.crt")
            if told.get("PGSSLMODE") != "verify-full" or told.get("PGSSLROOTCERT") != f"/run/secrets/{authority}":
                yield pod.of, f"gets {name}, and would speak with any server"


def backed_up(country: Country) -> Found:
    """Where backups are made at all, every database has one, into a folder of its own."""
    stores = {store.name: store.spec["configuration"]["destinationPath"] for store in country.all("ObjectStore")}
    planned = {backup.spec["cluster"]["name"] for backup in country.all("ScheduledBackup")}
    for cluster in country.all("Cluster") if stores else []:
        used = {plugin["parameters"]["barmanObjectName"] for plugin in cluster.spec.get("plugins", ())}
        if not used or not used <= stores.keys() or cluster.name not in planned:
            yield cluster, "is not backed up"
        elif sum(path in {stores[name] for name in used} for path in stores.values()) > 1:
            yield cluster, "is backed up into the folder of another"
