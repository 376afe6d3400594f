"""The verbs of `saphan topics`: topics of the event bus, and who may do what with them."""

from typing import Annotated, Final

import typer

from cli.refusals import or_one_sentence
from cli.verbs import verbs

topics: Final = verbs("The topics of the event bus. ຫົວຂໍ້ຂອງລະບົບເຫດການ.")


@topics.command("create")
def create_topics(
    plan: Annotated[bool, typer.Option("--plan", help="Only say what would be made. ບອກແຕ່ແຜນ.")] = False,
) -> None:
    """Create the topics of the bus where they are missing. ສ້າງຫົວຂໍ້ທີ່ຍັງບໍ່ມີ."""
    from cli.bus_topics import create

    or_one_sentence(lambda: create(plan_only=plan))


@topics.command("check")
def check_topics() -> None:
    """Compare the bus with what it should be; exit 1 when something differs. ກວດລະບົບເຫດການ."""
    from cli.bus_topics import check

    or_one_sentence(check)


@topics.command("list")
def list_topics() -> None:
    """List the topics: owner, readers, and how they are kept. ສະແດງຫົວຂໍ້."""
    from cli.bus_topics import show

    or_one_sentence(show)


@topics.command("rights")
def topic_rights(
    apply: Annotated[bool, typer.Option("--apply", help="Give the rights that are missing. ໃຫ້ສິດທີ່ຂາດ.")] = False,
) -> None:
    """Print every component's rights on Kafka as commands, or give them. ສິດຂອງແຕ່ລະອົງປະກອບ."""
    from cli.bus_topics import rights

    or_one_sentence(lambda: rights(apply=apply))
