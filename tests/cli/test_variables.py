"""A variable that nobody reads is named with the nearest right one; those of other components are left to them."""

import pytest

from cli.components import GATEWAY
from cli.variables import VARIABLES, unknown_variables


def unknown(monkeypatch: pytest.MonkeyPatch, *names: str) -> dict[str, str | None]:
    for name in names:
        monkeypatch.setenv(name, "1")
    found = {each.name: each.nearest for each in unknown_variables(GATEWAY)}
    return {name: found[name] for name in names if name in found}


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("SAPHAN_GATEWAY_PUBLIC_ULR", "SAPHAN_GATEWAY_PUBLIC_URL"),
        ("SAPHAN_GATWAY_DATABASE_URL", "SAPHAN_GATEWAY_DATABASE_URL"),
        ("SAPHAN_SECRET_DIR", "SAPHAN_SECRETS_DIR"),
        ("SAPHAN_X", None),
    ],
)
def test_the_nearest_right_one_is_offered(monkeypatch: pytest.MonkeyPatch, name: str, nearest: str | None) -> None:
    assert unknown(monkeypatch, name) == {name: nearest}


def test_what_somebody_reads_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [variable.name for variable in VARIABLES]
    assert unknown(monkeypatch, *names, "SAPHAN_GATEWAY_PORT", "SAPHAN_CASE_REGISTRY_PROT", "SAPHANX") == {}


def test_it_is_said_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPHAN_GATEWAY_PROT", "1")
    (found,) = [each for each in unknown_variables(GATEWAY) if each.name == "SAPHAN_GATEWAY_PROT"]
    assert found.sentences == (
        "SAPHAN_GATEWAY_PROT is read by nobody; is SAPHAN_GATEWAY_PORT meant?",
        "ບໍ່ມີໃຜອ່ານ SAPHAN_GATEWAY_PROT; ໝາຍເຖິງ SAPHAN_GATEWAY_PORT ບໍ?",
    )
