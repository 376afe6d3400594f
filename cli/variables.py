"""Variables that are no setting of a component, in one list; and the misspelt ones, with the nearest right one."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import Final

from cli.components import COMPONENTS, Component

BEGIN: Final = "SAPHAN_"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable that verbs of the command read, or tests."""

    name: str
    meaning: str
    read_by: str
    default: str = "none"
    secret: bool = False


VARIABLES: Final = (
    Variable("SAPHAN_SECRETS_DIR", "Folder with variables as files.", "every verb"),
    Variable("SAPHAN_BUS", "Which bus carries the events: `kafka` or `postgres`.", "`saphan topics`", "kafka"),
    Variable(
        "SAPHAN_BUS_URL",
        "Kafka's bootstrap servers, or the PostgreSQL of the topic log.",
        "`saphan topics`",
        secret=True,
    ),
    *(
        Variable(f"SAPHAN_BUS_{name}", f"The same as the services' `…_BUS_{name}`.", "`saphan topics`", secret=secret)
        for name, secret in (
            ("SECURITY", False),
            ("USERNAME", False),
            ("PASSWORD", True),
            ("CA_FILE", False),
            ("CERTIFICATE_FILE", False),
            ("KEY_FILE", False),
        )
    ),
    Variable("SAPHAN_COMPONENT", "The component of an image.", "`saphan probe`"),
    Variable("SAPHAN_VERSION", "Tag of the images of Saphan.", "`docker-compose.yml`", "the project's version"),
    Variable("SAPHAN_LOG_LEVEL", "What is worth a log line.", "`saphan run`", "warning"),
    Variable("SAPHAN_SEED", "Repeats a run of what is drawn by chance.", "`make nightly`"),
    Variable("SAPHAN_TEST", "1 arms the two below.", "tests"),
    Variable("SAPHAN_CRASH_AT", "The step at which the process kills itself.", "tests"),
    Variable("SAPHAN_CRASH_AFTER", "How often that step is passed first.", "tests", "0"),
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A variable of the environment that nobody reads, and the nearest one that somebody does."""

    name: str
    nearest: str | None

    @property
    def sentences(self) -> tuple[str, str]:
        """What is wrong, in English and Lao."""
        meant = f"; is {self.nearest} meant?" if self.nearest else "."
        lo = f"; ໝາຍເຖິງ {self.nearest} ບໍ?" if self.nearest else "."
        return f"{self.name} is read by nobody{meant}", f"ບໍ່ມີໃຜອ່ານ {self.name}{lo}"


def unknown_variables(component: Component) -> Iterator[Unknown]:
    """Yield the variables of the environment that begin as ours do and that neither the component nor a verb reads.

    Those of another component are its own to look at: an environment may be shared.
    """
    known = {variable.name for variable in VARIABLES} | set(component.variables())
    others = tuple(other.prefix for other in COMPONENTS if other != component)
    for name in sorted(os.environ):
        if name.startswith(BEGIN) and not name.startswith(others) and name not in known:
            near = get_close_matches(name.removeprefix(BEGIN), [each.removeprefix(BEGIN) for each in known], 1, 0.7)
            yield Unknown(name, BEGIN + near[0] if near else None)


def known_names() -> set[str]:
    """Return every variable that somebody reads."""
    own = (component.variables() for component in COMPONENTS)
    return {variable.name for variable in VARIABLES} | set(chain.from_iterable(own))
