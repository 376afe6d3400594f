"""The verbs of `saphan certificates`: keys of who issues them."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cli.refusals import or_one_sentence
from cli.verbs import verbs

certificates: Final = verbs("Certificates of civil registration. ໃບຢັ້ງຢືນຂອງທະບຽນພົນລະເມືອງ.")


@certificates.command("key")
def key(
    file: Annotated[Path, typer.Argument(help="File of private keys; made where it is missing. ໄຟລ໌ກະແຈ.")],
    issuer: Annotated[str, typer.Option("--issuer", help="Who answers for it: https://civil.example.gov.la. ຜູ້ອອກ.")],
    days: Annotated[int, typer.Option("--days", min=1, max=7300, help="How long it counts. ໃຊ້ໄດ້ຈັກມື້.")] = 1095,
    at_once: Annotated[bool, typer.Option("--at-once", help="A successor signs now, not in a week. ໃຊ້ທັນທີ.")] = False,
) -> None:
    """Make a key, or the successor of the one in the file. ສ້າງກະແຈທີ່ລົງລາຍເຊັນໃບຢັ້ງຢືນ."""
    from cli.certificate_keys import new_key

    or_one_sentence(lambda: new_key(file, issuer, days, at_once=at_once))
