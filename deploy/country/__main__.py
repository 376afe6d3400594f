"""`python -m deploy.country`: the verbs behind `make secrets`, `make country`, `make country-…` and `make pin`."""

import os
import shutil
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.refusals import Refused, or_one_sentence
from cli.verbs import verbs
from deploy.country.folder import Country, must_be_root

app: Final = verbs("The country on one machine. ທັງລະບົບໃນເຄື່ອງດຽວ.", name="country")


@app.command()
def secrets() -> None:
    """Make the secrets that are missing; none is replaced. ສ້າງຄວາມລັບທີ່ຍັງບໍ່ມີ."""
    from cli.say import people
    from deploy.country.secrets import make_secrets
    from deploy.country.up import write_settings

    def make() -> None:
        must_be_root()
        country = Country.of_environment(os.environ)
        changed = make_secrets(country)
        if not country.settings_file.exists():  # a restore by hand starts PostgreSQL alone, before `make country`
            write_settings(country)
        people.print(f"{changed} files new or changed in {country.folder}. ສ້າງ ຫຼື ປ່ຽນ {changed} ໄຟລ໌.")

    or_one_sentence(make)


@app.command()
def up(
    bases: Annotated[bool, typer.Option("--bases", help="Make upstream's images here. ສ້າງອິມເມຈຢູ່ນີ້.")] = False,
) -> None:
    """Start the country from nothing and wait until it answers. ເປີດທັງລະບົບ."""
    from deploy.country.up import bring_up

    or_one_sentence(lambda: bring_up(Country.of_environment(os.environ), bases=bases))


@app.command()
def down() -> None:
    """Stop it; databases, events, files and secrets stay. ຢຸດ, ຂໍ້ມູນຍັງຢູ່."""
    from deploy.country.engine import Engine

    or_one_sentence(lambda: Engine.found().down(Country.of_environment(os.environ)))


@app.command()
def clean(
    confirm: Annotated[str, typer.Option(envvar="CONFIRM", help="1: yes, everything. 1: ຢືນຢັນ.")] = "",
) -> None:
    """Stop it and remove everything: databases, events, files, keys. ລຶບທັງໝົດ."""
    from deploy.country.engine import Engine

    def remove() -> None:
        country = Country.of_environment(os.environ)
        if confirm != "1":
            raise Refused(
                f"This removes every record and key of the country in {country.folder}: make country-clean CONFIRM=1.",
                f"ຄຳສັ່ງນີ້ລຶບຂໍ້ມູນ ແລະ ກະແຈທັງໝົດໃນ {country.folder}: make country-clean CONFIRM=1.",
            )
        if country.settings_file.exists():  # else nothing of it has ever been started, or it is not a country's folder
            Engine.found().down(country, volumes=True)
            shutil.rmtree(country.folder)

    or_one_sentence(remove)


@app.command()
def backup(
    to: Annotated[Path | None, typer.Option(envvar="TO", help="A new folder. ໂຟນເດີໃໝ່.")] = None,
) -> None:
    """Write databases, files, checkpoints, secrets and keys into a folder. ສຳຮອງຂໍ້ມູນ."""
    from deploy.country.backup import back_up

    or_one_sentence(lambda: back_up(Country.of_environment(os.environ), _named(to, "make country-backup TO=FOLDER")))


@app.command()
def restore(
    source: Annotated[Path | None, typer.Option("--from", envvar="FROM", help="A backup. ຂໍ້ມູນສຳຮອງ.")] = None,
    confirm: Annotated[str, typer.Option(envvar="CONFIRM", help="1: replace its records. 1: ແທນຂໍ້ມູນເກົ່າ.")] = "",
    bases: Annotated[bool, typer.Option("--bases", help="Make upstream's images here. ສ້າງອິມເມຈຢູ່ນີ້.")] = False,
) -> None:
    """Make the country what a backup says, and start it. ກູ້ຄືນຈາກຂໍ້ມູນສຳຮອງ."""
    from deploy.country.backup import restore as restored

    def work() -> None:
        folder = _named(source, "make country-restore FROM=FOLDER")
        restored(Country.of_environment(os.environ), folder, confirmed=confirm == "1", bases=bases)

    or_one_sentence(work)


def _named(folder: Path | None, command: str) -> Path:
    if folder is None:
        raise Refused(f"Say which folder: {command}.", f"ບອກຊື່ໂຟນເດີ: {command}.")
    return folder.absolute()


@app.command()
def pin(
    mirror: Annotated[str | None, typer.Option(envvar="MIRROR", help="HOST:PORT that holds the same images.")] = None,
) -> None:
    """Write the digests of deploy/images.toml, as the registry has them. ຂຽນ digest ຂອງອິມເມຈ."""
    from deploy.country.images import pin as pinned

    def write() -> None:
        pinned(mirror=mirror)

    or_one_sentence(write)


if __name__ == "__main__":
    app()
