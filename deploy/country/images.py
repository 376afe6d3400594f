"""Images that others make, as `deploy/images.toml` lists them, and the digests that `make pin` writes."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cli.refusals import Refused
from cli.say import people
from deploy.country.folder import ROOT

LIST: Final = ROOT / "deploy" / "images.toml"
BASES: Final = ROOT / "deploy" / "bases"
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_ENTRY: Final = re.compile(r"^\[(?P<key>[a-z-]+)\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Image:
    """One image of the list."""

    key: str
    name: str
    tag: str
    digest: str

    @property
    def tagged(self) -> str:
        """The image by its tag."""
        return f"{self.name}:{self.tag}"

    @property
    def reference(self) -> str:
        """What is asked for: by digest once it is pinned, alone, as not every tool takes tag and digest together."""
        return f"{self.name}@{self.digest}" if self.digest else self.tagged

    @property
    def variable(self) -> str:
        """The variable of docker-compose.yml that names it."""
        return f"{self.key.upper().replace('-', '_')}_IMAGE"


def listed(path: Path = LIST) -> Mapping[str, Image]:
    """Return the images by key."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: Image(key, each["name"], each["tag"], each["digest"]) for key, each in entries.items()}


def pin(path: Path = LIST, *, mirror: str | None = None) -> int:
    """Write what each tag stands for in the registry into the list; return how many digests have changed.

    `mirror` is a registry that holds the same images under the same paths. Nothing is written unless all are found.
    """
    found = {key: digest_of(_at(image, mirror)) for key, image in listed(path).items()}
    before = path.read_text(encoding="utf-8")
    after = before
    for key, digest in found.items():
        after = _with_digest(after, key, digest)
    changed = sum(image.digest != found[key] for key, image in listed(path).items())
    if after != before:
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(after, encoding="utf-8")
        unfinished.replace(path)
    for key, digest in found.items():
        people.print(f"  {key:<14} {digest}")
    people.print(f"{changed} of {len(found)} digests have changed in {path.name}. ປ່ຽນແລ້ວ {changed} ລາຍການ.")
    return changed


def digest_of(reference: str) -> str:
    """Return the digest that the registry has for the reference; raise `Refused` when it cannot be asked."""
    for tool, command in _ASKING.items():
        if shutil.which(tool) is None:
            continue
        line = [tool, *command, reference_for(tool, reference)]
        asked = subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603 - a tool of the list
        digest = _DIGEST.search(asked.stdout)
        if asked.returncode == 0 and digest is not None:
            return digest[0]
        why = (asked.stderr.strip().splitlines() or ["no digest in its answer"])[-1]
        raise Refused(f"{tool} has no digest of {reference}: {why}.", f"ບໍ່ໄດ້ digest ຂອງ {reference}: {why}.")
    tools = ", ".join(_ASKING)
    raise Refused(f"To ask a registry, install one of {tools}.", f"ຕ້ອງຕິດຕັ້ງໂປຣແກຣມໜຶ່ງໃນນີ້: {tools}.")


# The first that is installed is asked. Of an image for several platforms each gives the digest of the whole.
_ASKING: Final[Mapping[str, tuple[str, ...]]] = {
    "crane": ("digest",),
    "skopeo": ("inspect", "--no-tags", "--format", "{{.Digest}}"),
    "docker": ("buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}"),
}


def reference_for(tool: str, reference: str) -> str:
    """Return the reference as the tool spells it."""
    return f"docker://{reference}" if tool == "skopeo" else reference


def _at(image: Image, mirror: str | None) -> str:
    return image.tagged if mirror is None else f"{mirror}/{image.tagged.partition('/')[2]}"


def _with_digest(text: str, key: str, digest: str) -> str:
    """Return the list with this digest in the key's entry, everything else as it was."""
    starts = {entry["key"]: entry.end() for entry in _ENTRY.finditer(text)}
    at = starts[key]
    return text[:at] + re.sub(r'^digest = ".*"$', f'digest = "{digest}"', text[at:], count=1, flags=re.MULTILINE)
