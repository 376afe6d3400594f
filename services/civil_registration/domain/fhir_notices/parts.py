"""Parts of a notice: which resource is whom or what, by sections of the document and references. No I/O."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from services.civil_registration.domain.fhir_notices.bundles import Bundle, Resource
from services.civil_registration.domain.fhir_notices.nodes import At, Node, found, steps_of
from services.civil_registration.domain.fhir_notices.notices import Notice, Reason
from services.civil_registration.domain.fhir_notices.tables import TABLES, Link

_SECTIONS: Final = steps_of("section")
_TYPE: Final = steps_of("type.coding")
_FULL_URL: Final = "fullUrl"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A resource in its role, and the resources that led to it, itself included."""

    role: str
    resource: Resource
    trail: tuple[Resource, ...]


class Parts:
    """The parts of one bundle, each found once; what leads nowhere, or in a circle, is said in the notice."""

    def __init__(self, bundle: Bundle, notice: Notice) -> None:
        self._bundle, self._notice = bundle, notice
        self.found: list[Part] = []
        self._of: dict[str, list[Part]] = {}  # by role
        self._roles: dict[Resource, set[str]] = {}
        self._found("bundle", Resource(bundle.root, "Bundle", ()), ())
        notice.read |= {("resourceType",), ("type",)}
        self._add("composition", bundle.composition, ())
        self._sections()
        for resource in bundle.resources:
            if resource.type in TABLES.everywhere:
                self._add(TABLES.everywhere[resource.type], resource, ())
        for part in self.found:  # it grows while it is walked: links of parts that links have found
            for link in TABLES.links:
                if link.role == part.role:
                    self._follow(link, part)
        for part in self.found:
            self._tie(part)

    def of(self, role: str) -> Sequence[Part]:
        """Return the parts in that role."""
        return self._of.get(role, ())

    def roles_of(self, resource: Resource) -> Collection[str]:
        """Return the roles of a resource."""
        return self._roles.get(resource, set())

    def _sections(self) -> None:
        composition = self._bundle.composition
        for coding in found(composition.node, _TYPE):
            if (coding.said("system"), coding.said("code")) in TABLES.documents:
                self._notice.read |= _of_coding(coding)
        for section in found(composition.node, _SECTIONS):
            role = None
            for code in section.all("code"):
                for coding in code.all("coding"):
                    role = role or TABLES.sections.get((coding.said("system"), coding.said("code")))
                    if role is not None:
                        self._notice.read |= _of_coding(coding)
            if role is None:
                self._notice.leave([section.at], Reason.UNKNOWN_CODE)
            elif section.get("modifierExtension") is not None:
                self._notice.leave([section.at], Reason.MODIFIED)
            else:
                self._refer(role, section)

    def _refer(self, role: str, section: Node) -> None:
        for reference in section.all("entry"):
            resource = self._led_to(reference, self.found[1])
            if resource is None:
                continue
            known = self.of(role)
            if known and known[0].resource is not resource:
                # two children are two births: one bundle is one notice
                self._notice.leave([resource.node.at], Reason.TOO_MANY)
            elif not known:
                self._add(role, resource, self.found[1].trail)
            self._notice.read.add((*reference.at, "reference"))

    def _follow(self, link: Link, part: Part) -> None:
        for reference in found(part.resource.node, link.path):
            resource = self._led_to(reference, part)
            if resource is None:
                continue
            if resource.node.at != reference.at:
                self._notice.read.add((*reference.at, "reference"))
            self._notice.read |= set(reference.chosen)
            if (link.about | {link.to}).isdisjoint(self.roles_of(resource)):
                self._add(link.to, resource, part.trail)

    def _tie(self, part: Part) -> None:
        """Read references that say again what belongs together; they lead to a part, or say why not."""
        for path in TABLES.ties.get(part.resource.type, ()):
            for reference in found(part.resource.node, path):
                resource = self._led_to(reference, part)
                if resource is not None and self.roles_of(resource):
                    self._notice.read.add((*reference.at, "reference"))

    def _led_to(self, reference: Node, part: Part) -> Resource | None:
        """Return where a reference of this part leads; None, with the reason in the notice, for nowhere or a circle."""
        if not reference.said("reference") and reference.get("identifier") is None:
            return None
        resource = self._bundle.led_to(reference, part.resource)
        if resource is None:
            self._notice.leave([*reference.chosen, (*reference.at, "reference")], Reason.UNRESOLVED)
        elif any(resource is each for each in part.trail):
            self._notice.leave([*reference.chosen, (*reference.at, "reference")], Reason.CIRCULAR)
            return None
        return resource

    def _add(self, role: str, resource: Resource, trail: tuple[Resource, ...]) -> None:
        at = resource.node.at
        if resource.is_modified:
            self._notice.leave([at], Reason.MODIFIED)
            return
        if resource.is_withdrawn:
            self._notice.leave([at], Reason.WITHDRAWN)
            return
        self._found(role, resource, trail)
        if resource.type != "Reference":
            self._notice.read |= {(*at, "resourceType"), *_address_of(resource)}

    def _found(self, role: str, resource: Resource, trail: tuple[Resource, ...]) -> None:
        part = Part(role, resource, (*trail, resource))
        self.found.append(part)
        self._of.setdefault(role, []).append(part)
        self._roles.setdefault(resource, set()).add(role)


def _of_coding(coding: Node) -> set[At]:
    return {(*coding.at, "system"), (*coding.at, "code")}


def _address_of(resource: Resource) -> set[At]:
    """Return the leaf by which an entry is found; it may not be there."""
    at = resource.node.at
    return {(*at[:-1], _FULL_URL)} if at == resource.entry and at else {(*at, "id")}
