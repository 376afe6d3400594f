"""Local definitions of schemas (`$defs`) as components of their own, so that generated clients have a name for each."""

from gateway.front.reference.document import SCHEMAS, Document, component_name, redirected, references


def hoist(document: Document) -> Document:
    """Return the document without `$defs`: `Participant/$defs/deceased` is the component ParticipantDeceased.

    A definition whose name is taken stays where it is, and references to it stay right.
    """
    schemas = document.get("components", {}).get("schemas", {})
    renamed: dict[str, str] = {}
    todo = list(schemas)
    for name in todo:  # grows: a definition may have definitions
        for local, schema in _definitions(schemas[name]).items():
            lifted = component_name(name, local)
            if lifted in schemas or not isinstance(schema, dict):
                continue
            schemas[lifted] = {"title": lifted, **schema}
            renamed[f"{SCHEMAS}{name}/$defs/{local}"] = SCHEMAS + lifted
            todo.append(lifted)
    for name in todo:
        kept = {
            local: schema
            for local, schema in _definitions(schemas[name]).items()
            if f"{SCHEMAS}{name}/$defs/{local}" not in renamed
        }
        if isinstance(schemas[name], dict):
            schemas[name].pop("$defs", None)
            schemas[name] |= {"$defs": kept} if kept else {}
    hoisted: Document = redirected(document, renamed)
    _forget_unused(hoisted, set(renamed.values()))
    return hoisted


def _forget_unused(document: Document, lifted: set[str]) -> None:
    """Leave out what was lifted and nothing refers to: common members stand with each object that has them."""
    schemas = document.get("components", {}).get("schemas", {})
    while unused := lifted - set(references(document)):
        for reference in unused:
            schemas.pop(reference.removeprefix(SCHEMAS), None)
        lifted -= unused


def _definitions(schema: object) -> Document:
    found = schema.get("$defs", {}) if isinstance(schema, dict) else {}
    return found if isinstance(found, dict) else {}
