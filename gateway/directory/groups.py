"""Which field groups of a document could not be enforced: one is taken out with the optional member that it names."""

from typing import Final

from chassis.http.media_types import media_type
from gateway.directory.documents import DocumentRefused, Node, followed, is_json, operations, table
from gateway.directory.schema_paths import place_of, unenforced

MARK: Final = "x-field-group"


def check_groups(document: Node, service: str) -> None:
    """Raise `DocumentRefused` for a field group on anything but an optional member of an answer.

    Only where a document is registered: of what was registered before, such a place does not leave at all.
    """
    definitions = table(table(document, "components"), "schemas")
    for declared in operations(document):
        for status, answer in table(declared.node, "responses").items():
            for media, described in table(followed(answer, document), "content").items():
                if not is_json(media_type(media)):
                    continue
                for at, group in unenforced(place_of(described.get("schema"), definitions)):
                    raise DocumentRefused(
                        f"{service}/{declared.operation_id}: {MARK} {group} at {at or 'the root'} of {status} {media} "
                        "cannot be enforced: it stands on an optional member"
                    )
