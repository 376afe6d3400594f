"""Bill of materials of an image (CycloneDX 1.6): each pinned package with the wheel's hash and licences."""

import email.parser
import os
import sys
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from deploy.build.pins import WHEELHOUSE, digests, images, pins_of

FOLDER: Final = WHEELHOUSE / "sbom"
OSI: Final = "License :: OSI Approved :: "
_A_NAME: Final = 80  # characters; longer is a text
# The bill says nothing about when it was made, so that one tree makes the same bytes everywhere.
_NO_TIME: Final = datetime(1980, 1, 1, tzinfo=UTC)


class NotInWheelhouse(Exception):  # noqa: N818 - a sentence for people
    """A pinned wheel is not there."""


def file_name(image: str) -> str:
    """Return the name of an image's bill, beside the wheels and in the build."""
    return f"{image}.cdx.json"


def bill(image: str, wheels: Mapping[str, Path]) -> str:
    """Return the bill of an image as JSON, from its pins and the wheels by their SHA-256; raise `NotInWheelhouse`."""
    own = {digest: wheel for digest, wheel in wheels.items() if wheel.name.startswith("saphan-")}
    if len(own) != 1:
        raise NotInWheelhouse("saphan")
    saphan = _component(*own.popitem(), ComponentType.APPLICATION)
    parts = []
    for pin in pins_of(image):
        found = sorted(pin.hashes & wheels.keys())
        if not found:
            raise NotInWheelhouse(f"{pin.name} {pin.version}")
        parts.append(_component(found[0], wheels[found[0]], ComponentType.LIBRARY))
    # made of what is in it: the same content has the same number
    number = uuid5(NAMESPACE_URL, "\n".join([image, *(str(part.bom_ref) for part in (saphan, *parts))]))
    made = Bom(serial_number=number, metadata=BomMetaData(component=saphan, timestamp=_NO_TIME), components=parts)
    made.register_dependency(saphan, parts)
    return JsonV1Dot6(made).output_as_string(indent=2) + "\n"


def _component(digest: str, wheel: Path, kind: ComponentType) -> Component:
    told = metadata(wheel)
    purl = PackageURL("pypi", name=told["Name"].lower().replace("_", "-").replace(".", "-"), version=told["Version"])
    return Component(
        type=kind,
        name=purl.name,
        version=told["Version"],
        purl=purl,
        bom_ref=f"{purl}#{digest}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
        licenses=licences(told),
    )


def metadata(wheel: Path) -> Message:
    """Return the METADATA of a wheel (PEP 566: a head of mail)."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(
            name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1
        )
        return email.parser.Parser().parsestr(archive.read(name).decode("utf-8"))


def licences(told: Message) -> Iterable[License]:
    """Return what the metadata says of the licence: its expression, else its classifiers, else its short name."""
    known = LicenseFactory()
    if expression := told["License-Expression"]:
        return [known.make_from_string(expression)]
    classified = [each.removeprefix(OSI) for each in told.get_all("Classifier", []) if each.startswith(OSI)]
    if classified:
        return [known.make_with_name(each) for each in classified]
    short = (told["License"] or "").strip()
    return [known.make_from_string(short)] if short and len(short) <= _A_NAME and "\n" not in short else []


def main() -> int:
    """Write the bill of every image beside the wheels; 1 when a wheel is missing."""
    wheels = digests(WHEELHOUSE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for image in images():
        try:
            written = FOLDER / f".{file_name(image)}.{os.getpid()}"
            written.write_text(bill(image, wheels), "utf-8")
            written.replace(FOLDER / file_name(image))  # who reads one meanwhile reads the whole of it
        except NotInWheelhouse as fault:
            sys.stderr.write(f"The bill of {image} needs the wheel of {fault}: run `make wheelhouse`.\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
