"""The last scene: every receipt of the story is checked without asking anybody, and one is altered."""

from dataclasses import replace
from typing import Final

import orjson
from multidict import CIMultiDict
from rich.markup import escape

from chassis.client.exchange_client import Answer
from chassis.client.receipts import check
from cli.demo.stage import Stage
from cli.refusals import Refused
from evidence.base64url import b64url, b64url_decode
from evidence.findings import Finding, all_hold
from evidence.trusted_keys import TrustedKeys

ALTERED: Final = ("purpose", "statistics")  # what somebody would rather have called for


def every_receipt_holds(stage: Stage, keys: TrustedKeys) -> None:
    """Check every receipt with the published keys, then an altered one; raise `Refused` on a wrong result."""
    stage.scene(13, "Every receipt is checked, offline; then one is altered", "ກວດໃບຮັບທຸກໃບໂດຍບໍ່ຖາມໃຜ; ແລ້ວດັດແປງໜຶ່ງໃບ")
    checked = [check(answer, keys) for answer in stage.receipted]
    if not checked or not all(map(all_hold, checked)):
        raise Refused("A receipt does not hold.", "ມີໃບຮັບທີ່ບໍ່ຖືກຕ້ອງ.")
    stage.console.print(
        f"   [green]✓[/green] {len(checked)} receipts, {sum(map(len, checked))} findings, all of them hold"
    )
    for finding in checked[0]:
        tell(stage, finding)
    one = stage.receipted[0]
    stage.remark(
        f"Now somebody writes “{ALTERED[1]}” where the receipt says what the call was for.",
        f"ບັດນີ້ມີຜູ້ຂຽນ “{ALTERED[1]}” ແທນຈຸດປະສົງໃນໃບຮັບ.",
    )
    failing = [finding for finding in check(altered(one), keys) if not finding.holds]
    if not failing:
        raise Refused("An altered receipt was believed.", "ໃບຮັບທີ່ຖືກດັດແປງຜ່ານການກວດ.")
    for finding in failing:
        tell(stage, finding)


def altered(answer: Answer) -> Answer:
    """Return the answer with a receipt that says something else and keeps its signature."""
    header, payload, signature = (answer.receipt or "").split(".")
    stated = orjson.loads(b64url_decode(payload))
    stated["details"][ALTERED[0]] = ALTERED[1]
    text = ".".join([header, b64url(orjson.dumps(stated)), signature])
    headers = CIMultiDict(answer.headers)
    headers["Exchange-Receipt"] = text
    return replace(answer, headers=headers)


def tell(stage: Stage, finding: Finding) -> None:
    """Print one finding in both languages."""
    mark = "[green]✓[/green]" if finding.holds else "[red]✗[/red]"
    stage.console.print(f"     {mark} {escape(finding.sentence('en'))}")
    stage.console.print(f"       [dim]{escape(finding.sentence('lo'))}[/dim]")
