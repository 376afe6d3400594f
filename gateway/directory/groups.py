"""Check of field groups (`x-field-group`): one that stands on anything but an optional member is refused."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from chassis.http.media_types import media_type
from gateway.directory.documents import DocumentRefused, Node, followed, is_json, operations, table
from gateway.directory.judgements import every_mark
from gateway.directory.schema_paths import CLASSES, place_of, unenforced

MARK: Final = "x-field-group"


def check_groups(document: Node, service: str) -> None:
    """Raise `DocumentRefused` for a field group on anything but an optional member of an answer.

    Only where a document is registered: of what was registered before, such a place does not leave at all.
    """
    definitions = table(table(document, "components"), "schemas")
    seen: set[bytes] = set()
    for declared in operations(document):
        for status, answer in table(declared.node, "responses").items():
            for media, described in table(followed(answer, document), "content").items():
                if not is_json(media_type(media)):
                    _nothing_in_a_file(described, definitions, f"{service}/{declared.operation_id}: {status} {media}")
                    continue
                if (key := orjson.dumps(described.get("schema"), option=orjson.OPT_SORT_KEYS)) in seen:
                    continue
                seen.add(key)
                for at, group in unenforced(place_of(described.get("schema"), definitions)):
                    raise DocumentRefused(
                        f"{service}/{declared.operation_id}: {MARK} {group} at {at or 'the root'} of {status} {media} "
                        "cannot be enforced: it stands on an optional member"
                    )


def _nothing_in_a_file(described: Any, definitions: Node, where: str) -> None:  # Any: as Node
    """Raise `DocumentRefused` for a field group in what is no JSON: it passes unread, so nothing is taken out."""
    schema = described.get("schema") if isinstance(described, Mapping) else None
    if groups := sorted(every_mark(schema, definitions) - CLASSES):
        named = ", ".join(groups)
        raise DocumentRefused(
            f"{where}: {MARK} {named} cannot be enforced: nothing is taken out of a file, that is neither "
            "application/json nor +json",
            f"{where}: {MARK} {named} ບັງຄັບໃຊ້ບໍ່ໄດ້: ບໍ່ຕັດຫຍັງອອກຈາກສິ່ງທີ່ບໍ່ແມ່ນ application/json ຫຼື +json",
        )
