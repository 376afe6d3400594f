"""The `saphan` command. Each verb imports what it needs when it is used, so that help and version answer at once."""

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from cli.case.commands import app as case
from cli.certificate_commands import certificates
from cli.directory_commands import directory
from cli.ledger_commands import evidence, ledger
from cli.list_commands import lists
from cli.refusals import or_one_sentence as _or_one_sentence
from cli.schema_commands import schema
from cli.topic_commands import topics
from cli.verbs import verbs
from cli.verify import app as verify

app: Final = verbs(
    "Saphan (ສະພານ, “bridge”): the interoperability gateway of the Lao government. ປະຕູເຊື່ອມຕໍ່ຂໍ້ມູນຂອງລັດຖະບານລາວ.",
    name="saphan",
)
app.add_typer(topics, name="topics")
policy: Final = verbs("Who may call what. ໃຜເອີ້ນຫຍັງໄດ້.")
app.add_typer(policy, name="policy")
letters: Final = verbs("Events that could not be handled. ເຫດການທີ່ຄ້າງຢູ່.")
app.add_typer(letters, name="dead-letters")
app.add_typer(verify, name="verify")
app.add_typer(ledger, name="ledger")
app.add_typer(case, name="case")

app.add_typer(certificates, name="certificates")
app.add_typer(directory, name="directory")
app.add_typer(lists, name="list")
app.add_typer(evidence, name="evidence")
app.add_typer(schema, name="schema")

Data = Annotated[Path, typer.Option("--data", help="Folder that keeps everything: database, keys, files. ໂຟນເດີເກັບຂໍ້ມູນ.")]
DATA: Final = Path("saphan-data")


@app.command()
def run(
    data: Data = DATA,
    host: Annotated[str, typer.Option(help="Address to listen on. ທີ່ຢູ່ທີ່ເປີດຮັບ.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one. ພອດ; 0 ແມ່ນເລືອກພອດຫວ່າງ.")
    ] = 8080,
    metrics_port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port for Prometheus, on this machine. ພອດສຳລັບ Prometheus.")
    ] = None,
    otlp_endpoint: Annotated[
        str | None, typer.Option(help="OpenTelemetry collector, http://… ບ່ອນເກັບຂໍ້ມູນການເຮັດວຽກ.")
    ] = None,
    country: Annotated[
        bool, typer.Option("--country", help="18 provinces and a month of life, in a new folder. ທັງປະເທດ, ມີຊີວິດໜຶ່ງເດືອນ.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=30, hidden=True, help="Of the life, for a test. ຈຳນວນວັນ.")] = 30,
    brief: Annotated[bool, typer.Option("--brief", hidden=True, help="Progress only, as the demo wants it.")] = False,
) -> None:
    """Run all of Saphan in one process: database, bus, services and gateway. ເປີດທັງລະບົບໃນໂປຣເຊດດຽວ."""
    from cli.run import Measuring, run_everything

    measuring = Measuring(metrics_port, otlp_endpoint)
    _or_one_sentence(lambda: run_everything(data, host, port, measuring, brief=brief, days=days if country else None))


@app.command()
def serve(
    component: Annotated[str, typer.Argument(help="gateway, case-registry, …")],
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that share the port. ຈຳນວນໂປຣເຊດທີ່ໃຊ້ພອດຮ່ວມກັນ.")
    ] = None,
) -> None:
    """Run one component in its own process, as a container does; settings come from the environment. ເປີດອົງປະກອບດຽວ."""
    from cli.serve import serve_component

    _or_one_sentence(lambda: serve_component(component, workers))


@app.command()
def probe(
    component: Annotated[
        str, typer.Argument(envvar="SAPHAN_COMPONENT", help="gateway, case-registry, …; an image knows its own.")
    ],
    ready: Annotated[bool, typer.Option("--ready", help="Ask /healthz instead of /livez. ຖາມວ່າພ້ອມແລ້ວບໍ.")] = False,
) -> None:
    """Ask the component on this machine whether it is alive, or ready: exit 0 or 1. ກວດວ່າອົງປະກອບຍັງເຮັດວຽກ."""
    from cli.probe import probe_component

    _or_one_sentence(lambda: probe_component(component, ready=ready))


@app.command()
def migrate(component: Annotated[str, typer.Argument(help="gateway, case-registry, …")]) -> None:
    """Bring one component's database to this version. ປັບປຸງໂຄງສ້າງຖານຂໍ້ມູນຂອງອົງປະກອບ."""
    from cli.serve import migrate_component

    _or_one_sentence(lambda: migrate_component(component))


@app.command()
def doctor(
    component: Annotated[str | None, typer.Argument(help="gateway, …; all that are set unless said.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program. ເປັນ JSON.")] = False,
) -> None:
    """Check settings, files, database, bus, keys, disk; change nothing; exit 1 when one is wrong. ກວດສຸຂະພາບ."""
    from cli.doctor.command import examine

    _or_one_sentence(lambda: examine(component, as_json=as_json))


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
    office: Annotated[
        str | None, typer.Option(help="Code of the office to act from, if the system has several. ລະຫັດຫ້ອງການ.")
    ] = None,
    sign: Annotated[
        bool, typer.Option("--sign", help="Sign the request, as legal acts demand. ລົງລາຍເຊັນຄຳຮ້ອງ.")
    ] = False,
    receipt: Annotated[Path | None, typer.Option(help="Check the receipt and keep it here. ກວດ ແລະ ເກັບໃບຮັບ.")] = None,
) -> None:
    """Make one proven exchange: body to stdout, status and headers to stderr. ແລກປ່ຽນໜຶ່ງຄັ້ງຢ່າງມີຫຼັກຖານ."""
    from cli.call import make_call

    _or_one_sentence(
        lambda: make_call(
            method,
            path,
            credentials,
            body,
            purpose,
            idempotency_key,
            header or [],
            officer=officer,
            office=office,
            sign=sign,
            receipt_file=receipt,
        )
    )


@policy.command("explain")
def explain_policy(
    system: Annotated[str, typer.Option(help="police-case-system. ລະບົບ.")],
    operation: Annotated[str, typer.Option(help="case-registry/openCase. ການດຳເນີນການ.")],
    purpose: Annotated[str, typer.Option(help="caseManagement. ຈຸດປະສົງ.")],
    data: Data = DATA,
    at: Annotated[str | None, typer.Option(help="A time, ISO 8601; now unless said. ເວລາ.")] = None,
    signed: Annotated[bool, typer.Option("--signed", help="As if the request were signed. ຄືກັບມີລາຍເຊັນ.")] = False,
    query: Annotated[str, typer.Option(help="The query string. ພາຣາມິເຕີ.")] = "",
    consent: Annotated[str, typer.Option(help="A consent reference. ເລກການຍິນຍອມ.")] = "",
    office: Annotated[str | None, typer.Option(help="Code of the office that it names. ລະຫັດຫ້ອງການ.")] = None,
) -> None:
    """Say which rule decides, and why. ບອກວ່າກົດໃດຕັດສິນ ແລະ ຍ້ອນຫຍັງ."""
    from cli.policy import explain_policy as explained

    _or_one_sentence(
        lambda: explained(
            data, system, operation, purpose, at=at, signed=signed, query=query, consent=consent, office=office
        )
    )


@app.command()
def top(
    at: Annotated[
        list[str] | None,
        typer.Option("--at", help="Where a component shows its metrics; may be said again. ທີ່ຢູ່ຂອງຕົວເລກ."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="One picture, then end. ສະແດງເທື່ອດຽວ.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON, once. ຕົວເລກເປັນ JSON.")] = False,
    every: Annotated[float, typer.Option(min=0.5, max=60, help="Seconds between two looks. ວິນາທີລະຫວ່າງ.")] = 2,
) -> None:
    """Show the running system at a glance: rates, failures, times, what waits and what ends. ເບິ່ງລະບົບທີ່ກຳລັງແລ່ນ."""
    from cli.top.watching import show

    _or_one_sentence(lambda: show(at or [], every, once=once, as_json=as_json))


@app.command()
def demo(
    at: Annotated[str | None, typer.Option(help="URL of a sandbox that runs already. ທີ່ຢູ່ຂອງລະບົບທີ່ເປີດຢູ່ແລ້ວ.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="Its data folder: whose credentials are used. ໂຟນເດີຂອງລະບົບນັ້ນ.")
    ] = None,
) -> None:
    """Play the story: real records of each kind cross the bridge, and what must be refused is. ສາທິດທັງເລື່ອງ."""
    from cli.demo.play import play, play_at

    _or_one_sentence(play if at is None else lambda: play_at(at, data or DATA))


@app.command()
def keys(
    verb: Annotated[
        Literal["create", "add", "promote", "drop", "complete", "add-checkpoint", "drop-checkpoint"],
        typer.Argument(help="create, add, promote, drop, complete, add-checkpoint, drop-checkpoint"),
    ],
    file: Annotated[Path, typer.Argument(help="The gateway's key file. ໄຟລ໌ກະແຈຂອງປະຕູເຊື່ອມຕໍ່.")],
) -> None:
    """Make and rotate the gateway's long-lived keys; SAPHAN_GATEWAY_KEY_PASSPHRASE seals them. ສ້າງ ແລະ ປ່ຽນກະແຈ."""
    from cli.keys import change_keys

    _or_one_sentence(lambda: change_keys(verb, file))


@app.command()
def version() -> None:
    """Print the version. ບອກເລກລຸ້ນ."""
    from importlib.metadata import version as version_of

    print(f"saphan {version_of('saphan')}")


def main() -> None:
    """Start the command; what the distribution's entry point calls."""
    app()


if __name__ == "__main__":
    main()
