"""Lints national schemas: rules beyond JSON Schema; `python -m contracts.lint` prints every violation."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs

from contracts import in_directory, text_rules
from contracts.codelists import CodeList, CodeListBroken, read_codelists
from contracts.dialect import FORMATS, KEYWORDS, Schema, children
from contracts.lao import has_lao
from contracts.publication import broken_promises
from contracts.references import by_address, composed_in, resolve
from contracts.schema_files import BASE, SchemaFileBroken, SchemaName, read_schema, schema_names, schemas_folder

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_PASCAL: Final = re.compile("[A-Z][A-Za-z0-9]*")
_CAMEL: Final = re.compile("[a-z][A-Za-z0-9]*")
_WITHHELD: Final = f"{BASE}shared/withheld-item/v1"
_DATA_CLASSES: Final = ("general", "specific", "secret")
_SUBJECTS: Final = ("identifier", "record")
# What stands under these refines a value that is described elsewhere: no labels, no closing of its own.
_CONDITIONS: Final = frozenset({"if", "then", "else", "not", "contains", "propertyNames", "dependentSchemas"})
_PARTS: Final = frozenset({"allOf", "anyOf", "oneOf"}) | _CONDITIONS


@dataclass(frozen=True, slots=True)
class Scene:
    """One subschema in its file, with the context that its rules depend on."""

    root: Schema
    schema: Mapping[str, Any]  # Any: this is what is being checked
    path: tuple[str, ...] = ()
    conditional: bool = False  # somewhere under a condition
    part: bool = False  # a part of a composition: the outermost closes it
    described: frozenset[str] = frozenset()  # members that an enclosing schema of the same object describes
    data_class: bool = False  # stated further out

    @property
    def pointer(self) -> str:
        """Return the pointer of the subschema in its file."""
        return "#" + "".join("/" + step for step in self.path)


class Lint:
    """Checks the schema files of one catalogue against the rules and against each other."""

    def __init__(self, documents: Mapping[SchemaName, dict[str, Any]], codelists: Mapping[str, CodeList]) -> None:
        self._documents = documents  # Any: see Scene
        self._codelists = codelists
        self._addresses: dict[str, Schema] = {}
        for name, document in documents.items():
            self._addresses |= by_address(document, name.id)

    def complaints(self) -> Iterator[str]:
        """Yield a sentence on every violation, with its file and pointer."""
        titles: dict[object, SchemaName] = {}
        for name, document in self._documents.items():
            first = titles.setdefault(document.get("title"), name)
            if first != name:
                yield f"schemas/{name.path}: its title is that of schemas/{first.path}"
            for pointer, sentence in self._file(name, document):
                yield f"schemas/{name.path}{pointer}: {sentence}"

    def complaints_about(self, name: SchemaName) -> Iterator[str]:
        """Yield a sentence on every violation in one schema, such as one that is about to be published."""
        for pointer, sentence in self._file(name, self._documents[name]):
            yield f"{name.id}{pointer}: {sentence}"

    def _file(self, name: SchemaName, document: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if document.get("$schema") != DRAFT:
            yield "#", f"$schema must be {DRAFT}"
        if not _PASCAL.fullmatch(str(document.get("title", ""))):
            yield "#", "the root needs a PascalCase title"
        if not document.get("description"):
            yield "#", "the root needs a description"
        if _is_a_page(document) and not _has_room_for_withheld(document):
            yield "#", f"a page has withheld, a list of {_WITHHELD}: one bad item must not make it unreadable"
        try:
            jsonschema_rs.meta.validate(document)
        except jsonschema_rs.ValidationError as error:
            yield "#", f"is no JSON Schema: {error.message}"
            return
        listed = {
            member
            for _, part in _all(document)
            for member, value in part.get("properties", {}).items()
            if isinstance(value, Mapping) and self._is_national(value)
        }
        for scene in scenes(document):
            for sentence in self._scene(name, scene):
                yield scene.pointer, sentence
            for member in sorted(listed & scene.schema.get("properties", {}).keys()):
                value = scene.schema["properties"][member]
                if isinstance(value, Mapping) and {"enum", "const"} & value.keys():
                    yield (
                        scene.pointer,
                        f"{member}: a national code is in no enum and no const: an office decides on it",
                    )

    def _scene(self, name: SchemaName, scene: Scene) -> Iterator[str]:
        schema = scene.schema
        yield from (f"{keyword} is no keyword of this dialect" for keyword in schema if keyword not in KEYWORDS)
        if scene.path and {"$id", "$schema"} & set(schema):
            yield "only the root has $id and $schema"
        if "$ref" in schema and resolve(self._addresses, schema["$ref"], name.id) is None:
            yield "$ref points outside the catalogue"
        if "x-lenient" not in schema and _has_null(schema):
            yield "there is no null: leave the member out"
        if schema.get("format", "date") not in FORMATS:
            yield f"format {schema['format']} is not one that is checked"
        for pattern in [*_as_list(schema.get("pattern")), *schema.get("patternProperties", ())]:
            yield from text_rules.of_pattern(pattern)
        if not scene.part and _is_open(schema):
            yield "the object is open: add unevaluatedProperties: false"
        yield from text_rules.of_text(schema)
        yield from self._marks(schema)
        if in_directory.MARK in schema:
            yield from self._in_directory(name, scene)
        if self._is_national(schema):
            yield from _national(scene)
        for member, part in schema.get("properties", {}).items():
            yield from (f"{member}: {sentence}" for sentence in _member(scene, member, part))

    def _is_national(self, schema: Mapping[str, Any]) -> bool:
        listed = self._codelists.get(str(schema.get("x-codelist")))
        return listed is not None and listed.is_national

    def _marks(self, schema: Mapping[str, Any]) -> Iterator[str]:
        if schema.get("x-data-class", "general") not in _DATA_CLASSES:
            yield f"x-data-class is one of {', '.join(_DATA_CLASSES)}"
        if schema.get("x-subject", "record") not in _SUBJECTS:
            yield f"x-subject is one of {', '.join(_SUBJECTS)}"
        yield from _words(schema)
        yield from (en for en, _ in in_directory.complaints(schema, self._codelists))
        if "x-code-date" in schema and not {"x-codelist", in_directory.MARK} & schema.keys():
            yield "an x-code-date stands beside the x-codelist or x-directory that it is for"
        if "x-codelist" in schema:
            if schema["x-codelist"] == "members":
                yield "members are in no code list: use x-directory, or in answers a pattern"
            elif schema["x-codelist"] not in self._codelists:
                yield f"there is no code list {schema['x-codelist']}"
            if schema.get("type") != "string" or {"enum", "const"} & schema.keys():
                yield "what has an x-codelist is a string and has no enum and no const"

    def _in_directory(self, name: SchemaName, scene: Scene) -> Iterator[str]:
        """Yield what is wrong with the place of a mark, beside what is wrong with the mark itself."""
        schema = scene.schema
        if in_directory.is_uncertain(scene.path):
            yield "x-directory holds without a condition: not under if, then, else, anyOf, oneOf, not, contains, …"
        if schema.get("type") == "string":
            if not {"pattern", "maxLength"} <= schema.keys():
                yield "what has an x-directory has a pattern and a maxLength: answers and events are held against those"
            if schema[in_directory.MARK] == in_directory.OFFICE and in_directory.stands_alone(scene.path):
                yield "an office is a property beside its member, or the pair of both"
        elif schema.get(in_directory.MARK) == in_directory.OFFICE:
            found = resolve(self._addresses, schema["$ref"], name.id) if "$ref" in schema else (schema, "")
            properties = found[0].get("properties", {}) if found and isinstance(found[0], Mapping) else {}
            if not {in_directory.MEMBER, in_directory.OFFICE} <= properties.keys():
                yield "an office is a string beside its member, or the pair of both"
        else:
            yield "what has an x-directory is a string: put it where the type is"


def _national(scene: Scene) -> Iterator[str]:
    """Yield what is wrong with the place of a national list: its codes are looked up, and in no validator."""
    if in_directory.is_uncertain(scene.path):
        yield "a national list holds without a condition: not under if, then, else, anyOf, oneOf, not, contains, …"
    if not {"pattern", "maxLength"} & scene.schema.keys():
        yield "a code of a national list has a maxLength or a pattern: answers and events are held against that"


def scenes(root: Schema) -> Iterator[Scene]:
    """Yield every object subschema of a file with its context, outermost first."""
    yield from _scenes(Scene(root, root, data_class="x-data-class" in root), composed_in(root))


def _all(root: Schema) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    waiting: list[tuple[tuple[str, ...], Schema]] = [((), root)]
    while waiting:
        path, schema = waiting.pop()
        if isinstance(schema, Mapping):
            yield path, schema
            waiting += [(path + step, child) for step, child in children(schema)]


def _scenes(scene: Scene, composed: Mapping[str, frozenset[str]]) -> Iterator[Scene]:
    yield scene
    for step, child in children(scene.schema):
        if not isinstance(child, Mapping):
            continue
        same_object, beside = step[0] in _PARTS, composed.get("#/" + "/".join(step))
        described = scene.described | set(scene.schema.get("properties", ())) if same_object else beside or frozenset()
        yield from _scenes(
            Scene(
                root=scene.root,
                schema=child,
                path=scene.path + step,
                conditional=scene.conditional or step[0] in _CONDITIONS,
                part=same_object or (scene.conditional and step[0] != "$defs") or beside is not None,
                described=described,
                data_class=scene.data_class or "x-data-class" in child,
            ),
            composed,
        )


def _member(scene: Scene, member: str, part: Schema) -> Iterator[str]:
    # what foreign software states has its names
    if not _CAMEL.fullmatch(member) and "x-lenient" not in scene.schema:
        yield "a member's name is camelCase"
    if scene.conditional or member in scene.described or not isinstance(part, Mapping):
        return
    if "title" in part:
        yield "no title: the generator would make a class of it; use x-label"
    if "x-label" not in part:
        yield "needs an x-label"
    if not scene.data_class and "x-data-class" not in part:
        yield "needs an x-data-class, here or on the root"
    if "x-field-group" in part and member in scene.schema.get("required", ()):
        yield "only optional members have an x-field-group: it may be taken away"
    if in_directory.lacks_its_member(part, scene.schema["properties"]):
        yield "an office is found under its member: a member beside it has x-directory: member, and is called so"
    if part.get("x-code-date", member) not in scene.schema["properties"].keys() | scene.described:
        yield "its x-code-date names no member beside it"


def _is_open(schema: Mapping[str, Any]) -> bool:
    if "object" not in _as_list(schema.get("type")) and "properties" not in schema:
        return False
    closing = schema.get("unevaluatedProperties", schema.get("additionalProperties", True))
    return closing is True or closing == {}


def _is_a_page(root: Schema) -> bool:
    return bool(_member_of(root, "items").get("type") == "array")


def _has_room_for_withheld(root: Schema) -> bool:
    withheld = _member_of(root, "withheld")
    return withheld.get("type") == "array" and withheld.get("items") == {"$ref": _WITHHELD}


def _member_of(root: Schema, name: str) -> Mapping[str, Any]:  # Any: see Scene
    properties = root.get("properties")
    member = properties.get(name) if isinstance(properties, Mapping) else None
    return member if isinstance(member, Mapping) else {}


def _has_null(schema: Mapping[str, Any]) -> bool:  # Any: see Scene
    return "null" in _as_list(schema.get("type")) or None in schema.get("enum", ()) or schema.get("const", 0) is None


def _words(schema: Mapping[str, Any]) -> Iterator[str]:  # Any: this is what is being checked
    for keyword in ("x-label", "x-message"):
        if keyword in schema and not _in_both_languages(schema[keyword]):
            yield f"{keyword} needs lo, in Lao letters, and en"
    if "x-message" in schema and {"pattern", "not"} <= schema.keys():
        yield "an x-message is one sentence: put `not` with its own one into an allOf beside the pattern"


def _in_both_languages(text: object) -> bool:
    return isinstance(text, Mapping) and set(text) == {"lo", "en"} and bool(text["en"]) and has_lao(str(text["lo"]))


def _as_list(value: object) -> list[Any]:  # Any: a keyword's value
    return value if isinstance(value, list) else [] if value is None else [value]


def main() -> int:
    """Check every schema file, code list and publication; print each violation; return the exit code."""
    folder = schemas_folder()
    documents: dict[SchemaName, dict[str, Any]] = {}
    sentences: list[str] = []
    for name in schema_names(folder):
        try:
            documents[name] = read_schema(folder, name)
        except SchemaFileBroken as error:
            sentences.append(str(error))
    try:
        codelists = read_codelists(folder / "codelists")
    except CodeListBroken as error:
        codelists = {}
        sentences.append(str(error))
    sentences += Lint(documents, codelists).complaints()
    sentences += broken_promises(folder, documents)
    for sentence in sentences:
        print(sentence, file=sys.stderr)  # noqa: T201 - a command's output
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
