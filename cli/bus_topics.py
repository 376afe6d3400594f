"""`saphan topics`: make, check and list the topics of the bus, and give components their rights."""

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict
from rich.markup import escape

from chassis.bus import prepare, survey
from chassis.bus.port import BusRefused, BusUnavailable, TopicsContradicted
from chassis.bus.security import Security
from chassis.bus.topic_plan import Difference, differences, missing, wanted
from chassis.bus.topics import topics
from chassis.process.bus_settings import BusSettings
from chassis.process.secret_files import SecretFileRefused
from cli.bus_rights import rights_of_all
from cli.complaints import complaint, complaint_in_lao
from cli.groups import must_have
from cli.refusals import NOT_CHECKED, Refused
from cli.say import output, people

T = TypeVar("T")
_PREFIX = "SAPHAN_"


class TopicsSettings(BusSettings):
    """The bus as an operator's commands reach it: `SAPHAN_BUS_URL` and the others, without a component's name."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX)


def create(*, plan_only: bool) -> None:
    """Create the topics that the bus lacks, or only say which; existing ones are never changed."""
    settings, security = _told()
    bus, url = settings.bus, settings.bus_url.get_secret_value()
    found = _asked(survey(bus, url, security))
    for each in missing(topics(), found.topics):
        shape = wanted(each, found.brokers)
        _tell(
            f"+ {each.name}: {shape.partitions} partitions, replication {shape.replication}, kept {shape.days} days, "
            f"min.insync.replicas {shape.min_insync}"
        )
    if plan_only:
        people.print("Nothing was made: this is the plan. ຍັງບໍ່ໄດ້ສ້າງ: ນີ້ແມ່ນແຜນ.")
        return
    _asked(prepare(bus, url, security))
    people.print(f"{len(topics())} topics are there. ມີ {len(topics())} ຫົວຂໍ້ແລ້ວ.")


def check() -> int:
    """Print every difference between the bus and what it should be, and return 1 when there is one, else 0."""
    settings, security = _told()
    url = settings.bus_url.get_secret_value()
    found = _asked(survey(settings.bus, url, security), exit_code=NOT_CHECKED)
    said = list(differences(topics(), found.topics, found.brokers, found.hidden))
    if settings.bus == "kafka":
        said += _of_rights(url, security)
    for each in said:
        _tell(f"{'note: ' if each.note else ''}{each.en}")
        _tell(f"  {each.lo}")
    wrong = sum(not each.note for each in said)
    if not wrong:
        people.print(f"The bus is as it should be: {len(topics())} topics. ລະບົບເຫດການຖືກຕ້ອງ.")
    return min(wrong, 1)


def show() -> None:
    """Print the topics of the bus: owner, readers, and how each is kept."""
    settings, security = _told()
    found = _asked(survey(settings.bus, settings.bus_url.get_secret_value(), security))
    readers: dict[str, list[str]] = {}
    for who, grants in rights_of_all().items():
        for grant in grants:
            if grant.kind == "topic" and "Read" in grant.operations:
                readers.setdefault(grant.name, []).append(who)
    for each in topics().values():
        shape = found.topics.get(each.name)
        kept = (
            f"{shape.partitions} partitions, replication {shape.replication}, {shape.days} days"
            if shape
            else "missing ບໍ່ມີ"
        )
        _tell(f"{each.name}: {kept}; {each.owner} → {', '.join(readers.get(each.name, ['nobody']))}")


def rights(*, apply: bool) -> None:
    """Print the rights of all components as commands of Kafka's own tool, or grant those that are missing."""
    settings, security = _told()
    if settings.bus != "kafka":
        raise Refused(
            "Rights are Kafka's: on PostgreSQL there are roles (deploy/roles.sql).",
            "ສິດນີ້ເປັນຂອງ Kafka: ໃນ PostgreSQL ໃຊ້ role (deploy/roles.sql).",
        )
    from chassis.bus import kafka_rights  # aiokafka takes a fifth of a second to import

    url = settings.bus_url.get_secret_value()
    if not apply:
        for command in kafka_rights.commands(rights_of_all(), url):
            _tell(command)
        return
    there = _asked(kafka_rights.found_rights(url, security))
    if there is None:
        raise Refused("The brokers check no rights (no authorizer).", "Kafka ນີ້ບໍ່ກວດສິດ (ບໍ່ມີ authorizer).")
    lacking = sorted(kafka_rights.wanted_rights(rights_of_all()) - there)
    _asked(kafka_rights.grant(url, security, lacking))
    for right in lacking:
        _tell(f"+ {right}")
    people.print(f"{len(lacking)} rights were given, the others are there. ໃຫ້ສິດ {len(lacking)} ລາຍການ.")


def _of_rights(url: str, security: Security) -> Iterator[Difference]:
    from chassis.bus import kafka_rights  # as above

    wanted_now = kafka_rights.wanted_rights(rights_of_all())
    try:
        there = asyncio.run(kafka_rights.found_rights(url, security))
    except BusRefused as fault:
        yield Difference(f"Rights were not checked. {fault.en}", f"ບໍ່ໄດ້ກວດສິດ. {fault.lo}", note=True)
        return
    if there is None:
        yield Difference("The brokers check no rights (no authorizer).", "Kafka ນີ້ບໍ່ກວດສິດ.", note=True)
        return
    for right in sorted(wanted_now - there):
        yield Difference(
            f"{right}: this right is missing; `saphan topics rights --apply` gives it.",
            f"{right}: ບໍ່ມີສິດນີ້; ໃຫ້ດ້ວຍ `saphan topics rights --apply`.",
        )
    for right in sorted(there - wanted_now):
        # nobody else's business on our topics; what other users do on theirs is not ours
        ours = right.user in {"*", *rights_of_all()} or (right.name in topics() and right.operation in {"Write", "All"})
        command = f"kafka-acls.sh --remove --allow-principal User:{right.user}"
        yield Difference(
            f"{right}: a right that nobody here needs; {command} takes it away.",
            f"{right}: ສິດເກີນ; ຖອນດ້ວຍ {command}.",
            note=not ours,
        )


def _told() -> tuple[TopicsSettings, Security]:
    try:
        settings = TopicsSettings()
        security = Security.of(settings)
    except ValidationError as fault:
        wrong = "; ".join(complaint(_PREFIX, error) for error in fault.errors())
        lo = "; ".join(complaint_in_lao(_PREFIX, error) for error in fault.errors())
        raise Refused(f"{wrong}.", f"ຕັ້ງຄ່າບໍ່ຖືກ: {lo}.") from None
    except SecretFileRefused as fault:
        raise Refused(f"{fault}.", f"ໃຊ້ໄຟລ໌ບໍ່ໄດ້: {fault.lo}.") from fault
    if settings.bus == "kafka":
        must_have("saphan topics", "bus")
        logging.getLogger("aiokafka").addHandler(logging.NullHandler())  # the sentence below says it for people
    return settings, security


def _asked(work: Awaitable[T], *, exit_code: int = 1) -> T:
    """Return what the bus answers; raise `Refused` when it is away or refuses."""

    async def asked() -> T:
        return await work

    try:
        return asyncio.run(asked())
    except BusRefused as fault:
        raise Refused(fault.en, fault.lo, exit_code=exit_code) from fault
    except BusUnavailable as fault:
        raise Refused(
            "The bus cannot be reached: look whether it runs, and at SAPHAN_BUS_URL and SAPHAN_BUS_SECURITY.",
            "ຕິດຕໍ່ລະບົບເຫດການບໍ່ໄດ້: ກວດວ່າມັນເປີດຢູ່ ແລະ ກວດ SAPHAN_BUS_URL ແລະ SAPHAN_BUS_SECURITY.",
            exit_code=exit_code,
        ) from fault
    except TopicsContradicted as fault:
        raise Refused(f"{fault}.", f"ສ້າງຫົວຂໍ້ບໍ່ໄດ້: {fault}.", exit_code=exit_code) from fault


def _tell(line: str) -> None:
    output.print(escape(line))
