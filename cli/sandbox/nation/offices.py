"""Offices of the country, generated: a tier of `offices.toml` makes one at every place of its sort."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from contracts.catalogue import Catalogue
from contracts.seats import Seat

DATA: Final = files("cli.sandbox.nation") / "data"


@dataclass(frozen=True, slots=True)
class PlannedOffice:
    """An office as the country has it, with the seat above it in its line."""

    seat: Seat
    kind: str
    level: str
    lo: str
    en: str
    place: str | None = None
    country: str | None = None
    under: Seat | None = None
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A row at which a tier makes an office: its code, its names, and the words that codes above it are made of."""

    code: str
    lo: str
    en: str
    place: str | None = None
    country: str | None = None
    province: str = ""
    region: str = ""


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the country."""
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


@cache
def document(name: str) -> dict[str, Any]:  # Any: TOML, read by whoever asks for it
    """Return a TOML file of the country."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def places() -> Mapping[str, tuple[Place, ...]]:
    """Return the places by sort, as a tier of `offices.toml` names it."""
    regions = {province: row["code"] for row in table("regions.csv") for province in row["provinces"].split()}
    listed = Catalogue.load().codelist("places").codes.values()
    districts = tuple(
        Place(code.code, f"ເມືອງ{code.lo}", code.en, place=code.code, province=code.code[:2])
        for code in listed
        if code.attributes["level"] == "district"
    )
    provinces = {
        code.code: Place(code.code, *_names(code.lo, code.en), place=code.code, region=regions[code.code])
        for code in listed
        if code.attributes["level"] == "province"
    }
    zones = tuple(_zone(row, provinces[row["province"]]) for row in table("zones.csv"))
    found = {
        "centre": (Place("hq", "", ""),),
        "regions": tuple(Place(row["code"], row["name_lo"], row["name_en"]) for row in table("regions.csv")),
        "provinces": tuple(provinces.values()),
        "zones": zones,
        "districts": districts,
        "hospitals": tuple(
            Place(row["code"], row["name_lo"], row["name_en"], place=row["place"]) for row in table("hospitals.csv")
        ),
        "embassies": tuple(
            Place(row["code"], row["name_lo"], row["name_en"], country=row["country"]) for row in table("embassies.csv")
        ),
    }
    return MappingProxyType(found)


def _names(lo: str, en: str) -> tuple[str, str]:
    """Return what a province is called in a sentence: the capital is no province by name."""
    return (lo, en) if lo.startswith("ນະຄອນຫຼວງ") else (f"ແຂວງ{lo}", f"{en} province")


def _zone(row: Mapping[str, str], province: Place) -> Place:
    number = row["code"].rpartition("z")[2]
    return Place(
        row["code"], f"ເຂດ {number} {province.lo}", f"Zone {number}, {province.en}", row["seat"], province=province.code
    )


@cache
def zone_of() -> Mapping[str, str]:
    """Return the zone that each district belongs to, by the district's code."""
    return {district: row["code"] for row in table("zones.csv") for district in row["districts"].split()}


def planned(names: Mapping[str, tuple[str, str]]) -> Iterator[PlannedOffice]:
    """Return every office of the country; `names` are the members', in Lao and English."""
    for tier in document("offices.toml")["tiers"]:
        for member in tier["members"]:
            ministry = dict(zip(("ministry_lo", "ministry_en"), _without_ministry(*names[member]), strict=True))
            for place in places()[tier["at"]]:
                yield _office(tier, member, place, ministry)


def _without_ministry(lo: str, en: str) -> tuple[str, str]:
    return lo.removeprefix("ກະຊວງ"), en.removeprefix("Ministry of ")


def _office(tier: Mapping[str, Any], member: str, place: Place, ministry: Mapping[str, str]) -> PlannedOffice:
    words = {"code": place.code, "province": place.province, "region": place.region, "lo": place.lo, "en": place.en}
    under = tier.get("under")
    return PlannedOffice(
        seat=Seat(member, tier["code"].format(**words)),
        kind=tier["kind"],
        level=tier["level"],
        lo=tier["lo"].format(**words, **ministry),
        en=tier["en"].format(**words, **ministry),
        place=place.place,
        country=place.country,
        under=Seat(member, under.format(**words)) if under is not None else None,
        invented=tier["basis"] == "invented",
    )
