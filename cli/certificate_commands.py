"""The verbs of `saphan certificates`: what an issuer of certificates does with keys and lists."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cli.refusals import or_one_sentence
from cli.verbs import verbs

certificates: Final = verbs("Certificates of civil registration. ໃບຢັ້ງຢືນທະບຽນ.")


@certificates.command("verifier")
def make_verifier(
    keys: Annotated[Path, typer.Option("--keys", help="The keys it trusts (docs/certificates.md). ກະແຈທີ່ເຊື່ອຖື.")],
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write. ໄຟລ໌ທີ່ຈະຂຽນ.")],
    status: Annotated[
        list[Path] | None, typer.Option("--status-list", help="Of today; may be said again. ບັນຊີສະຖານະຂອງມື້ນີ້.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Last day on which it is believed: 2026-12-31. ມື້ສຸດທ້າຍທີ່ເຊື່ອຖືໄດ້.")
    ] = None,
    days: Annotated[int | None, typer.Option("--days", min=0, help="So many days from today. ຈຳນວນມື້.")] = None,
    old_list: Annotated[
        bool, typer.Option("--old-list", help="Take a list older than 24 hours. ຮັບບັນຊີທີ່ເກົ່າກວ່າ 24 ຊົ່ວໂມງ.")
    ] = False,
) -> None:
    """Write a page that checks certificates without a network, in one file. ສ້າງໄຟລ໌ກວດໃບຢັ້ງຢືນ."""

    def made() -> None:
        from cli.verifier.making import Asked, write_verifier
        from cli.verify import read_bytes

        lists = {str(file): read_bytes(file) for file in status or []}
        write_verifier(Asked(read_bytes(keys), lists, until, days, old_list), out)

    or_one_sentence(made)


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
