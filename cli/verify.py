"""`saphan verify`: check receipts, bundles, checkpoints and ledgers offline, with the keys that the user trusts."""

from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar

import typer

from cli.refusals import NOT_CHECKED, Refused, or_one_sentence
from cli.verbs import verbs

if TYPE_CHECKING:  # every help lists these verbs, and help checks no evidence
    from evidence.exports import Export
    from evidence.findings import Finding
    from evidence.trusted_keys import TrustedKeys

T = TypeVar("T")

app: Final = verbs("Check evidence, offline. ກວດຫຼັກຖານ ໂດຍບໍ່ຕ້ອງໃຊ້ເຄືອຂ່າຍ.")

# Bytes that are read of what somebody hands over: more than any bundle, note, receipt or file of keys may have, so what
# is longer is told to be so by whoever reads it.
MOST: Final = 4 * 1024 * 1024 + 1

Language = Literal["lo", "en"]
Keys = Annotated[Path, typer.Option("--keys", help="The keys you trust, a JWK set (docs/evidence.md). ກະແຈທີ່ທ່ານເຊື່ອຖື.")]
Lang = Annotated[Language | None, typer.Option("--lang", help="lo or en; both unless said. ພາສາ.")]
OneKey = Annotated[
    bool,
    typer.Option("--one-key", help="One of the ledger's two signatures is enough. ລາຍເຊັນດຽວຂອງປຶ້ມບັນທຶກກໍພໍ."),
]
Answer = Annotated[Path | None, typer.Option("--answer", help="Body of the answer it came with. ເນື້ອໃນຄຳຕອບ.")]
Seen = Annotated[
    list[Path] | None,
    typer.Option("--seen", help="A checkpoint got elsewhere; may be said again. ຈຸດກວດສອບທີ່ໄດ້ຈາກບ່ອນອື່ນ."),
]


@app.command()
def receipt(
    file: Annotated[Path, typer.Argument(help="The Exchange-Receipt, as it came. ໃບຮັບ.")],
    keys: Keys,
    answer: Answer = None,
    lang: Lang = None,
) -> None:
    """Check a receipt, and with the answer's body whether it belongs to it. ກວດໃບຮັບ."""
    from evidence import receipts

    or_one_sentence(lambda: _tell(receipts.check(_text(file), _trusted(keys), answer=_given(answer)), lang))


@app.command()
def bundle(
    file: Annotated[Path, typer.Argument(help="A bundle of evidence. ຊຸດຫຼັກຖານ.")],
    keys: Keys,
    answer: Answer = None,
    one_key: OneKey = False,
    lang: Lang = None,
) -> None:
    """Check the evidence of an exchange: entries, proofs, checkpoint, receipt. ກວດຊຸດຫຼັກຖານ."""
    from evidence import bundles

    or_one_sentence(
        lambda: _tell(bundles.check(read_bytes(file), _trusted(keys, one_key=one_key), answer=_given(answer)), lang)
    )


@app.command()
def checkpoint(
    file: Annotated[Path, typer.Argument(help="A checkpoint, a signed note. ຈຸດກວດສອບ.")],
    keys: Keys,
    seen: Seen = None,
    ledger: Annotated[str | None, typer.Option(help="A ledger, for the proof: as below. ປຶ້ມບັນທຶກ.")] = None,
    one_key: OneKey = False,
    lang: Lang = None,
) -> None:
    """Check a checkpoint; with others, whether they show one ledger. ກວດຈຸດກວດສອບ."""
    or_one_sentence(lambda: _tell(_checkpoints([file, *(seen or [])], _trusted(keys, one_key=one_key), ledger), lang))


@app.command()
def ledger(
    where: Annotated[str, typer.Argument(help="A folder, a .tar or https://…/ledger/v1. ໂຟນເດີ, ໄຟລ໌ .tar ຫຼື ທີ່ຢູ່.")],
    keys: Keys,
    seen: Seen = None,
    details: Annotated[bool, typer.Option("--details", help="The details must be there. ຕ້ອງມີລາຍລະອຽດ.")] = False,
    one_key: OneKey = False,
    lang: Lang = None,
) -> None:
    """Check every entry, tile and checkpoint of a ledger. ກວດປຶ້ມບັນທຶກທັງໝົດ."""
    from evidence.audit import audit

    def audited(export: "Export") -> int:
        trusted, others = _trusted(keys, one_key=one_key), [read_bytes(file) for file in seen or []]
        return _tell(audit(export, trusted, seen=others, details=details), lang)

    or_one_sentence(lambda: _over(where, audited))


@app.command()
def certificate(
    what: Annotated[str, typer.Argument(help="A file with the scanned text, or the text. ໄຟລ໌ ຫຼື ຂໍ້ຄວາມຂອງ QR.")],
    keys: Keys,
    status: Annotated[
        list[Path] | None, typer.Option("--status", help="A status list; may be said again. ບັນຊີສະຖານະ.")
    ] = None,
    at: Annotated[str | None, typer.Option("--at", help="The moment to check for; now unless said. ວັນເວລາ.")] = None,
    lang: Lang = None,
) -> None:
    """Check a certificate by the text of its QR symbol: which layer fails, if one does. ກວດໃບຢັ້ງຢືນ."""

    def checked() -> int:
        from cli import verify_certificate
        from evidence.certificates.findings import findings
        from evidence.certificates.layers import Outcome

        lists = {file.name: read_bytes(file) for file in status or []}
        verdict = verify_certificate.verdict(what, read_bytes(keys), lists, at)
        verify_certificate.say(verdict, lang)
        return _tell(findings(verdict), lang, unknown=verdict.outcome is Outcome.STATUS_UNKNOWN)

    or_one_sentence(checked)


def _checkpoints(files: list[Path], keys: "TrustedKeys", ledger: str | None) -> "Iterable[Finding]":
    from evidence.checkpoint_checks import check, compare, compare_over

    checked = [check(read_bytes(file), keys, name=file.name) for file in files]
    for _, findings in checked:
        yield from findings
    heads = [checkpoint.head for checkpoint, _ in checked if checkpoint is not None]
    for first, other in ((heads[0], other) for other in heads[1:]):
        if first.size == other.size or first.origin != other.origin:
            yield compare(first, other)
        elif ledger is not None:
            yield _over(ledger, partial(compare_over, first, other))
        else:
            raise Refused(
                "Checkpoints of two sizes are compared over the ledger: say --ledger.",
                "ຈຸດກວດສອບທີ່ມີຂະໜາດຕ່າງກັນຕ້ອງໃຊ້ປຶ້ມບັນທຶກ: ໃຫ້ໃສ່ --ledger.",
                exit_code=NOT_CHECKED,
            )


def _tell(findings: "Iterable[Finding]", lang: Language | None, *, unknown: bool = False) -> int:
    """Print each finding; return 0 when all of them hold, else 1; `unknown` where it is not known to fail."""
    from rich.markup import escape

    from cli.say import output
    from evidence.findings import all_hold

    listed = list(findings)
    for finding in listed:
        mark, colour = ("✓", "green") if finding.holds else ("?", "yellow") if unknown else ("✗", "red")
        output.print(f"[{colour}]{mark}[/{colour}] {escape(finding.sentence(lang or 'en'))} [dim]{finding.code}[/dim]")
        if lang is None:
            output.print(f"  [dim]{escape(finding.sentence('lo'))}[/dim]")
    if all_hold(listed):
        return 0
    _conclude(sum(not finding.holds for finding in listed), lang, unknown=unknown)
    return 1


def _conclude(failing: int, lang: Language | None, *, unknown: bool) -> None:
    from cli.say import output

    colour, en, lo = ("yellow", "Not known", "ຍັງບໍ່ຮູ້") if unknown else ("red", "Does not hold", "ບໍ່ກົງ")
    if lang != "lo":
        output.print(f"[{colour}]{en}:[/{colour}] {failing}.")
    if lang != "en":
        output.print(f"[{colour}]{lo}:[/{colour}] {failing}.")


def _trusted(file: Path, *, one_key: bool = False) -> "TrustedKeys":
    from evidence.trusted_keys import KeysMalformed, TrustedKeys

    try:
        return TrustedKeys.read(read_bytes(file), one_key=one_key)
    except KeysMalformed as fault:
        raise Refused(f"{file} holds no keys: {fault}.", f"{file} ບໍ່ແມ່ນໄຟລ໌ກະແຈ.", exit_code=NOT_CHECKED) from fault


def _over(where: str, check: Callable[["Export"], T]) -> T:
    """Return what `check` returns for the ledger at a path or an address; raise `Refused` when it cannot be read."""
    from cli.served_ledger import Served, is_served
    from evidence.exports import ExportUnreadable, open_export

    try:
        if not is_served(where):
            return check(open_export(Path(where)))
        with closing(Served(where)) as served:
            return check(served)
    except ExportUnreadable as fault:
        raise Refused(
            f"{where} cannot be read as a ledger: {fault}.", f"ອ່ານປຶ້ມບັນທຶກ {where} ບໍ່ໄດ້.", exit_code=NOT_CHECKED
        ) from fault


def _given(file: Path | None) -> bytes | None:
    return None if file is None else read_bytes(file, most=-1)  # an answer may be as long as it was


def _text(file: Path) -> str:
    return read_bytes(file).decode("utf-8", errors="replace")  # what is no text is no receipt, and is called that


def read_bytes(file: Path, *, most: int = MOST) -> bytes:
    """Return at most that many bytes of a file; raise `Refused`."""
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as fault:
        raise Refused(
            f"{file} cannot be read: {fault.strerror}.", f"ອ່ານໄຟລ໌ {file} ບໍ່ໄດ້.", exit_code=NOT_CHECKED
        ) from fault
