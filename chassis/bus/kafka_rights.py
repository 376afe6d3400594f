"""Rights on Kafka (ACLs): what is granted there, and missing ones granted on command; none is ever taken away.

aiokafka's admin client has no verbs for rights, only the protocol's messages, which its plain client sends.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import SecurityDisabled, for_code
from aiokafka.protocol.admin import CreateAclsRequest, DescribeAclsRequest

from chassis.bus import diagnosis
from chassis.bus.rights import Grant
from chassis.bus.security import Security

# Kafka's protocol guide: ResourceType, PatternType, AclOperation, AclPermissionType
_KINDS: Final[Mapping[int, str]] = {2: "topic", 3: "group"}
_OPERATIONS: Final[Mapping[int, str]] = {2: "All", 3: "Read", 4: "Write", 8: "Describe"}
_ANY, _LITERAL, _ALLOW = 1, 3, 3
_USER: Final = "User:"


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """One thing that a user may do with a topic or a group."""

    user: str
    kind: str
    name: str
    operation: str

    def __str__(self) -> str:
        return f"{self.user} {self.operation} {self.kind} {self.name}"


def wanted_rights(grants: Mapping[str, Sequence[Grant]]) -> set[Right]:
    """Return the rights that the grants of each user come to."""
    return {
        Right(user, grant.kind, grant.name, operation)
        for user, given in grants.items()
        for grant in given
        for operation in grant.operations
    }


def commands(grants: Mapping[str, Sequence[Grant]], servers: str) -> list[str]:
    """Return the same as commands of Kafka's own tool."""
    tool = f"kafka-acls.sh --bootstrap-server {servers} --command-config operator.properties --add"
    return [
        f"{tool} --allow-principal {_USER}{user} "
        + " ".join(f"--operation {operation}" for operation in grant.operations)
        + f" --{grant.kind} {grant.name}"
        for user, given in grants.items()
        for grant in given
    ]


async def found_rights(servers: str, security: Security) -> set[Right] | None:
    """Return what is allowed on the bus, or None when its brokers check no rights; raise `BusRefused`."""
    async with _client(servers, security) as client:
        answer = await _send(client, DescribeAclsRequest(_ANY, None, _ANY, None, None, _ANY, _ALLOW))
        if answer.error_code == SecurityDisabled.errno:
            return None
        if answer.error_code:
            raise for_code(answer.error_code)(answer.error_message)
        return {
            Right(
                principal.removeprefix(_USER),
                _KINDS.get(kind, f"resource {kind}"),
                name if pattern == _LITERAL else f"{name}*",
                _OPERATIONS.get(operation, f"operation {operation}"),
            )
            for kind, name, pattern, acls in answer.resources
            for principal, _host, operation, _permission in acls
        }


async def grant(servers: str, security: Security, rights: Sequence[Right]) -> None:
    """Grant these rights, from any host."""
    if not rights:
        return
    kinds, operations = ({name: code for code, name in table.items()} for table in (_KINDS, _OPERATIONS))
    async with _client(servers, security) as client:
        for right in rights:
            what = (kinds[right.kind], right.name, _LITERAL, f"{_USER}{right.user}", "*", operations[right.operation])
            for code, message in (await _send(client, CreateAclsRequest(*what, _ALLOW))).creation_responses:
                if code:
                    raise for_code(code)(message)


@asynccontextmanager
async def _client(servers: str, security: Security) -> AsyncIterator[AIOKafkaClient]:
    async with diagnosis.explained(servers, security, "manage"):
        client = AIOKafkaClient(bootstrap_servers=servers, **security.arguments())
        try:
            await client.bootstrap()
            yield client
        finally:
            await client.close()


async def _send(client: AIOKafkaClient, request: object) -> Any:  # Any: aiokafka's answers have no types
    return await client.send(client.get_random_node(), request)
