"""The ledger: writer, tree, checkpoints and alarms."""

from typing import Final

from deploy.telemetry.dashboards.shared import ALARMING, stat
from deploy.telemetry.panels import Dashboard, Panel, Query, Words

LEDGER: Final = Dashboard(
    "saphan-ledger",
    Words("Ledger", "ປຶ້ມບັນທຶກ"),
    Words("Writer, tree and checkpoints.", "ຜູ້ຂຽນ, ຕົ້ນໄມ້ ແລະ ຈຸດກວດສອບ."),
    [
        stat(
            Words("Leaves", "ໃບ"),
            Words("Of the tree.", "ຂອງຕົ້ນໄມ້."),
            "max(saphan_ledger_size)",
        ),
        stat(
            Words("Behind", "ຊ້າ"),
            Words("Age of the oldest entry without a place.", "ອາຍຸຂອງລາຍການເກົ່າສຸດທີ່ຍັງບໍ່ມີບ່ອນ."),
            "max(saphan_ledger_lag_seconds)",
            "s",
            ((5, "orange"), (30, "red")),
        ),
        stat(
            Words("Checkpoint", "ຈຸດກວດສອບ"),
            Words("Age of the newest; it is signed when there is something new.", "ອາຍຸຂອງອັນໃໝ່ສຸດ; ເຊັນເມື່ອມີສິ່ງໃໝ່."),
            "min(saphan_ledger_checkpoint_age_seconds)",
            "s",
        ),
        stat(
            Words("Waiting", "ລໍຖ້າ"),
            Words("Entries for the writer.", "ລາຍການທີ່ລໍຖ້າຂຽນ."),
            "sum(saphan_ledger_pending)",
            steps=((100, "orange"), (1000, "red")),
        ),
        stat(
            Words("Entries a batch", "ລາຍການຕໍ່ຄັ້ງ"),
            Words("Entries that share one fsync, in the mean.", "ລາຍການທີ່ໃຊ້ fsync ຮ່ວມກັນ, ສະເລ່ຍ."),
            "sum(rate(saphan_ledger_batch_sum[$__rate_interval]))"
            " / sum(rate(saphan_ledger_batch_count[$__rate_interval]))",
        ),
        stat(
            Words("Alarms", "ສັນຍານເຕືອນ"),
            Words("That hold now.", "ທີ່ມີຢູ່ດຽວນີ້."),
            "sum(max by (code) (saphan_ledger_alarm)) or vector(0)",
            steps=ALARMING,
        ),
        Panel(
            Words("Entries written", "ລາຍການທີ່ຂຽນ"),
            Words("A second, by process.", "ຕໍ່ວິນາທີ, ຕາມໂປຣເຊດ."),
            [Query("sum by (instance) (rate(saphan_ledger_batch_sum[$__rate_interval]))", "{{instance}}")],
            unit="ops",
        ),
        Panel(
            Words("Growth of the tree", "ການເຕີບໃຫຍ່ຂອງຕົ້ນໄມ້"),
            Words("Leaves a second.", "ໃບຕໍ່ວິນາທີ."),
            [Query("max(deriv(saphan_ledger_size[5m]))", "leaves")],
            unit="ops",
        ),
        Panel(
            Words("Behind", "ຊ້າ"),
            Words(
                "Age of the oldest entry without a place, and of the newest checkpoint.",
                "ອາຍຸຂອງລາຍການເກົ່າສຸດທີ່ຍັງບໍ່ມີບ່ອນ ແລະ ຂອງຈຸດກວດສອບໃໝ່ສຸດ.",
            ),
            [
                Query("max(saphan_ledger_lag_seconds)", "entry"),
                Query("min(saphan_ledger_checkpoint_age_seconds)", "checkpoint"),
            ],
            unit="s",
            steps=[(30, "red")],
        ),
        Panel(
            Words("Waiting for the writer", "ລໍຖ້າຜູ້ຂຽນ"),
            Words("Entries, by process: each is an exchange that waits.", "ລາຍການຕາມໂປຣເຊດ: ແຕ່ລະອັນແມ່ນການແລກປ່ຽນທີ່ລໍຖ້າ."),
            [Query("max by (instance) (saphan_ledger_pending)", "{{instance}}")],
            width=12,
            steps=[(1000, "red")],
        ),
        Panel(
            Words("Alarms of the ledger", "ສັນຍານເຕືອນຂອງປຶ້ມບັນທຶກ"),
            Words("Codes as in docs/ledger.md, with what to do.", "ລະຫັດຕາມ docs/ledger.md ພ້ອມວິທີແກ້."),
            [Query("max by (code) (saphan_ledger_alarm) == 1", column="holds")],
            "table",
            width=12,
            columns=["code"],
        ),
    ],
)
