"""`saphan evidence export`: fetch the evidence bundle of one exchange, as one of its parties."""

import asyncio
from dataclasses import replace
from pathlib import Path

from chassis.process.secret_files import secret_file
from cli.one_exchange import exchanged, read_credentials
from cli.refusals import Refused
from cli.say import people
from evidence.bundles import Bundle, BundleMalformed


def export(exchange: str, credentials_file: Path, out: Path, receipt_file: Path | None, purpose: str | None) -> None:
    """Write the bundle with the receipt in it; refuse for an exchange that the member was no party of."""
    credentials = read_credentials(credentials_file)
    path = f"/ledger/v1/entries/{exchange}"
    call = exchanged(credentials, "GET", path, None, purpose, None, {}, officer=None, sign=False, check_receipt=False)
    answer, _ = asyncio.run(call)
    if not answer.ok:
        problem = answer.json()
        raise Refused(f"{problem['code']}: {problem['detail']}", f"{answer.status} {problem['code']}")
    try:
        bundle = Bundle.read(answer.body)
        if receipt_file is not None:
            bundle = replace(bundle, receipt=receipt_file.read_text("ascii").strip())
    except (BundleMalformed, OSError, UnicodeDecodeError) as fault:
        raise Refused(f"No bundle can be made: {fault}.", f"ສ້າງຫຼັກຖານບໍ່ໄດ້: {fault}.") from fault
    with secret_file(out) as file:
        file.write(bundle.spell())
    people.print(f"{out}: {len(bundle.entries)} entries. Check it: saphan verify bundle {out} --keys FILE")
    people.print(f"{out}: {len(bundle.entries)} ລາຍການ. ກວດສອບ: saphan verify bundle {out} --keys FILE")
