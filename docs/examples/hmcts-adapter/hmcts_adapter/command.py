"""The two verbs of the example: `map` makes files of ours, `post` performs the acts in them through the gateway."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hmcts_adapter.files import CannotGoOn, map_documents
from hmcts_adapter.posting import post_acts


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says; end with 1 and a sentence when it cannot be done."""
    arguments = _parser().parse_args(words)
    try:
        if arguments.verb == "map":
            print(map_documents(arguments.files, arguments.out, arguments.place, arguments.articles))
        else:
            print(post_acts(arguments.folder, arguments.credentials, arguments.source))
    except CannotGoOn as reason:
        sys.exit(f"hmcts-adapter: {reason}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hmcts-adapter", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    mapping = verbs.add_parser("map", help="documents of theirs become cases, acts and a report of ours")
    mapping.add_argument("files", nargs="+", type=Path, help="JSON documents of HMCTS Common Platform")
    mapping.add_argument("--out", required=True, type=Path, help="folder for cases.ndjson, acts.ndjson, report.json")
    mapping.add_argument("--place", required=True, help="district of every case: 0101")
    mapping.add_argument("--articles", type=Path, help="JSON: offence code to edition and article of our law")
    posting = verbs.add_parser("post", help="post the acts of cases that are on record, and report each")
    posting.add_argument("folder", type=Path, help="what `map` has made")
    posting.add_argument("--as", dest="credentials", required=True, type=Path, help="credentials file of a system")
    posting.add_argument("--source", default="hmcts", help="the name under which the cases were imported")
    return parser
