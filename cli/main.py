"""The `saphan` command. Each verb imports what it needs when it is used, so that help and version answer at once."""

from collections.abc import Callable
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, Final, Literal, NoReturn

import typer

from cli.say import Refused, complain

app: Final = typer.Typer(
    name="saphan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback is for the log; people get one sentence
    help="Saphan (ສະພານ, “bridge”): the interoperability gateway of the Lao government. ປະຕູເຊື່ອມຕໍ່ຂໍ້ມູນຂອງລັດຖະບານລາວ.",
)
topics: Final = typer.Typer(no_args_is_help=True, help="The topics of the event bus. ຫົວຂໍ້ຂອງລະບົບເຫດການ.")
app.add_typer(topics, name="topics")
letters: Final = typer.Typer(no_args_is_help=True, help="Events that could not be handled. ເຫດການທີ່ຄ້າງຢູ່.")
app.add_typer(letters, name="dead-letters")

Data = Annotated[Path, typer.Option("--data", help="Folder that keeps everything: database, keys, files. ໂຟນເດີເກັບຂໍ້ມູນ.")]
DATA: Final = Path("saphan-data")


@app.command()
def run(
    data: Data = DATA,
    host: Annotated[str, typer.Option(help="Address to listen on. ທີ່ຢູ່ທີ່ເປີດຮັບ.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one. ພອດ; 0 ແມ່ນເລືອກພອດຫວ່າງ.")
    ] = 8080,
    brief: Annotated[bool, typer.Option("--brief", hidden=True, help="Progress only, as the demo wants it.")] = False,
) -> None:
    """Run the whole country in one process: database, bus, services and gateway. ເປີດທັງລະບົບໃນໂປຣເຊດດຽວ."""
    from cli.run import run_everything

    _or_one_sentence(lambda: run_everything(data, host, port, brief=brief))


@app.command()
def serve(component: Annotated[str, typer.Argument(help="gateway, case-registry, …")]) -> None:
    """Run one component in its own process, as a container does; settings come from the environment. ເປີດອົງປະກອບດຽວ."""
    from cli.serve import serve_component

    _or_one_sentence(lambda: serve_component(component))


@app.command()
def migrate(component: Annotated[str, typer.Argument(help="gateway, case-registry, …")]) -> None:
    """Bring one component's database to this version. ປັບປຸງໂຄງສ້າງຖານຂໍ້ມູນຂອງອົງປະກອບ."""
    from cli.serve import migrate_component

    _or_one_sentence(lambda: migrate_component(component))


@app.command()
def enrol(
    data: Data = DATA,
    service: Annotated[
        list[str] | None,
        typer.Option("--service", help="NAME=URL: where a service answers. ທີ່ຢູ່ຂອງບໍລິການ, ໃສ່ໄດ້ຫຼາຍຄັ້ງ."),
    ] = None,
) -> None:
    """Enrol the sandbox's members, systems and agreements in the gateway's database. ລົງທະບຽນສະມາຊິກທົດລອງ."""
    from cli.enrol import enrol_sandbox

    _or_one_sentence(lambda: enrol_sandbox(data, service or []))


@topics.command("create")
def create_topics() -> None:
    """Create the topics of the bus where they are missing. ສ້າງຫົວຂໍ້ທີ່ຍັງບໍ່ມີ."""
    from cli.serve import create_missing_topics

    _or_one_sentence(create_missing_topics)


@letters.command("list")
def list_dead_letters(component: Annotated[str, typer.Argument(help="health-summaries, …")]) -> None:
    """Show what a component could not handle, with the reasons. ສະແດງເຫດການທີ່ຄ້າງຢູ່ ພ້ອມສາເຫດ."""
    from cli.dead_letters import show_dead_letters

    _or_one_sentence(lambda: show_dead_letters(component))


@letters.command("replay")
def replay_dead_letters(component: Annotated[str, typer.Argument(help="health-summaries, …")]) -> None:
    """Handle them again, in order; exit 1 when some are left. ດຳເນີນການຄືນໃໝ່ຕາມລຳດັບ."""
    from cli.dead_letters import replay_dead_letters as replay

    _or_one_sentence(lambda: replay(component))


@app.command()
def call(
    method: Annotated[str, typer.Argument(help="GET, POST, …")],
    path: Annotated[str, typer.Argument(help="/case-registry/v1/cases")],
    credentials: Annotated[Path, typer.Option("--as", help="Credentials file of a system. ໄຟລ໌ກະແຈຂອງລະບົບ.")],
    body: Annotated[Path | None, typer.Option(help="File with the body; - reads the input. ໄຟລ໌ເນື້ອໃນ.")] = None,
    purpose: Annotated[
        str | None, typer.Option(help="Purpose code; the first of the file unless said. ຈຸດປະສົງ.")
    ] = None,
    idempotency_key: Annotated[str | None, typer.Option(help="To repeat a call: the key it printed. ເລກກັນຊ້ຳ.")] = None,
    header: Annotated[list[str] | None, typer.Option(help="NAME: VALUE. ສ່ວນຫົວເພີ່ມ, ໃສ່ໄດ້ຫຼາຍຄັ້ງ.")] = None,
    officer: Annotated[
        str | None, typer.Option(help="On whose behalf: your own identifier of the officer. ລະຫັດພະນັກງານ.")
    ] = None,
    sign: Annotated[
        bool, typer.Option("--sign", help="Sign the request, as legal acts demand. ລົງລາຍເຊັນຄຳຮ້ອງ.")
    ] = False,
) -> None:
    """Make one proven exchange: body to stdout, status and headers to stderr. ແລກປ່ຽນໜຶ່ງຄັ້ງຢ່າງມີຫຼັກຖານ."""
    from cli.call import make_call

    _or_one_sentence(
        lambda: make_call(
            method, path, credentials, body, purpose, idempotency_key, header or [], officer=officer, sign=sign
        )
    )


@app.command()
def demo() -> None:
    """Play the story: real records of each kind cross the bridge, then four refusals. ສາທິດທັງເລື່ອງ."""
    from cli.demo.play import play

    _or_one_sentence(play)


@app.command()
def keys(
    verb: Annotated[Literal["create", "add", "promote", "drop"], typer.Argument(help="create, add, promote, drop")],
    file: Annotated[Path, typer.Argument(help="The gateway's key file. ໄຟລ໌ກະແຈຂອງປະຕູເຊື່ອມຕໍ່.")],
) -> None:
    """Make and rotate the gateway's long-lived keys; SAPHAN_GATEWAY_KEY_PASSPHRASE seals them. ສ້າງ ແລະ ປ່ຽນກະແຈ."""
    from cli.keys import change_keys

    _or_one_sentence(lambda: change_keys(verb, file))


@app.command()
def version() -> None:
    """Print the version. ບອກເລກລຸ້ນ."""
    print(f"saphan {version_of('saphan')}")


def main() -> None:
    """Start the command; what the distribution's entry point calls."""
    app()


def _or_one_sentence(verb: Callable[[], int | None]) -> NoReturn:
    """Run the verb; what it refuses becomes a sentence in both languages and an exit code, never a traceback."""
    try:
        raise typer.Exit(verb() or 0)
    except Refused as refusal:
        complain(refusal)
        raise typer.Exit(refusal.exit_code) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None  # 128 + SIGINT, what a shell expects


if __name__ == "__main__":
    main()
