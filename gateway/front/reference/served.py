"""The documents as files: JSON and YAML, made when they are first asked for, and again when a service has changed."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
import yaml

from contracts.catalogue import Catalogue
from gateway.front.assets import Asset, as_asset
from gateway.front.contact import Contact
from gateway.front.page_data import DirectoryPage, ListedService
from gateway.front.reference.document import Document
from gateway.front.reference.documents import one, whole

WHOLE: Final = ""  # the name of the document of all services


class _Plain(yaml.CSafeDumper):
    """Writes a value again where it stands again: a reader's YAML may not know anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - of the library; Any: as there
        return True


def _yaml(document: Document) -> bytes:
    text: str = yaml.dump(document, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
    return text.encode("utf-8")


FORMS: Final[Mapping[str, tuple[str, Callable[[Document], bytes]]]] = {
    "json": ("application/json", orjson.dumps),
    "yaml": ("application/yaml", _yaml),  # RFC 9512
}


class Reference:
    """The served documents of the directory as it stands; a request that finds one made does no work."""

    def __init__(self, public_url: str, contact: Contact | None = None) -> None:
        self._public_url, self._contact = public_url, contact
        self._version: int | None = None
        self._services: tuple[ListedService, ...] = ()
        self._made: dict[tuple[str, str], Asset] = {}
        self._making = asyncio.Lock()  # two that ask at once do not make it twice

    async def document(self, page: DirectoryPage, name: str, form: str) -> Asset | None:
        """Return a service's document, or that of all, as JSON or YAML; None where there is no such service."""
        async with self._making:
            if page.version != self._version and page.services != self._services:
                self._made = {}  # another change of the directory leaves what is served as it is
            self._version, self._services = page.version, page.services
            if (name, form) not in self._made:
                # in a thread: making it takes longer than the exchanges of this loop may wait
                made = await asyncio.to_thread(self._make, page.services, name, form)
                if made is None:
                    return None
                self._made[name, form] = made
            return self._made[name, form]

    def _make(self, services: tuple[ListedService, ...], name: str, form: str) -> Asset | None:
        document = self._document(services, name)
        if document is None:
            return None
        media_type, spelt = FORMS[form]
        return as_asset(spelt(document), media_type)

    def _document(self, services: tuple[ListedService, ...], name: str) -> Document | None:
        catalogue = Catalogue.load()
        if name == WHOLE:
            return whole(services, public_url=self._public_url, catalogue=catalogue, contact=self._contact)
        found = next((each for each in services if each.name == name), None)
        if found is None:
            return None
        return one(found, public_url=self._public_url, catalogue=catalogue, contact=self._contact)
