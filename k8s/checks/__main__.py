"""`python -m k8s.checks FILE…` holds rendered manifests against all rules: a line for each fault, exit 1 for any.

A Secret of the sandbox is in no rendered file; its kustomization says which there are.
"""

import sys
from pathlib import Path

from k8s.checks.manifests import Country, faults
from k8s.checks.rules import RULES


def main(files: list[str]) -> int:
    """Print what is wrong with the files; return 1 when something is."""
    found = [fault for file in files for fault in faults(Country.read(Path(file)), RULES)]
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    sys.stdout.write(f"{len(files)} files, {len(RULES)} rules, {len(found)} faults\n")
    return len(found) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
