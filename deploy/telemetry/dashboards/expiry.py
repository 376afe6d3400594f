"""Expiry: what ends next, and what is kept too long."""

from typing import Final

from deploy.telemetry.dashboards.shared import ALARMING, DAY_S, LEFT_S, stat
from deploy.telemetry.panels import Dashboard, Panel, Query, Words

EXPIRY: Final = Dashboard(
    "saphan-expiry",
    Words("Expiry", "ໝົດອາຍຸ"),
    Words("What ends next, and what is kept too long.", "ສິ່ງທີ່ຈະໝົດອາຍຸຕໍ່ໄປ ແລະ ສິ່ງທີ່ເກັບດົນເກີນ."),
    [
        stat(
            Words("Within 30 days", "ພາຍໃນ 30 ມື້"),
            Words("Certificates, keys and agreements.", "ໃບຢັ້ງຢືນ, ກະແຈ ແລະ ຂໍ້ຕົກລົງ."),
            f"count({LEFT_S} < {30 * DAY_S}) or vector(0)",
            steps=((1, "orange"),),
        ),
        stat(
            Words("Within 7 days", "ພາຍໃນ 7 ມື້"),
            Words("Certificates, keys and agreements.", "ໃບຢັ້ງຢືນ, ກະແຈ ແລະ ຂໍ້ຕົກລົງ."),
            f"count({LEFT_S} < {7 * DAY_S}) or vector(0)",
            steps=ALARMING,
        ),
        stat(
            Words("The next", "ອັນຕໍ່ໄປ"),
            Words("Time that is left to it.", "ເວລາທີ່ເຫຼືອ."),
            f"min({LEFT_S})",
            "s",
        ),
        Panel(
            Words("Table nearest to its limit", "ຕາຕະລາງໃກ້ຂີດຈຳກັດສຸດ"),
            Words("Age of its oldest row, as a share of what is allowed.", "ອາຍຸຂອງແຖວເກົ່າສຸດ ທຽບກັບທີ່ອະນຸຍາດ."),
            [Query("max(saphan_retention_age_seconds / saphan_retention_limit_seconds)")],
            "stat",
            "percentunit",
            width=12,
            height=4,
            steps=[(1, "orange"), (1.1, "red")],
        ),
        Panel(
            Words("What ends next", "ສິ່ງທີ່ຈະໝົດອາຍຸ"),
            Words("The shortest first; below zero it is over.", "ອັນທີ່ເຫຼືອໜ້ອຍສຸດກ່ອນ; ຕ່ຳກວ່າສູນແມ່ນໝົດແລ້ວ."),
            [Query(f"sort(bottomk(40, {LEFT_S}))", column="left")],
            "table",
            width=12,
            height=16,
            columns=["kind", "name"],
            units={"left": "s"},
        ),
        Panel(
            Words("Tables", "ຕາຕະລາງ"),
            Words(
                "Rows, age of the oldest, and how long they may be kept.", "ຈຳນວນແຖວ, ອາຍຸຂອງແຖວເກົ່າສຸດ ແລະ ເກັບໄດ້ດົນປານໃດ."
            ),
            [
                Query("max by (job, table) (saphan_table_rows)", column="rows"),
                Query("max by (job, table) (saphan_retention_age_seconds)", column="oldest"),
                Query("max by (job, table) (saphan_retention_limit_seconds)", column="limit"),
            ],
            "table",
            width=12,
            height=16,
            columns=["job", "table"],
            units={"rows": "short", "oldest": "s", "limit": "s"},
        ),
    ],
)
