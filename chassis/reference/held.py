"""Members and offices as a service holds them: one frozen object, swapped as a whole when the directory changes."""

from typing import Annotated

from chassis.http.caller import Succession
from chassis.http.resources import resource
from contracts.organisations import Organisations
from contracts.seats import Standing


class HeldOrganisations(Succession):
    """The organisations of this process. What reads them twice in one request may see two versions: read once."""

    def __init__(self, current: Organisations | None = None) -> None:
        self.current = Organisations() if current is None else current

    def in_full(self, standing: Standing) -> Standing:
        """Return the standing with every closed seat that it succeeds, where these organisations know the same."""
        return self.current.in_full(standing)


HeldOrganisationsDep = Annotated[HeldOrganisations, resource(HeldOrganisations)]
