"""Checks of a component's variables and of the files that they name: everything wrong is told at once."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError
from pydantic_settings import SettingsError

from chassis.process.secret_files import SecretFileRefused, read_secret
from chassis.process.unreadable import unreadable
from chassis.tokens.certificate_keys import CertificateKeys
from cli.complaints import complaint, complaint_in_lao
from cli.components import Component
from cli.doctor.findings import Finding, ok, warning, wrong
from cli.environment import variable
from cli.refusals import Refused
from cli.variables import unknown_variables

if TYPE_CHECKING:
    from chassis.process.settings import ComponentSettings

CHECK: Final = "settings"
_SECRET: Final = frozenset(
    {"key_file", "subject_key_file", "certificate_keys_file", "credentials_file", "tls_key", "bus_key_file"}
)
_MAY_COME_LATER: Final = frozenset({"credentials_file"})  # made at enrolment; events wait for it
_DAY_S: Final = 86_400
_SUCCESSOR_S: Final = 366 * _DAY_S  # before its end a key gets a successor, or certificates count for less than a year
_FOLDERS: Final = frozenset({"checkpoint_folder"})


def read(component: Component) -> "tuple[ComponentSettings | None, list[Finding]]":
    """Return the component's settings, None when they are wrong, and what is found about them."""
    unknown = unknown_findings(component)
    try:
        settings = component.settings_class()()
    except ValidationError as fault:
        wrongly = [_complaint(component, error) for error in fault.errors()]
        return None, [*wrongly, *_named_files(component), *unknown]
    except SettingsError as fault:
        return None, [_no_json(component, fault), *unknown]
    except SecretFileRefused as fault:
        return None, [wrong(CHECK, f"{fault}.", f"ໃຊ້ໄຟລ໌ຄວາມລັບບໍ່ໄດ້: {fault.lo}."), *unknown]
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


def contact_findings(component: Component, settings: "ComponentSettings") -> Iterator[Finding]:
    """Yield whether the gateway names whom readers of its OpenAPI documents ask; nothing for a component without it."""
    if not hasattr(settings, "contact"):
        return
    if settings.contact is not None:
        told = f"{settings.contact.name}, {settings.contact.email}"
        yield ok("contact", f"OpenAPI documents name {told}.", f"ເອກະສານ OpenAPI ບອກຊື່ {told}.")
        return
    example = '{"name": "Help desk", "email": "help@gateway.example", "url": "https://gateway.example/help"}'
    yield warning(
        "contact",
        f"{component.prefix}CONTACT is not set: whoever reads an OpenAPI document of this gateway (info.contact) finds "
        f"no name and no mail to ask, and catalogues of APIs want both; set it to {example} of your help desk.",
        f"ຍັງບໍ່ໄດ້ຕັ້ງ {component.prefix}CONTACT: ຜູ້ອ່ານເອກະສານ OpenAPI (info.contact) ບໍ່ຮູ້ວ່າຈະຖາມໃຜ; "
        f"ຕັ້ງເປັນ {example} ຂອງໜ່ວຍຊ່ວຍເຫຼືອຂອງທ່ານ.",
    )


def _file(variable: str, path: Path, name: str) -> Finding:
    try:
        if name == "certificate_keys_file":
            return _signers(variable, path)
        if name in _SECRET:
            read_secret(path)
        else:
            path.read_bytes()
    except SecretFileRefused as fault:
        if name in _MAY_COME_LATER and not path.exists():
            en = f"{variable}: {path} is not there yet; events that are read back wait for it."
            return warning("files", en, f"{variable}: ຍັງບໍ່ມີ {path}; ເຫດການຈະລໍຖ້າ.")
        return wrong("files", f"{variable}: {fault}.", f"{variable}: ໃຊ້ໄຟລ໌ບໍ່ໄດ້: {fault.lo}.")
    except OSError as fault:
        en, lo = unreadable(path, fault)
        return wrong("files", f"{variable}: {en}.", f"{variable}: {lo}.")
    return ok("files", f"{variable}: {path} is readable.", f"{variable}: ອ່ານ {path} ໄດ້.")


def _signers(variable: str, path: Path) -> Finding:
    """Return what is found about keys of certificates; raise `SecretFileRefused` for a file that holds none."""
    keys = CertificateKeys.read(path).keys
    if keys and (left := keys[-1].ends_at - time.time()) < _SUCCESSOR_S:
        en = f"{variable}: the last key ends in {left / _DAY_S:.0f} days, and certificates end with it"
        lo = f"{variable}: ກະແຈສຸດທ້າຍໝົດອາຍຸໃນ {left / _DAY_S:.0f} ມື້ ແລະ ໃບຢັ້ງຢືນໝົດອາຍຸພ້ອມກັນ"
        return warning("files", f"{en}: make its successor with `saphan certificates key`.", f"{lo}.")
    return ok("files", f"{variable}: {len(keys)} keys of certificates.", f"{variable}: ມີ {len(keys)} ກະແຈ.")


def _named_files(component: Component) -> Iterator[Finding]:
    """Yield what is wrong with the files that variables name, while other settings are wrong: all is told at once."""
    for name, field in component.settings_class().model_fields.items():
        of = f"{component.prefix}{name.upper()}"
        if field.annotation in (Path, Path | None) and name not in _FOLDERS and (named := os.environ.get(of)):
            finding = _file(of, Path(named), name)
            if finding.level != "ok":
                yield finding


def _complaint(component: Component, error: Any) -> Finding:  # Any: pydantic's ErrorDetails, for types alone
    told = component.prefix, error, component.name
    return wrong(CHECK, f"{complaint(*told)}.", f"{complaint_in_lao(*told)}.")


def _no_json(component: Component, fault: SettingsError) -> Finding:
    named = [name for name in component.settings_class().model_fields if f'"{name}"' in str(fault)]
    variable = f"{component.prefix}{named[0].upper()}" if named else component.name
    return wrong(
        CHECK,
        f'{variable}: is not JSON; write a list as ["a", "b"].',
        f'{variable}: ບໍ່ແມ່ນ JSON; ຂຽນລາຍການເປັນ ["a", "b"].',
    )
