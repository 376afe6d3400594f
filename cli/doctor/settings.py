"""Checks of a component's variables and of the files that they name: everything wrong is told at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError
from pydantic_settings import SettingsError

from chassis.process.secret_files import SecretFileRefused, read_secret
from cli.complaints import complaint
from cli.components import Component
from cli.doctor.findings import Finding, ok, warning, wrong
from cli.environment import variable
from cli.refusals import Refused
from cli.variables import unknown_variables

if TYPE_CHECKING:
    from chassis.process.settings import ComponentSettings

CHECK: Final = "settings"
_SECRET: Final = frozenset({"key_file", "subject_key_file", "credentials_file", "tls_key", "bus_key_file"})
_MAY_COME_LATER: Final = frozenset({"credentials_file"})  # made at enrolment; events wait for it
_FOLDERS: Final = frozenset({"checkpoint_folder"})
_IN_LAO: Final = {
    "missing": "ຕ້ອງຕັ້ງຄ່າ",
    "int_parsing": "ຕ້ອງເປັນຈຳນວນເຕັມ",
    "float_parsing": "ຕ້ອງເປັນຕົວເລກ",
    "bool_parsing": "ຕ້ອງເປັນ true ຫຼື false",
    "literal_error": "ບໍ່ແມ່ນຄ່າທີ່ເລືອກໄດ້",
    "greater_than": "ນ້ອຍເກີນໄປ",
    "greater_than_equal": "ນ້ອຍເກີນໄປ",
    "less_than_equal": "ໃຫຍ່ເກີນໄປ",
    "string_pattern_mismatch": "ຮູບແບບບໍ່ຖືກ",
}


def read(component: Component) -> "tuple[ComponentSettings | None, list[Finding]]":
    """Return the component's settings, None when they are wrong, and what is found about them."""
    unknown = unknown_findings(component)
    try:
        settings = component.settings_class()()
    except ValidationError as fault:
        return None, [*(_complaint(component, error) for error in fault.errors()), *unknown]
    except SettingsError as fault:
        return None, [_no_json(component, fault), *unknown]
    except SecretFileRefused as fault:
        return None, [wrong(CHECK, f"{fault}.", f"ໃຊ້ໄຟລ໌ຄວາມລັບບໍ່ໄດ້: {fault}."), *unknown]
    return settings, [ok(CHECK, "complete, and nothing contradicts.", "ຄົບຖ້ວນ ແລະ ບໍ່ຂັດກັນ."), *unknown]


def unknown_findings(component: Component) -> list[Finding]:
    """Return a warning for each variable of the environment that nobody reads."""
    return [warning(CHECK, *each.sentences) for each in unknown_variables(component)]


def database_url(component: Component) -> str | None:
    """Return the address of the component's database when its other settings are wrong; None when it is wrong too."""
    try:
        return variable(f"{component.prefix}DATABASE_URL")
    except Refused:
        return None


def file_findings(component: Component, settings: "ComponentSettings") -> Iterator[Finding]:
    """Yield what is found about the files that the settings name."""
    for name in type(settings).model_fields:
        path = getattr(settings, name)
        if isinstance(path, Path) and name not in _FOLDERS:
            yield _file(f"{component.prefix}{name.upper()}", path, name)


def _file(variable: str, path: Path, name: str) -> Finding:
    try:
        if name in _SECRET:
            read_secret(path)
        else:
            path.read_bytes()
    except SecretFileRefused as fault:
        if name in _MAY_COME_LATER and not path.exists():
            en = f"{variable}: {path} is not there yet; events that are read back wait for it."
            return warning("files", en, f"{variable}: ຍັງບໍ່ມີ {path}; ເຫດການຈະລໍຖ້າ.")
        return wrong("files", f"{variable}: {fault}.", f"{variable}: ໃຊ້ໄຟລ໌ບໍ່ໄດ້: {fault}.")
    except OSError as fault:
        en = f"{variable}: {path} cannot be read: {fault.strerror}."
        return wrong("files", en, f"{variable}: ອ່ານ {path} ບໍ່ໄດ້: {fault.strerror}.")
    return ok("files", f"{variable}: {path} is readable.", f"{variable}: ອ່ານ {path} ໄດ້.")


def _complaint(component: Component, error: Any) -> Finding:  # Any: pydantic's ErrorDetails, for types alone
    told, en = error["msg"].removeprefix("Value error, "), complaint(component.prefix, error, component.name)
    variable = en.partition(": ")[0]
    return wrong(CHECK, f"{en}.", f"{variable}: {_IN_LAO.get(error['type'], f'ຄ່າບໍ່ຖືກ ({told})')}.")


def _no_json(component: Component, fault: SettingsError) -> Finding:
    named = [name for name in component.settings_class().model_fields if f'"{name}"' in str(fault)]
    variable = f"{component.prefix}{named[0].upper()}" if named else component.name
    return wrong(CHECK, f"{variable}: is not JSON.", f"{variable}: ບໍ່ແມ່ນ JSON.")
