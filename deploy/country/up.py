"""`make country`: from nothing to a running country, in order, each part waited for by its own health."""

import secrets
import shlex
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from cli.components import SERVICES
from cli.demo.records import case_opening
from cli.one_process import OWN_SYSTEMS
from cli.refusals import Refused
from cli.say import people, progress
from deploy.country import images
from deploy.country.engine import Engine
from deploy.country.folder import COMPONENT_USER, Country, must_be_root, put
from deploy.country.secrets import make_secrets

_PATIENCE_S: Final = 240.0
_PAUSE_S: Final = 0.5
_SEEN_S: Final = 8.0  # until the proxy has seen that a gateway is back: it looks every 2 s, and waits 4 s for an answer
_FIRST_NUMBER: Final = 10_000
_NAMES: Final = tuple(service.name for service in SERVICES)
_WITHIN: Final = "http://gateway:8080"  # where the services reach the gateway


@dataclass(frozen=True, slots=True)
class Stage:
    """Services that are started together once those of the stages before are healthy, or have done their job."""

    en: str
    lo: str
    services: tuple[str, ...]
    jobs: bool = False
    in_turn: bool = False  # of those that run already, one after the other: the others go on serving
    settles_s: float = 0.0  # until whoever calls one that was replaced has seen that it is back


_STAGES: Final = (
    Stage("databases, bus and files", "ຖານຂໍ້ມູນ, ລະບົບເຫດການ ແລະ ບ່ອນເກັບໄຟລ໌", ("postgres", "kafka", "s3")),
    Stage("migrations", "ປັບປຸງຖານຂໍ້ມູນ", tuple(f"migrate-{name}" for name in ("gateway", *_NAMES)), jobs=True),
    Stage("topics of the bus", "ຫົວຂໍ້ເຫດການ", ("topics",), jobs=True),
    Stage("rights on the bus", "ສິດໃນລະບົບເຫດການ", ("rights",), jobs=True),
    # before the services: they are ready once they know the gateways' keys
    Stage("gateways", "ປະຕູເຊື່ອມຕໍ່", ("gateway-1", "gateway-2"), in_turn=True, settles_s=_SEEN_S),
    Stage("services", "ບໍລິການ", _NAMES, in_turn=True),
    Stage("members, systems, agreements", "ສະມາຊິກ, ລະບົບ, ຂໍ້ຕົກລົງ", ("enrol",), jobs=True),
    Stage("TLS", "TLS", ("proxy",)),
)
_TELEMETRY: Final = Stage("telemetry", "ການຕິດຕາມ", ("otel-collector", "prometheus", "grafana"))


def bring_up(country: Country, *, bases: bool = False) -> None:
    """Make what is missing, start everything in order and wait for it; a second call changes nothing."""
    must_be_root()
    engine = Engine.found()
    prepare(engine, country, bases=bases)
    start_all(engine, country)
    greet(country, engine)


def prepare(engine: Engine, country: Country, *, bases: bool) -> None:
    """Make the secrets and settings that are missing, and see that every image is here."""
    with progress(people, "secrets", "ຄວາມລັບ") as remarks:
        remarks.append(f"{make_secrets(country)} new in {country.folder / 'secrets'}")
    write_settings(country)
    with progress(people, "images", "ອິມເມຈ") as remarks:
        remarks.append(f"{have_images(engine, country, bases=bases)} fetched or made")


def start_all(engine: Engine, country: Country) -> None:
    """Start everything in order, each part waited for."""
    stages = (*_STAGES, *([_TELEMETRY] if country.telemetry else []))
    for stage in stages:
        with progress(people, stage.en, stage.lo) as remarks:
            services = tuple(each for each in stage.services if _is_to_run(engine, each))
            remarks.extend(
                f"{each}: image not here, load it ບໍ່ມີອິມເມຈ" for each in stage.services if each not in services
            )
            start(engine, country, stage, services)
        if "enrol" in services:
            hand_over_credentials(country)


def start(engine: Engine, country: Country, stage: Stage, services: Sequence[str]) -> None:
    """Start the services and wait for them: what is missing together, the rest in turn where the stage says so."""
    there = [each for each in services if engine.containers(country, each)] if stage.in_turn else []
    if together := [each for each in services if each not in there]:
        engine.up(country, together)
        wait = _until_done if stage.jobs else _until_healthy
        wait(engine, country, together)
    for each in there:
        before = ids(engine, country, each)
        engine.up(country, (each,))
        _until_healthy(engine, country, (each,))
        if stage.settles_s and ids(engine, country, each) != before:
            time.sleep(stage.settles_s)


def ids(engine: Engine, country: Country, service: str) -> set[str]:
    """Return the containers of the service: one that was made anew is another."""
    return {str(each["Id"]) for each in engine.containers(country, service)}


def _is_to_run(engine: Engine, service: str) -> bool:
    """Grafana comes only where its image is: no other source has it, and everything else goes on without it."""
    return service != "grafana" or engine.has_image(images.listed()["grafana"].reference)


def write_settings(country: Country) -> None:
    """Write what docker-compose.yml is filled in with; by hand `--env-file` names the same."""
    values = {
        "COUNTRY": str(country.folder),
        "COUNTRY_NAME": country.name,
        "COUNTRY_PORT": str(country.port),
        "COUNTRY_ADDRESS": country.address,
        "SAPHAN_VERSION": country.version,
        "OTLP_ENDPOINT": "http://otel-collector:4318" if country.telemetry else "",
        **{image.variable: image.reference for image in images.listed().values()},
    }
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    put(country.settings_file, f"# Written by `make country`.\n{text}".encode(), 0)


def have_images(engine: Engine, country: Country, *, bases: bool) -> int:
    """Fetch the images that are missing, or make them here by deploy/bases; return how many were."""
    wanted = ["postgres", "kafka", "versitygw", "haproxy", *(["otel", "prometheus"] if country.telemetry else [])]
    missing = [image for key in wanted if not engine.has_image((image := images.listed()[key]).reference)]
    for image in missing:
        if bases:
            engine_script(image)
        elif engine.run("pull", "-q", image.reference, check=False).returncode:
            raise Refused(
                f"{image.reference} is not here, and no registry gives it: load it (`{engine.name} load`), or for a "
                "trial have all of them made here: make country BASES=1.",
                f"ບໍ່ມີ {image.reference} ແລະ ເອົາຈາກ registry ບໍ່ໄດ້: ໂຫລດດ້ວຍ `{engine.name} load`, ຫຼື make country BASES=1.",
            )
    ours = [f"localhost/saphan-{name}:{country.version}" for name in ("gateway", *_NAMES, "operator")]
    absent = [name for name in ours if not engine.has_image(name)]
    if absent:
        raise Refused(f"Build our images first, `make images`: {', '.join(absent)}.", "ສ້າງອິມເມຈກ່ອນ: `make images`.")
    return len(missing)


def engine_script(image: images.Image) -> None:
    """Make an upstream image here, from Debian, Maven or Go modules (deploy/bases)."""
    import subprocess  # only here, and only for a trial

    script = [str(images.BASES / "upstream.sh"), image.key, image.tagged]
    made = subprocess.run(script, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if made.returncode:
        raise Refused(f"{image.key} could not be made: {made.stderr.strip()[-400:]}", f"ສ້າງ {image.key} ບໍ່ສຳເລັດ.")


def _until_healthy(engine: Engine, country: Country, services: Sequence[str]) -> None:
    def state(container: Mapping[str, Any]) -> bool:  # Any: what an engine says of a container
        return engine.healthy(container)

    _until(engine, country, services, state)


def _until_done(engine: Engine, country: Country, services: Sequence[str]) -> None:
    def state(container: Mapping[str, Any]) -> bool:  # Any: as above
        ended = container["State"]
        return not ended["Running"] and bool(ended["Status"] == "exited") and ended["ExitCode"] == 0

    _until(engine, country, services, state)


def _until(
    engine: Engine, country: Country, services: Sequence[str], good: Callable[[Mapping[str, Any]], bool]
) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    waiting = list(services)
    while waiting:
        service = waiting[0]
        containers: Sequence[Mapping[str, Any]] = ()  # Any: as above
        ready, fault = False, ""
        try:
            containers = engine.containers(country, service)
            ready = bool(containers) and all(map(good, containers))
        except Refused as refusal:  # a container that ends while it is looked at: not yet
            fault = refusal.en
        if ready:
            waiting.pop(0)
        elif time.monotonic() > deadline:
            raise Refused(f"{service} is not ready: {fault or _last_words(engine, containers)}", f"{service} ບໍ່ພ້ອມ.")
        else:
            time.sleep(_PAUSE_S)


def _last_words(engine: Engine, containers: Sequence[Mapping[str, Any]]) -> str:  # Any: as above
    if not containers:
        return "it has no container"
    said = engine.run("logs", "--tail", "5", containers[0]["Id"], check=False)
    return (said.stderr + said.stdout).strip() or "it has said nothing"


def hand_over_credentials(country: Country) -> None:
    """Give each service that has a system of its own the credentials of it, with the gateway's address inside."""
    for service, system in OWN_SYSTEMS.items():
        enrolled = orjson.loads((country.sandbox / "sandbox" / f"{system}.json").read_bytes())
        inside = {**enrolled, "baseUrl": _WITHIN, "tokenEndpoint": f"{_WITHIN}/oauth/token"}
        put(country.secrets(service) / "credentials.json", orjson.dumps(inside), COMPONENT_USER)


def greet(country: Country, engine: Engine) -> None:
    """Print the address, a first command as this shell would run it, and how to stop."""
    body = country.folder / "open-case.json"
    case = case_opening(_FIRST_NUMBER + secrets.randbelow(_FIRST_NUMBER * 9))  # the police's book has each number once
    put(body, orjson.dumps(case, option=orjson.OPT_INDENT_2) + b"\n", 0)
    words = [".venv/bin/saphan", "call", "--as", str(country.sandbox / "sandbox" / "police-case-system.json")]
    words += ["POST", "/case-registry/v1/cases", "--body", str(body), "--idempotency-key", str(uuid.uuid4())]
    people.print(f"\n[green]✓[/green] [bold]{country.url}[/bold]  ພ້ອມໃຊ້ແລ້ວ", soft_wrap=True)
    people.print(" NOT FOR PRODUCTION: sample members, and their keys lie on this disk. ", style="bold black on yellow")
    people.print(" ບໍ່ແມ່ນລະບົບຈິງ: ໃຊ້ເພື່ອທົດລອງເທົ່ານັ້ນ. ", style="bold black on yellow")
    people.print("\n  A first exchange, typed again the same answer [dim]ທົດລອງແລກປ່ຽນຄັ້ງທຳອິດ[/dim]:")
    people.print(f"  [cyan]SSL_CERT_FILE={shlex.quote(str(country.certificate))} {shlex.join(words)}[/cyan]")
    people.print(f"  Everything of it [dim]ເບິ່ງທັງໝົດ[/dim]: {shlex.join(engine.by_hand(country))} ps")
    people.print("  Stop [dim]ຢຸດ[/dim]: make country-down (keeps everything ເກັບຂໍ້ມູນໄວ້)\n")
