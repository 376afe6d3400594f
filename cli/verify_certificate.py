"""Checks a certificate offline, by the keys and the status lists that the user has, and tells what it says."""

import time
from datetime import datetime
from pathlib import Path

from cli.certificate_files import KEYS_NEEDED, LIST_NEEDED, what_it_is
from cli.refusals import NOT_CHECKED, Refused
from cli.say import output
from evidence.certificates.checks import Verdict, check
from evidence.certificates.claims import CLAIM_169, HC1, Profile
from evidence.certificates.keys import SignerKeys
from evidence.certificates.layers import Failure, Stopped
from evidence.certificates.paper_lines import Line, lines
from evidence.certificates.status_lists import StatusList
from evidence.findings import Language, printable
from evidence.trusted_keys import KeysMalformed

_SHOWN = ("identity", "event", "health", "certificateId")  # its times and its issuer are among the findings
_NOT_SIGNED = "event.notSigned"
_TEXT_MOST = 65_536  # bytes of a file with a text: what is longer is told to be so


def verdict(what: str, keys: bytes, lists: dict[str, bytes], at: str | None) -> Verdict:
    """Return what the certificate is worth: `what` is a file with its text, or the text itself."""
    text, moment = _text(what), int(time.time()) if at is None else _moment(at)
    profile = HC1 if text.startswith(HC1.prefix) else CLAIM_169
    trusted = trusted_keys(keys, profile)
    if not trusted.keys:
        raise _no_keys(keys)
    read = [status_list(name, data, trusted, moment) for name, data in lists.items()]
    return check(text, trusted, moment, read, profile=profile)


def say(told: Verdict, lang: Language | None = None) -> None:
    """Print what the certificate says, line by line of the paper, and in a word what it is worth."""
    from rich.markup import escape

    said = {} if told.certificate is None else told.certificate.json()
    found = lines({part: said[part] for part in _SHOWN if part in said})
    for line in sorted(found, key=lambda line: not line.on_paper):
        text = line.lo if line.en in {None, line.lo} else f"{line.lo} · {line.en}"
        for each in text.split("\n") if line.member == _NOT_SIGNED else [text]:
            output.print(f"  {escape(printable(_called(line, lang)))}: {escape(printable(each))}")
    layer = "" if told.layer is None else f" · {told.layer.value}"
    output.print(f"[bold]{told.outcome.value}[/bold]{layer}")


def _called(line: Line, lang: Language | None) -> str:
    if line.name is None:
        return line.member
    return f"{line.name.lo} · {line.name.en}" if lang is None else str(getattr(line.name, lang))


def _text(what: str) -> str:
    """Return the scanned text. Base45 has no lower-case letters: what has some and is no file is a name mistyped."""
    file = Path(what)
    try:
        with file.open("rb") as opened:
            return opened.read(_TEXT_MOST).decode("utf-8-sig", errors="replace")
    except (OSError, ValueError) as fault:
        if what.upper() == what:
            return what
        why = getattr(fault, "strerror", None) or "no name of a file"
        raise Refused(f"{what} cannot be read: {why}.", f"ອ່ານໄຟລ໌ {what} ບໍ່ໄດ້.", exit_code=NOT_CHECKED) from fault


def _moment(at: str) -> int:
    try:
        return int(datetime.fromisoformat(at).timestamp())
    except (OverflowError, ValueError) as fault:
        raise Refused(
            f"{at} is no moment: write it as 2026-11-30T09:00:00+07:00.",
            f"{at} ບໍ່ແມ່ນວັນເວລາ: ໃຫ້ຂຽນແບບ 2026-11-30T09:00:00+07:00.",
            exit_code=NOT_CHECKED,
        ) from fault


def trusted_keys(keys: bytes, profile: Profile) -> SignerKeys:
    """Return the keys of that profile in a file of keys; raise `Refused`."""
    try:
        return SignerKeys.read(keys, profile.keys)
    except KeysMalformed as fault:
        raise _no_keys(keys, f": {fault}") from fault


def _no_keys(keys: bytes, why: str = "") -> Refused:
    lo, en = what_it_is(keys)
    return Refused(
        f"What --keys names is {en}, and holds no keys for certificates{why}. {KEYS_NEEDED.en}",
        f"ໄຟລ໌ຂອງ --keys ແມ່ນ{lo}, ບໍ່ມີກະແຈສຳລັບໃບຢັ້ງຢືນທີ່ໃຊ້ໄດ້. {KEYS_NEEDED.lo}",
        exit_code=NOT_CHECKED,
    )


def status_list(name: str, data: bytes, keys: SignerKeys, at: int) -> StatusList:
    """Return the list in a file if a key that counts at that second signed it; raise `Refused`."""
    try:
        return StatusList.read(data, keys, at=at)
    except Stopped as stopped:
        lo, en = Failure(stopped.reason, stopped.particulars).words
        it_is = what_it_is(data)
        raise Refused(
            f"{name} is {it_is.en}, and no status list that you can trust. {en} {LIST_NEEDED.en}",
            f"{name} ແມ່ນ{it_is.lo}, ບໍ່ແມ່ນບັນຊີສະຖານະທີ່ເຊື່ອຖືໄດ້. {lo} {LIST_NEEDED.lo}",
            exit_code=NOT_CHECKED,
        ) from stopped
