"""The control tower: the country at a glance."""

from typing import Final

from deploy.telemetry.dashboards.shared import (
    ALARMING,
    DAY_S,
    LATENCY,
    REFUSALS,
    RINGING,
    SERVICE,
    SHARES,
    UNSEEN_S,
    exchanges,
    quantile,
    share,
    stat,
)
from deploy.telemetry.panels import Dashboard, Panel, Query, Words

CONTROL_TOWER: Final = Dashboard(
    "saphan-control-tower",
    Words("Control tower", "ຫໍຄວບຄຸມ"),
    Words("The country at a glance.", "ເບິ່ງທົ່ວປະເທດໃນໜ້າດຽວ."),
    [
        stat(
            Words("Exchanges", "ການແລກປ່ຽນ"),
            Words("A second, all together.", "ຕໍ່ວິນາທີ, ທັງໝົດ."),
            f"sum({exchanges('service')})",
            "reqps",
        ),
        stat(
            Words("Failed", "ລົ້ມເຫຼວ"),
            Words("Share of 5xx; 0.1 % is allowed in a month.", "ສັດສ່ວນຂອງ 5xx; ເດືອນໜຶ່ງໃຫ້ 0.1 %."),
            share("failed", ""),
            "percentunit",
            SHARES,
        ),
        stat(
            Words("Refused", "ຖືກປະຕິເສດ"),
            Words("Share of 4xx: by the gateway or the service.", "ສັດສ່ວນຂອງ 4xx: ໂດຍປະຕູເຊື່ອມຕໍ່ ຫຼື ບໍລິການ."),
            share("refused", ""),
            "percentunit",
            ((0.1, "orange"), (0.3, "red")),
        ),
        stat(
            Words("Time, p95", "ເວລາ p95"),
            Words("95 % of the exchanges take less.", "95 % ຂອງການແລກປ່ຽນໄວກວ່ານີ້."),
            quantile(0.95, "le"),
            "s",
            ((1, "orange"), (2, "red")),
        ),
        stat(
            Words("Silent members", "ສະມາຊິກທີ່ງຽບ"),
            Words("Without an exchange for three days.", "ບໍ່ມີການແລກປ່ຽນສາມມື້."),
            "count(time() - max by (member) (saphan_system_last_exchange_timestamp_seconds) > 259200) or vector(0)",
            steps=ALARMING,
        ),
        stat(
            Words("Alerts", "ການເຕືອນ"),
            Words("That ring now.", "ທີ່ດັງຢູ່ດຽວນີ້."),
            'count(ALERTS{alertstate="firing"}) or vector(0)',
            steps=ALARMING,
        ),
        Panel(
            Words("Exchanges by service", "ການແລກປ່ຽນຕາມບໍລິການ"),
            Words("Answered, refused and failed ones together.", "ທັງທີ່ຕອບ, ປະຕິເສດ ແລະ ລົ້ມເຫຼວ."),
            [Query(exchanges("service"), "{{service}}")],
            unit="reqps",
            stacked=True,
        ),
        Panel(
            Words("Outcomes", "ຜົນ"),
            Words(
                "Answered, refused (4xx, by us or the service), failed (5xx).",
                "ຕອບແລ້ວ, ປະຕິເສດ (4xx ໂດຍເຮົາ ຫຼື ບໍລິການ), ລົ້ມເຫຼວ (5xx).",
            ),
            [Query(exchanges("outcome"), "{{outcome}}")],
            unit="reqps",
            stacked=True,
        ),
        LATENCY,
        Panel(
            Words("Operations", "ການດຳເນີນການ"),
            Words(
                "Of each: exchanges a second, share that failed, share that was refused, and the time of 95 %.",
                "ແຕ່ລະອັນ: ການແລກປ່ຽນຕໍ່ວິນາທີ, ສັດສ່ວນລົ້ມເຫຼວ, ສັດສ່ວນປະຕິເສດ ແລະ ເວລາທີ່ 95 % ໄວກວ່າ.",
            ),
            [
                Query(exchanges("service, operation"), column="a second"),
                Query(share("failed", "service, operation"), column="failed"),
                Query(
                    share("refused", "service, operation"),
                    column="refused",
                ),
                Query(quantile(0.95, "service, operation, le"), column="p95"),
            ],
            "table",
            width=16,
            height=10,
            columns=["service", "operation"],
            units={"a second": "reqps", "failed": "percentunit", "refused": "percentunit", "p95": "s"},
        ),
        Panel(REFUSALS.name, REFUSALS.about, REFUSALS.queries, unit="reqps", height=10),
        Panel(
            Words("Last exchange", "ການແລກປ່ຽນຫຼ້າສຸດ"),
            Words(
                "How long ago each system was last heard of; red after three days, longer than a weekend.",
                "ແຕ່ລະລະບົບແລກປ່ຽນຄັ້ງສຸດທ້າຍດົນປານໃດແລ້ວ; ສີແດງຫຼັງສາມມື້ ດົນກວ່າທ້າຍອາທິດ.",
            ),
            [Query(f"sort_desc({UNSEEN_S})", column="ago")],
            "table",
            width=12,
            columns=["member", "system"],
            units={"ago": "s"},
            steps=[(DAY_S, "orange"), (3 * DAY_S, "red")],
        ),
        Panel(RINGING.name, RINGING.about, RINGING.queries, "table", width=12, columns=RINGING.columns),
    ],
    [SERVICE],
)
