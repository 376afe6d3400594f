"""All rules for the manifests, by the name under which a fault is reported."""

from collections.abc import Mapping
from typing import Final

from k8s.checks import belonging, data, networks, pods, scaling, settings
from k8s.checks.manifests import Rule

RULES: Final[Mapping[str, Rule]] = {
    "quantities": pods.quantities,
    "limits": pods.limits,
    "probes": pods.probes,
    "images": pods.images,
    "restricted": pods.restricted,
    "no-account": pods.no_account,
    "nothing-of-the-node": pods.nothing_of_the_node,
    "volumes": pods.volumes,
    "time-to-end": pods.time_to_end,
    "jobs": pods.jobs,
    "spread": pods.spread,
    "denied-by-default": networks.denied_by_default,
    "both-ends-named": networks.both_ends_named,
    "somebody-at-both-ends": networks.somebody_at_both_ends,
    "both-sides-open": networks.both_sides_open,
    "services-answer": networks.services_answer,
    "routes": networks.routes_lead_to_services,
    "gateway-is-asked": networks.gateway_is_asked,
    "settings-known": settings.settings_known,
    "settings-hold": settings.settings_hold,
    "secrets-are-files": settings.secrets_are_files,
    "every-component": belonging.every_component,
    "made-by-somebody": belonging.made_by_somebody,
    "budgets": belonging.budgets,
    "stages": belonging.stages,
    "monitored": belonging.monitored,
    "namespace": belonging.namespace_is_restricted,
    "scaled": scaling.scaled,
    "connections": scaling.connections_suffice,
    "topics": data.topics_as_in_the_code,
    "rights": data.rights_as_in_the_code,
    "databases": data.databases,
    "databases-verified": data.databases_verified,
    "backed-up": data.backed_up,
}
