"""The verifier in Firefox and in the engine of Safari: the same verdicts and sentences, and pictures are read there."""

import base64
import json
import os
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from evidence.certificates.status_lists import DAY
from tests.cli.test_verifier_page import NOW, PICTURES, TODAY, picture
from tests.cli.test_verifier_verdicts import broken, claimed, mutated, published
from tests.support.birth_certificates import AT, KEY, a_list, a_text
from tests.support.other_browsers import Window, missing, window
from tests.support.verifier import Case, a_trust, a_verifier, told_by_page, told_by_python

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(params=["firefox", "webkit"])
async def elsewhere(request: pytest.FixtureRequest) -> AsyncIterator[Window]:
    lacking = missing(request.param)
    if lacking is not None and os.environ.get("CI") != "true":
        pytest.skip(f"apt-get install {lacking}; in CI this is a failure")
    async with window(request.param) as opened:
        yield opened


async def test_texts_are_told_as_python_tells_them(elsewhere: Window, tmp_path: Path) -> None:
    chance = Random(20261130)
    drawn: list[Case] = [(mutated(chance), AT) for _ in range(300)]
    cases = [*published(), *broken(), *claimed(), *drawn]
    await elsewhere.open(a_verifier(tmp_path))
    await elsewhere.wait_for("saphanVerifier")
    told = json.loads(await elsewhere.evaluate(told_by_page(cases)))
    for case, by_page, by_python in zip(cases, told, told_by_python(cases), strict=True):
        assert by_page == by_python, case


async def test_pictures_are_read_and_shown(elsewhere: Window, tmp_path: Path) -> None:
    listed = a_list(NOW - 60).signed(kid=KEY.kid, sign=KEY.sign_bytes)
    await elsewhere.open(a_verifier(tmp_path, a_trust(made_at=NOW - 60, until=NOW + DAY, lists=(listed,))))
    await elsewhere.wait_for("saphanVerifier")
    read = {}
    for name, (turned, blurred, scale) in PICTURES.items():
        data = BytesIO()
        picture(a_text(TODAY), turned=turned, blurred=blurred, scale=scale).save(data, "jpeg", quality=80)
        await elsewhere.evaluate(given(base64.b64encode(data.getvalue()).decode()))
        await elsewhere.wait_for("document.querySelector('.verdict')")
        read[name] = await elsewhere.evaluate("document.querySelector('.verdict').dataset.outcome")
        assert "ສຸພາພອນ ວົງສະຫວັນ" in await elsewhere.evaluate("document.getElementById('result').innerText")
    assert read == dict.fromkeys(PICTURES, "valid")


def given(picture_base64: str) -> str:
    """Return the script that puts a picture into the field, as the dialogue of a browser does."""
    return f"""(() => {{
      document.getElementById('result').replaceChildren();
      const bytes = Uint8Array.from(atob("{picture_base64}"), letter => letter.charCodeAt(0));
      const chosen = new DataTransfer();
      chosen.items.add(new File([bytes], "picture.jpg", {{type: "image/jpeg"}}));
      const field = document.getElementById('picture');
      field.files = chosen.files;
      field.dispatchEvent(new Event('change', {{bubbles: true}}));
      return true;
    }})()"""
