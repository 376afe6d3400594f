"""The models are what the schemas say: regenerated they are the same, and a broken draft stops nobody else."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from contracts import generate
from contracts.generate import TARGET, differences, readable_schemas, typed_part
from contracts.schema_files import SchemaName

ROOM = SchemaName("justice", "room", 1)
HEARING = SchemaName("justice", "hearing", 2)
LABEL = {"lo": "ຫ້ອງ", "en": "Room"}


def a_schema(schema: SchemaName, title: str, /, **properties: object) -> dict[str, Any]:
    return {
        "$id": schema.id,
        "title": title,
        "type": "object",
        "properties": properties,
        "unevaluatedProperties": False,
    }


def write(folder: Path, name: SchemaName, document: object) -> None:
    (folder / name.path).parent.mkdir(parents=True, exist_ok=True)
    (folder / name.path).write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of schemas; the models go to `national` beside it."""
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    monkeypatch.setattr(generate, "schemas_folder", lambda: schemas)
    monkeypatch.setattr(generate, "TARGET", tmp_path / "national")
    monkeypatch.setattr(sys, "argv", ["generate"])
    return schemas


def test_the_committed_models_are_those_of_the_schemas(tmp_path: Path) -> None:
    documents, broken = readable_schemas()
    assert broken == []
    assert generate.generate(documents, tmp_path / "national") == []
    assert differences(tmp_path / "national", TARGET) == []


def test_the_generator_sees_what_types_can_say() -> None:
    document = a_schema(
        HEARING,
        "Hearing",
        room={"$ref": f"{ROOM.id}#/$defs/name", "x-label": LABEL},
        heldOn={"type": "string", "format": "date"},
        page={"type": "string", "format": "uri"},
    ) | {"if": True, "then": True, "allOf": [{"if": True}, {"$ref": ROOM.id}]}
    assert typed_part(document, HEARING) == {
        "title": "Hearing",
        "type": "object",
        "properties": {
            "room": {"$ref": "../justice/room.json#/$defs/name"},
            "heldOn": {"type": "string", "customTypePath": "contracts.calendar.Day"},
            "page": {"type": "string"},
        },
        "allOf": [{"$ref": "../justice/room.json"}],
        "additionalProperties": False,
        "x-schema-id": HEARING.id,
    }


def test_a_composition_of_conditions_alone_is_left_out() -> None:
    assert "allOf" not in typed_part(a_schema(ROOM, "Room") | {"allOf": [{"if": True}]}, ROOM)


def test_models_are_written_and_stale_ones_taken_away(house: Path) -> None:
    write(house, ROOM, a_schema(ROOM, "Room", name={"type": "string"}))
    stale = house.parent / "national/justice/gone.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("", "utf-8")
    assert generate.main() == 0
    text = (house.parent / "national/justice/room.py").read_text("utf-8")
    assert text.startswith(generate.HEADER)
    assert "class Room(BaseModel)" in text
    assert not stale.exists()


def test_a_check_writes_nothing_and_names_what_differs(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(house, ROOM, a_schema(ROOM, "Room", name={"type": "string"}))
    monkeypatch.setattr(sys, "argv", ["generate", "--check"])
    assert generate.main() == 1
    assert "contracts/national/justice/room.py: differs" in capsys.readouterr().err
    assert not (house.parent / "national").exists()


def test_a_broken_draft_is_named_and_stops_only_those_that_point_at_it(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pointing = SchemaName("justice", "session", 1)
    apart = SchemaName("civil", "birth", 1)
    write(house, ROOM, "{")
    write(house, HEARING, a_schema(HEARING, "Hearing", room={"$ref": ROOM.id}))
    write(house, pointing, a_schema(pointing, "Session", hearing={"$ref": HEARING.id}, any=True))
    write(house, apart, a_schema(apart, "Birth", weight={"type": "integer"}))
    assert generate.main() == 1
    told = capsys.readouterr().err
    assert "schemas/justice/room/v1.json" in told
    assert "schemas/justice/hearing/v2.json: points at" in told
    assert "schemas/justice/session/v1.json: points at" in told
    assert (house.parent / "national/civil/birth.py").exists()


def test_when_the_generator_fails_for_no_schema_its_complaint_is_told(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(house, ROOM, a_schema(ROOM, "Room"))
    monkeypatch.setattr(generate, "_complaint", lambda *_: "")
    monkeypatch.setattr(generate, "FLAGS", ["--no-such-flag"])
    assert generate.main() == 1
    assert "no-such-flag" in capsys.readouterr().err


def test_a_schema_the_generator_refuses_is_named(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    apart = SchemaName("civil", "birth", 1)
    write(house, ROOM, a_schema(ROOM, "Room", name={"$ref": "#/$defs/nowhere"}))
    write(house, HEARING, a_schema(HEARING, "Hearing", birth={"$ref": apart.id}, second={"$ref": apart.id}))
    write(house, apart, a_schema(apart, "Birth", weight={"type": "integer"}))
    assert generate.main() == 1
    told = capsys.readouterr().err
    assert "schemas/justice/room/v1.json: " in told
    assert "birth" not in told
    assert (house.parent / "national/civil/birth.py").exists()
    assert not (house.parent / "national/justice/room.py").exists()
