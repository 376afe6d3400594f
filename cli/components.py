"""Table of the components: name, package, database, settings; a component is imported only when it is used."""

import importlib
import importlib.util
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cli.environment import variable
from cli.groups import must_have
from cli.refusals import Refused

if TYPE_CHECKING:  # `saphan run` reads this table before it says its first word
    from fastapi import FastAPI

    from chassis.process.settings import ComponentSettings


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its name on the command line and in the environment, and its package."""

    name: str  # as in the first path segment: "case-registry"
    package: str
    groups: tuple[str, ...] = ()  # without which it cannot start (cli.groups)

    @property
    def database(self) -> str:
        """Name of its database in the embedded server."""
        return self.name.replace("-", "_")

    @property
    def migrations(self) -> str:
        """The package that holds its migrations."""
        return f"{self.package}.migrations"

    @property
    def prefix(self) -> str:
        """What its environment variables start with."""
        return f"SAPHAN_{self.database.upper()}_"

    def settings_class(self) -> "type[ComponentSettings]":
        """Import its settings class, whose fields are the component's variables of the environment."""
        found: type[ComponentSettings] = importlib.import_module(f"{self.package}.settings").Settings
        return found

    def variables(self) -> list[str]:
        """Return the names of its variables."""
        return [f"{self.prefix}{name.upper()}" for name in self.settings_class().model_fields]

    def consumes(self) -> Collection[str]:
        """Return the event types that it consumes."""
        if importlib.util.find_spec(f"{self.package}.consumers") is None:
            return ()
        rules: Mapping[str, object] = importlib.import_module(f"{self.package}.consumers").CONSUMES
        return rules

    def settings(self) -> "ComponentSettings":
        """Return its settings as the environment has them; raise `Refused` naming every variable that is wrong."""
        from pydantic import ValidationError  # as above

        from chassis.process.secret_files import SecretFileRefused
        from cli.complaints import complaint, complaint_in_lao

        try:
            return self.settings_class()()
        except ValidationError as fault:
            wrong = "; ".join(complaint(self.prefix, error, self.name) for error in fault.errors())
            lo = "; ".join(complaint_in_lao(self.prefix, error, self.name) for error in fault.errors())
            raise Refused(f"{self.name} cannot start: {wrong}.", f"{self.name} ເປີດບໍ່ໄດ້: {lo}.") from None
        except SecretFileRefused as fault:
            raise Refused(f"{self.name} cannot start: {fault}.", f"{self.name} ເປີດບໍ່ໄດ້: {fault.lo}.") from fault

    def build(
        self, settings: "ComponentSettings", **shared: Any
    ) -> "FastAPI":  # Any: what a component shares is its own affair
        """Return its app for these settings; raise `Refused` when a group is not installed that it needs."""
        must_have(self.name, *self.groups)
        app: FastAPI = importlib.import_module(f"{self.package}.app").build(settings, **shared)
        return app

    def database_url(self) -> str:
        """Return the database of the environment: all that a migration needs to know."""
        name = f"{self.prefix}DATABASE_URL"
        url = variable(name)
        if not url:
            raise Refused(f"Set {name}: postgresql://user:password@host/database.", f"ຕ້ອງຕັ້ງຄ່າ {name}.")
        return url


GATEWAY: Final = Component("gateway", "gateway")
SERVICES: Final = (
    Component("case-registry", "services.case_registry", ("bus",)),
    Component("civil-registration", "services.civil_registration", ("bus", "prints")),
    Component("document-exchange", "services.document_exchange", ("bus", "files")),
    Component("health-summaries", "services.health_summaries", ("bus",)),
)
COMPONENTS: Final = (GATEWAY, *SERVICES)


def component(name: str) -> Component:
    """Return the component of that name, or raise `Refused` with the names there are."""
    for known in COMPONENTS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in COMPONENTS)
    raise Refused(f"There is no component {name!r}; there are {names}.", f"ບໍ່ມີອົງປະກອບ {name!r}; ມີ {names}.", exit_code=2)
