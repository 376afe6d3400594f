"""The list of images: every entry says what it is, and `make pin` writes what a real registry has, and no more."""

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.ports import free_port
from cli.refusals import Refused
from deploy.country.images import LIST, Image, listed, pin

ZEROS = "sha256:" + "0" * 64
CONTAINERREGISTRY = "github.com/google/go-containerregistry/cmd"


def test_every_image_says_its_tag_use_and_licence() -> None:
    for key, entry in tomllib.loads(LIST.read_text(encoding="utf-8")).items():
        assert set(entry) == {"name", "tag", "digest", "for", "licence"}, key
        assert entry["tag"] not in {"", "latest"}, key
        assert re.fullmatch(r"|sha256:[0-9a-f]{64}", entry["digest"]), key
        assert entry["for"], key
        assert entry["licence"], key


def test_a_pinned_image_is_asked_for_by_digest_alone() -> None:
    assert Image("kafka", "docker.io/apache/kafka", "4.3.0", "").reference == "docker.io/apache/kafka:4.3.0"
    assert Image("kafka", "docker.io/apache/kafka", "4.3.0", ZEROS).reference == f"docker.io/apache/kafka@{ZEROS}"
    assert Image("python-build", "docker.io/library/python", "3.11", "").variable == "PYTHON_BUILD_IMAGE"


def test_without_a_tool_that_asks_registries_the_tools_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    mine = Path(shutil.copy(LIST, tmp_path))
    with pytest.raises(Refused, match="install one of crane, skopeo, docker"):
        pin(mine)
    assert mine.read_bytes() == LIST.read_bytes()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A registry on this machine, with `crane` on the path to ask it."""
    tools = tmp_path_factory.mktemp("tools")
    go = [f"{CONTAINERREGISTRY}/{name}@v0.22.1" for name in ("crane", "registry")]
    subprocess.run(["go", "install", *go], env={**os.environ, "GOBIN": str(tools)}, check=True, timeout=900)
    port = free_port("127.0.0.1")
    process = subprocess.Popen([tools / "registry", "-port", str(port)], stderr=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
        try:
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def pushed(registry: str, image: Image, folder: Path) -> None:
    """Put an image of one file under the same path and tag into the registry."""
    archive = folder / f"{image.key}.tar"
    (folder / image.key).write_text(image.tagged)
    subprocess.run(["tar", "-C", str(folder), "-cf", str(archive), image.key], check=True)
    at = f"{registry}/{image.tagged.partition('/')[2]}"
    command = ["crane", "append", "--oci-empty-base", "-f", str(archive), "-t", at]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@pytest.mark.nightly
def test_pin_writes_what_the_registry_has(registry: str, tmp_path: Path) -> None:
    mine = Path(shutil.copy(LIST, tmp_path))
    images = listed(mine)
    for image in [*images.values()][:-1]:
        pushed(registry, image, tmp_path)
    with pytest.raises(Refused, match="crane has no digest of"):
        pin(mine, mirror=registry)
    assert mine.read_bytes() == LIST.read_bytes(), "nothing is written unless all are found"

    pushed(registry, [*images.values()][-1], tmp_path)
    assert pin(mine, mirror=registry) == len(images)
    pinned = listed(mine)
    for key, image in pinned.items():
        at = f"{registry}/{images[key].tagged.partition('/')[2]}"
        asked = subprocess.run(["crane", "digest", at], check=True, capture_output=True, text=True, timeout=60)
        assert image.digest == asked.stdout.strip()
        assert (image.name, image.tag) == (images[key].name, images[key].tag)
    assert re.sub(r"sha256:[0-9a-f]{64}", "", mine.read_text()) == re.sub(r"sha256:[0-9a-f]{64}", "", LIST.read_text())
    assert pin(mine, mirror=registry) == 0
