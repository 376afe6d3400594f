"""The gateway: rates, refusals, places and connections of the front door."""

from typing import Final

from deploy.telemetry.dashboards.shared import ALARMING, LATENCY, REFUSALS, SERVICE, SHARES, exchanges, share
from deploy.telemetry.panels import Dashboard, Panel, Query, Words

GATEWAY: Final = Dashboard(
    "saphan-gateway",
    Words("Gateway", "ປະຕູເຊື່ອມຕໍ່"),
    Words("The front door: rates, refusals, places, connections.", "ປະຕູໜ້າ: ອັດຕາ, ການປະຕິເສດ, ບ່ອນ, ການເຊື່ອມຕໍ່."),
    [
        Panel(
            Words("Exchanges by operation", "ການແລກປ່ຽນຕາມການດຳເນີນການ"),
            Words("A second; the twelve most frequent.", "ຕໍ່ວິນາທີ; ສິບສອງອັນທີ່ຫຼາຍສຸດ."),
            [Query(f"topk(12, {exchanges('service, operation')})", "{{service}}/{{operation}}")],
            unit="reqps",
        ),
        LATENCY,
        REFUSALS,
        Panel(
            Words("Failed, by service", "ລົ້ມເຫຼວ ຕາມບໍລິການ"),
            Words("Share of 5xx; 0.1 % is allowed in a month.", "ສັດສ່ວນຂອງ 5xx; ເດືອນໜຶ່ງໃຫ້ 0.1 %."),
            [Query(share("failed", "service"), "{{service}}")],
            unit="percentunit",
            steps=SHARES,
        ),
        Panel(
            Words("Breaches of contract", "ການບໍ່ຖືກຕາມສັນຍາ"),
            Words(
                "In 5 minutes: answers not passed on (contract-broken), records taken out (items-withheld).",
                "ຄຳຕອບທີ່ບໍ່ໄດ້ສົ່ງຕໍ່ (contract-broken) ແລະ ບັນທຶກທີ່ຖືກເອົາອອກ (items-withheld) ໃນ 5 ນາທີ.",
            ),
            [
                Query(
                    "sum by (service, operation, code) (increase(saphan_exchange_breaches_total[5m]))",
                    "{{service}}/{{operation}} {{code}}",
                )
            ],
            steps=ALARMING,
        ),
        Panel(
            Words("Places taken", "ບ່ອນທີ່ຖືກໃຊ້"),
            Words(
                "Share of the places of each service and kind of call; at 1 calls wait, then get 503 service-busy.",
                "ສັດສ່ວນຂອງບ່ອນແຕ່ລະບໍລິການ ແລະ ຊະນິດ; ເມື່ອຮອດ 1 ການເອີ້ນລໍຖ້າ ແລ້ວໄດ້ 503 service-busy.",
            ),
            [
                Query(
                    "max by (lane, service) (saphan_exchange_places_used / saphan_exchange_places_limit)",
                    "{{lane}} {{service}}",
                )
            ],
            unit="percentunit",
            steps=[(0.7, "orange"), (0.9, "red")],
        ),
        Panel(
            Words("Connections taken", "ການເຊື່ອມຕໍ່ທີ່ຖືກໃຊ້"),
            Words("Share of what a process takes at once.", "ສັດສ່ວນຂອງທີ່ໂປຣເຊດໜຶ່ງຮັບໄດ້ພ້ອມກັນ."),
            [Query("max by (job, instance) (saphan_connections / saphan_connections_limit)", "{{job}} {{instance}}")],
            unit="percentunit",
            steps=[(0.7, "orange"), (0.9, "red")],
        ),
        Panel(
            Words("Age of the directory", "ອາຍຸຂອງສາລະບານ"),
            Words(
                "Since a process has last confirmed the version; after 10 seconds it refuses calls.",
                "ນັບແຕ່ໂປຣເຊດຢືນຢັນລຸ້ນຄັ້ງສຸດທ້າຍ; ກາຍ 10 ວິນາທີຈະປະຕິເສດການເອີ້ນ.",
            ),
            [Query("max by (instance) (saphan_directory_age_seconds)", "{{instance}}")],
            unit="s",
            steps=[(10, "red")],
        ),
        Panel(
            Words("Alarms", "ສັນຍານເຕືອນ"),
            Words("Those of /healthz that hold.", "ອັນທີ່ຢູ່ໃນ /healthz ດຽວນີ້."),
            [Query("max by (job, code) (saphan_alarm) == 1", column="holds")],
            "table",
            columns=["job", "code"],
        ),
    ],
    [SERVICE],
)
