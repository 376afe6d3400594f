"""Services and bus: each component's calls, and its events on their way out and in."""

from typing import Final

from deploy.telemetry.dashboards.shared import ALARMING, DAY_S, JOB, OF_JOB, READY
from deploy.telemetry.panels import Dashboard, Panel, Query, Words

SERVICES_AND_BUS: Final = Dashboard(
    "saphan-services",
    Words("Services & bus", "ບໍລິການ ແລະ ລະບົບເຫດການ"),
    Words("Each component's calls, and its events out and in.", "ການເອີ້ນຂອງແຕ່ລະອົງປະກອບ ແລະ ເຫດການເຂົ້າ-ອອກ."),
    [
        Panel(
            Words("Calls", "ການເອີ້ນ"),
            Words("HTTP requests a second by component.", "ຄຳຮ້ອງ HTTP ຕໍ່ວິນາທີ ຕາມອົງປະກອບ."),
            [
                Query(
                    f"sum by (job) (rate(http_server_request_duration_seconds_count{{{OF_JOB}}}[$__rate_interval]))",
                    "{{job}}",
                )
            ],
            unit="reqps",
        ),
        Panel(
            Words("Calls that failed", "ການເອີ້ນທີ່ລົ້ມເຫຼວ"),
            Words("Answered with 5xx, a second.", "ຕອບດ້ວຍ 5xx, ຕໍ່ວິນາທີ."),
            [
                Query(
                    "sum by (job, http_response_status_code) (rate(http_server_request_duration_seconds_count{"
                    f'{OF_JOB}, http_response_status_code=~"5.."}}[$__rate_interval]))',
                    "{{job}} {{http_response_status_code}}",
                )
            ],
            unit="reqps",
        ),
        Panel(
            Words("Time of a call, p95", "ເວລາຂອງການເອີ້ນ p95"),
            Words("In the component itself, without the gateway.", "ໃນອົງປະກອບເອງ, ບໍ່ລວມປະຕູເຊື່ອມຕໍ່."),
            [
                Query(
                    "histogram_quantile(0.95, sum by (job, le) (rate(http_server_request_duration_seconds_bucket{"
                    f"{OF_JOB}}}[$__rate_interval])))",
                    "{{job}}",
                )
            ],
            unit="s",
        ),
        Panel(
            Words("Outbox", "ກ່ອງອອກ"),
            Words("Events that wait to be published.", "ເຫດການທີ່ລໍຖ້າສົ່ງອອກ."),
            [Query(f"max by (job) (saphan_outbox_pending{{{OF_JOB}}})", "{{job}}")],
        ),
        Panel(
            Words("Age of the outbox", "ອາຍຸຂອງກ່ອງອອກ"),
            Words("Of the oldest event that waits; it rings after a minute.", "ຂອງເຫດການເກົ່າສຸດທີ່ລໍຖ້າ; ເຕືອນຫຼັງໜຶ່ງນາທີ."),
            [Query(f"max by (job) (saphan_outbox_age_seconds{{{OF_JOB}}})", "{{job}}")],
            unit="s",
            steps=[(60, "red")],
        ),
        Panel(
            Words("Consumers behind", "ຜູ້ຮັບທີ່ຊ້າ"),
            Words("Events that a component has not handled yet, by topic.", "ເຫດການທີ່ຍັງບໍ່ໄດ້ດຳເນີນການ ຕາມຫົວຂໍ້."),
            [Query(f"sum by (job, topic) (saphan_consumer_lag{{{OF_JOB}}})", "{{job}} ← {{topic}}")],
            steps=[(1000, "red")],
        ),
        Panel(
            Words("Dead letters", "ຈົດໝາຍຕາຍ"),
            Words(
                "Events that could not be handled: `saphan dead-letters list` shows the reasons.",
                "ເຫດການທີ່ດຳເນີນການບໍ່ໄດ້: `saphan dead-letters list` ສະແດງສາເຫດ.",
            ),
            [Query(f"max by (job) (saphan_dead_letters{{{OF_JOB}}})", "{{job}}")],
            steps=ALARMING,
        ),
        Panel(
            Words("Age of dead letters", "ອາຍຸຂອງຈົດໝາຍຕາຍ"),
            Words("Of the oldest; after a day it is urgent.", "ຂອງອັນເກົ່າສຸດ; ຫຼັງໜຶ່ງມື້ແມ່ນດ່ວນ."),
            [Query(f"max by (job) (saphan_dead_letters_age_seconds{{{OF_JOB}}})", "{{job}}")],
            unit="s",
            steps=[(DAY_S, "red")],
        ),
        Panel(
            Words("Age of reference data", "ອາຍຸຂອງຂໍ້ມູນສະມາຊິກ ແລະ ຫ້ອງການ"),
            Words(
                "Since the directory last confirmed a service's members and offices; it rings after a minute.",
                "ນັບແຕ່ສາລະບານຢືນຢັນສະມາຊິກ ແລະ ຫ້ອງການຂອງບໍລິການຄັ້ງສຸດທ້າຍ; ເຕືອນຫຼັງໜຶ່ງນາທີ.",
            ),
            [Query(f"max by (job) (saphan_reference_age_seconds{{{OF_JOB}}})", "{{job}}")],
            unit="s",
            steps=[(60, "red")],
        ),
        READY,
    ],
    [JOB],
)
