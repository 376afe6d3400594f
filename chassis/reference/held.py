"""Members and offices as a service holds them: one frozen object, swapped as a whole when the directory changes."""

from typing import Annotated

from chassis.http.resources import resource
from contracts.organisations import Organisations


class HeldOrganisations:
    """The organisations of this process. What reads them twice in one request may see two versions: read once."""

    def __init__(self, current: Organisations | None = None) -> None:
        self.current = Organisations() if current is None else current


HeldOrganisationsDep = Annotated[HeldOrganisations, resource(HeldOrganisations)]
