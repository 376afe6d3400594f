"""Every setting says what it is for, keeps its secret, and fails at start rather than at the first exchange."""

import importlib

import pytest
from pydantic import SecretStr

from chassis.process.settings import ComponentSettings
from tests.architecture.house_rules import ROOT

PACKAGES = [
    "gateway",
    *(
        f"services.{folder.name}"
        for folder in sorted((ROOT / "services").iterdir())
        if (folder / "settings.py").exists()
    ),
]


def settings_of(package: str) -> type[ComponentSettings]:
    found: type[ComponentSettings] = importlib.import_module(f"{package}.settings").Settings
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_setting_is_described(package: str) -> None:
    fields = settings_of(package).model_fields
    assert [name for name, field in fields.items() if not field.description] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_settings_are_frozen_strict_and_named_by_their_component(package: str) -> None:
    config = settings_of(package).model_config
    assert config["frozen"] is True
    assert config["extra"] == "forbid"
    assert config["env_prefix"] == f"SAPHAN_{package.rpartition('.')[2].upper()}_"


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_secret_has_a_default(package: str) -> None:
    fields = settings_of(package).model_fields
    assert [name for name, field in fields.items() if field.annotation is SecretStr and not field.is_required()] == []
