"""What several dashboards ask of Prometheus, and the panels that stand on more than one."""

from collections.abc import Sequence
from typing import Final

from deploy.telemetry.panels import Panel, Query, Variable, Words

OF_SERVICE: Final = 'service=~"$service"'
OF_JOB: Final = 'job=~"$job"'
SERVICE: Final = Variable("service", Words("Service", "ບໍລິການ"), "saphan_exchange_duration_seconds_count")
JOB: Final = Variable("job", Words("Component", "ອົງປະກອບ"), "saphan_ready")
ALARMING: Final = ((1, "red"),)
SHARES: Final = ((0.001, "orange"), (0.01, "red"))


def stat(name: Words, about: Words, expr: str, unit: str = "short", steps: Sequence[tuple[float, str]] = ()) -> Panel:
    """Return one number, a sixth of a row wide."""
    return Panel(name, about, [Query(expr)], "stat", unit, width=4, height=4, steps=steps)


def quantile(share: float, by: str, matching: str = OF_SERVICE) -> str:
    """Ask for the time within which this share of exchanges was answered."""
    buckets = f"rate(saphan_exchange_duration_seconds_bucket{{{matching}}}[$__rate_interval])"
    return f"histogram_quantile({share}, sum by ({by}) ({buckets}))"


def exchanges(by: str, matching: str = OF_SERVICE) -> str:
    """Ask how many exchanges there are a second, by these labels."""
    return f"sum by ({by}) (rate(saphan_exchange_duration_seconds_count{{{matching}}}[$__rate_interval]))"


def share(outcome: str, by: str) -> str:
    """Ask which share of exchanges had this outcome, by these labels; 0 where none had."""
    whole, some = exchanges(by), exchanges(by, f'{OF_SERVICE}, outcome="{outcome}"')
    return f"({some} or 0 * {whole}) / {whole}"


UNSEEN_S: Final = "time() - max by (member, system) (saphan_system_last_exchange_timestamp_seconds)"
# without the key of a gateway's day, which is always about to end
LEFT_S: Final = 'min by (kind, name) (saphan_expiry_timestamp_seconds{name!="gateway-signing"}) - time()'
DAY_S: Final = 86_400

REFUSALS: Final = Panel(
    Words("Refusals by code", "ການປະຕິເສດຕາມລະຫັດ"),
    Words(
        "Refusals a second, the ten most frequent codes; by: who has refused, the gateway or the service.",
        "ການປະຕິເສດຕໍ່ວິນາທີ, ສິບລະຫັດທີ່ພົບຫຼາຍສຸດ; by: ໃຜປະຕິເສດ, ປະຕູເຊື່ອມຕໍ່ ຫຼື ບໍລິການ.",
    ),
    [
        Query(
            f"topk(10, sum by (code, by) (rate(saphan_exchange_refusals_total{{{OF_SERVICE}}}[$__rate_interval])))",
            "{{code}} ({{by}})",
        )
    ],
    unit="reqps",
)
LATENCY: Final = Panel(
    Words("Time of an exchange", "ເວລາຂອງການແລກປ່ຽນ"),
    Words(
        "From the door of the gateway to the answer: half of the exchanges take less than p50, 95 % less than p95.",
        "ຕັ້ງແຕ່ເຂົ້າປະຕູຈົນໄດ້ຄຳຕອບ: ເຄິ່ງໜຶ່ງໄວກວ່າ p50, 95 % ໄວກວ່າ p95.",
    ),
    [Query(quantile(share, "le"), f"p{share:.0%}".rstrip("%")) for share in (0.5, 0.95, 0.99)],
    unit="s",
    steps=[(2, "red")],
)
READY: Final = Panel(
    Words("Ready", "ຄວາມພ້ອມ"),
    Words(
        "What each component needs: 1 is there, 0 is away; the lowest of its processes.",
        "ສິ່ງທີ່ແຕ່ລະອົງປະກອບຕ້ອງການ: 1 ມີ, 0 ບໍ່ມີ; ຄ່າຕ່ຳສຸດຂອງໂປຣເຊດ.",
    ),
    [Query(f"min by (job, check) (saphan_ready{{{OF_JOB}}})", column="ready")],
    "table",
    columns=["job", "check"],
)
RINGING: Final = Panel(
    Words("Alerts that ring", "ການເຕືອນທີ່ດັງຢູ່"),
    Words("Each name is a page in docs/runbooks, which says what to do.", "ແຕ່ລະຊື່ແມ່ນໜ້າໜຶ່ງໃນ docs/runbooks ທີ່ບອກວິທີແກ້."),
    [
        Query(
            'count by (alertname, severity, job, service, code, member, name) (ALERTS{alertstate="firing"})', column="n"
        )
    ],
    "table",
    columns=["alertname", "severity", "job", "service", "code", "member", "name"],
)
