"""`make k8s-test`: renders every overlay, compares with what is committed, validates by the schemas, holds all rules.

Without a network, with the tools that `make k8s-tools` builds. `--write` only renders: what the tests compare with.
"""

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import yaml

from k8s.checks.generated import K8S, differing
from k8s.checks.manifests import OVERLAYS, Country, faults
from k8s.checks.rules import RULES

ROOT: Final = K8S.parent
TOOLS: Final = ROOT / "build" / "k8s-tools"
SCHEMAS: Final = ROOT / "tests" / "data" / "k8s"
RENDERED: Final = SCHEMAS / "rendered"
OLDEST: Final = "1.30"  # the newest that kubectl-validate brings itself
NEWEST: Final = "1.37"
# What kubectl-validate must refuse, or it has not looked: what it has to name, and the change of a rendered file.
_SEEDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "unknown-field": ("spec.minimumReady", "  revisionHistoryLimit: 5", "  minimumReady: 5"),
    "wrong-type": ("spec.instances", "  instances: 3", "  instances: three"),
    "unknown-kind": ("KafkaTopics", "kind: KafkaTopic\n", "kind: KafkaTopics\n"),
}


def rendered(overlay: Path) -> str:
    """Return what kustomize makes of an overlay; raise `SystemExit` with its own words when it fails."""
    done = subprocess.run([TOOLS / "kustomize", "build", overlay], capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
    if done.returncode != 0:
        sys.exit(f"{overlay}: {done.stderr}")
    return done.stdout


def secrets_rendered() -> Iterator[str]:
    """Yield what is wrong with the sandbox's Secrets, made from fresh keys in a folder that is thrown away."""
    from k8s.sandbox_secrets import fill  # the sample country takes a second to load

    with tempfile.TemporaryDirectory() as folder:
        overlay = Path(folder) / "secrets"
        shutil.copytree(K8S / "overlays/sandbox/secrets", overlay, ignore=shutil.ignore_patterns("country"))
        fill(overlay / "country")
        text = rendered(overlay)
        made = text.count("kind: Secret\n")
        if made != len(yaml.safe_load((overlay / "kustomization.yaml").read_text("utf-8"))["secretGenerator"]):
            yield f"the sandbox's Secrets are {made}"


def unpacked(folder: Path) -> tuple[Path, Path]:
    """Unpack the schemas into the folder; return the definitions of custom resources, and the newest Kubernetes."""
    for packed in SCHEMAS.rglob("*.gz"):
        out = folder / packed.relative_to(SCHEMAS).with_suffix("")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(gzip.decompress(packed.read_bytes()))
    return folder / "crds", folder / f"openapi-{NEWEST}"


def refusals(files: list[Path], crds: Path, newest: Path | None) -> dict[str, str]:
    """Return what kubectl-validate says against each file, by the schemas of one version; who holds is missing."""
    command = [str(TOOLS / "kubectl-validate"), "--version", OLDEST, "--local-crds", str(crds), "-o", "json"]
    command += ["--local-schemas", str(newest)] if newest is not None else []
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)  # noqa: S603 - as above
    answers = json.loads(done.stdout[: done.stdout.rindex("}") + 1])
    told = {path: [each["message"] for each in said if each["status"] != "Success"] for path, said in answers.items()}
    return {Path(path).stem: "; ".join(messages) for path, messages in told.items() if messages}


def validated(folder: Path) -> Iterator[str]:
    """Yield what the schemas say against the rendered files in the folder, and the seeds that went through."""
    crds, newest = unpacked(folder / "schemas")
    files = [folder / f"{overlay}.yaml" for overlay in OVERLAYS]
    documents = files[-1].read_text("utf-8").split("---\n")
    for seed, (_, before, after) in _SEEDS.items():
        files.append(folder / f"{seed}.yaml")
        files[-1].write_text(next(each for each in documents if before in each).replace(before, after), "utf-8")
    for version, schemas in ((OLDEST, None), (NEWEST, newest)):
        said = refusals(files, crds, schemas)
        yield from (f"{overlay}: Kubernetes {version}: {said[overlay]}" for overlay in OVERLAYS if overlay in said)
        for seed, (named, _, _) in _SEEDS.items():
            if named not in said.get(seed, ""):
                yield f"kubectl-validate for Kubernetes {version} does not name {named}: it has let through {seed}"


def main(arguments: list[str]) -> int:
    """Run all checks and say what is wrong; with `--write` only render."""
    texts = {overlay: rendered(K8S / "overlays" / overlay) for overlay in OVERLAYS}
    if arguments == ["--write"]:
        RENDERED.mkdir(exist_ok=True)
        for overlay, text in texts.items():
            (RENDERED / f"{overlay}.yaml").write_text(text, "utf-8")
        return 0
    wrong = [f"{path}: not what the code says: make k8s-generate" for path in differing()]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for overlay, text in texts.items():
            (folder / f"{overlay}.yaml").write_text(text, "utf-8")
            kept = RENDERED / f"{overlay}.yaml"
            if not kept.exists() or kept.read_text("utf-8") != text:
                wrong.append(
                    f"{overlay}: renders to something else than {kept}: make k8s-render, and look at the difference"
                )
            wrong += map(str, faults(Country.read(folder / f"{overlay}.yaml"), RULES))
        wrong += [*secrets_rendered(), *validated(folder)]
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    objects = sum(text.count("\nkind: ") + text.startswith("kind: ") for text in texts.values())
    sys.stdout.write(
        f"{len(texts)} overlays, {objects} objects, {len(RULES)} rules, Kubernetes {OLDEST} and {NEWEST}: "
    )
    sys.stdout.write(f"{len(wrong)} faults\n")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
