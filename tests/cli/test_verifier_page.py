"""The verifier at a desk, in a real browser from a file without a network: picture, camera and text."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from time import time
from typing import Any, Final

import pytest
import segno
from PIL import Image, ImageFilter

from evidence.certificates.layers import day_of, last_day_of
from evidence.certificates.member_words import CODES
from evidence.certificates.paper_lines import lines
from evidence.certificates.status_lists import DAY, Status
from tests.support.birth_certificates import CERTIFICATE, KEY, PLACE, YEAR, a_list, a_text
from tests.support.browser import IN_CHROMIUM, Page, a_browser
from tests.support.verifier import a_trust, a_verifier

pytestmark = IN_CHROMIUM
NOW: Final = int(time())
TODAY: Final = replace(CERTIFICATE, issued_at=NOW - 60, expires_at=NOW + YEAR)

Opened = Callable[..., Awaitable[Page]]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    """Open a verifier that was made a minute ago with a list of then; its members may be changed."""
    async with a_browser() as browser:

        async def open_one(**changes: Any) -> Page:
            listed = a_list(NOW - 60).signed(kid=KEY.kid, sign=KEY.sign_bytes)
            stated = {"made_at": NOW - 60, "until": NOW + DAY, "lists": (listed,)} | changes
            page = await browser.page()
            await page.open(a_verifier(tmp_path, a_trust(**stated)))
            await page.wait_for("saphanVerifier")
            return page

        yield open_one


async def with_text(page: Page, text: str) -> dict[str, Any]:
    """Put the text into the page, press the button, and return what the verdict looks like."""
    await page.evaluate(f"document.getElementById('letters').value = {json.dumps(text)}")
    await page.evaluate("document.querySelector('#text button').click()")
    return await seen(page)


async def with_file(page: Page, field: str, file: Path) -> None:
    """Give the file to a field, as a person does by the dialogue of the browser."""
    document = await page.command("DOM.getDocument")
    node = await page.command("DOM.querySelector", nodeId=document["root"]["nodeId"], selector=f"#{field}")
    await page.command("DOM.setFileInputFiles", nodeId=node["nodeId"], files=[str(file)])


async def seen(page: Page) -> dict[str, Any]:
    await page.wait_for("document.getElementById('result').getAttribute('aria-busy') === 'false'")
    told: dict[str, Any] = await page.evaluate("""(() => {
      const verdict = document.querySelector('.verdict');
      return {
        outcome: verdict?.dataset.outcome ?? null, standing: verdict?.dataset.standing ?? null,
        kind: verdict?.classList[1] ?? null, sign: verdict?.querySelector('.sign').textContent ?? null,
        head: verdict?.querySelector('.head').innerText ?? '', text: document.getElementById('result').innerText,
      };
    })()""")
    return told


def picture(text: str, *, turned: float = 0, blurred: float = 0, scale: int = 6, paper: int = 200) -> Image.Image:
    """Return a photograph of the symbol: grey, turned, a little out of focus, with the noise of a cheap camera."""
    data = BytesIO()
    segno.make_qr(text, error="q", boost_error=False).save(data, kind="png", scale=scale, border=6)
    symbol = Image.open(data).convert("L").point(lambda value: 40 + value * (paper - 40) // 255)
    symbol = symbol.rotate(turned, expand=True, fillcolor=paper, resample=Image.Resampling.BICUBIC)
    noise = Image.frombytes("L", symbol.size, Random(1).randbytes(symbol.width * symbol.height))
    return Image.blend(symbol.filter(ImageFilter.GaussianBlur(blurred)), noise, 0.08)


async def test_a_text_is_told_by_word_sign_and_colour_in_both_languages(opened: Opened) -> None:
    page = await opened()
    told = await with_text(page, a_text(TODAY) + "\r\n")
    assert (told["outcome"], told["kind"], told["sign"], told["standing"]) == ("valid", "good", "✓", "good")
    assert "ໃຊ້ໄດ້" in told["head"]
    assert told["head"].index("ໃຊ້ໄດ້") < told["head"].index("Valid")
    for shown in ("ສະບັບພິມທີ", "ສຸພາພອນ ວົງສະຫວັນ", "ຊື່ແມ່", "Mother's name", "14/09/2026", "ແຕ່ລະແຖວລຸ່ມນີ້ຕ້ອງກົງກັບເຈ້ຍ"):
        assert shown in told["text"]
    assert page.complaints == []


async def test_what_stands_on_the_paper_is_apart_from_what_is_about_the_print(opened: Opened) -> None:
    page = await opened()
    event = {**(TODAY.event or {}), "motherName": "ບຸນມີ\nBounmy", "notSigned": "ນ້ຳໜັກ\nສ່ວນສູງ"}
    told = await with_text(page, a_text(replace(TODAY, event=event)))
    paper, about = await page.evaluate(
        "[...document.querySelectorAll('.verdict table')].map(each => each.innerText.replace(/\\s+/g, ' '))"
    )
    assert paper.startswith("ທຽບກັບເຈ້ຍ Compare with the paper")
    day = last_day_of(TODAY.expires_at)
    assert all(shown in paper for shown in ("ບຸນມີ Bounmy", f"Valid until {day}", f"Issued on {day_of(TODAY.issued_at)}"))
    assert all(shown in about for shown in ("About the print", "ການເກີດ Birth", "https://civil.example.la"))
    assert "Birth" not in paper
    assert "not protected by the symbol: ນ້ຳໜັກ, ສ່ວນສູງ." in told["text"]
    assert "Whatever else stands on the paper" in told["text"]
    assert page.complaints == []


KINDS: Final = [*CODES["event.kind"]]


@pytest.mark.parametrize("kind", [*KINDS, "renamed", "overtaken"])
async def test_the_lines_are_those_of_the_paper_in_its_order_as_python_has_them(opened: Opened, kind: str) -> None:
    name = "ບຸນມີ\nBounmy"
    event = {
        **(TODAY.event or {}),
        "kind": kind if kind in KINDS else "adoption",
        "title": "ໃບ",
        "registeredBy": "ຫ້ອງ",
        "registeredOn": "20261120",
        "spouseName": name,
        "spouseBirthDate": "19900101",
        "others": "ນ້ຳໜັກ: 3100\nຊື່ໃໝ່: ກ: ຂ",
        "notSigned": "ສູງ",
        **({"formerName": name} if kind in {"renamed", "overtaken", "nameChange"} else {}),
        **({"newName": name} if kind == "overtaken" else {}),
    }
    certificate = replace(TODAY, event=event)
    page = await opened()
    await with_text(page, a_text(certificate))
    shown = await page.evaluate(
        "[...document.querySelectorAll('.verdict table')].map(table => [...table.querySelectorAll('tr')].map("
        "row => [row.dataset.member, ...[...row.querySelectorAll('th > span')].map(each => each.textContent)]))"
    )
    found = [line for line in lines(certificate.json()) if line.member in {row[0] for group in shown for row in group}]
    expected = [[line.member, *(line.name or ())] for line in found]
    paper, about = (
        [row for row, line in zip(expected, found, strict=True) if line.on_paper is on_paper]
        for on_paper in (True, False)
    )
    assert shown[0] == paper
    assert sorted(shown[1]) == sorted(about), "what is about the print has no order of a paper"
    assert len(found) > 15


@pytest.mark.parametrize("ended", [Status.SUPERSEDED, Status.REVOKED, None], ids=["superseded", "revoked", "expired"])
async def test_nobody_is_asked_to_compare_what_has_ended(opened: Opened, ended: Status | None) -> None:
    listed = a_list(NOW - 60)
    if ended is not None:
        listed.statuses[PLACE] = ended
    page = await opened(lists=(listed.signed(kid=KEY.kid, sign=KEY.sign_bytes),))
    over = TODAY if ended is not None else replace(TODAY, issued_at=NOW - DAY, expires_at=NOW - 1)
    told = await with_text(page, a_text(over))
    assert told["outcome"] == ("expired" if ended is None else ended.name.lower())
    assert "What the certificate said" in told["text"]
    assert "ສຸພາພອນ ວົງສະຫວັນ" in told["text"]
    for asked in ("Compare", "ທຽບ", "has to be the same"):
        assert asked not in told["text"]


async def test_what_does_not_hold_has_another_sign_and_shows_no_facts(opened: Opened) -> None:
    page = await opened()
    text = a_text(TODAY)
    changed = text[:300] + ("A" if text[300] != "A" else "B") + text[301:]
    told = await with_text(page, changed)
    assert (told["kind"], told["sign"]) != ("good", "✓")
    assert "ສຸພາພອນ" not in told["text"]
    assert (await with_text(page, ""))["outcome"] == "unreadable"
    assert page.complaints == []


async def test_the_file_asks_for_nothing_and_may_run_nothing_else(opened: Opened) -> None:
    page = await opened()
    await with_text(page, a_text(TODAY))
    assert [url.partition(":")[0] for url in page.requested] == ["file"]
    assert await page.evaluate("fetch('data:,x').then(() => 'sent', () => 'refused')") == "refused"
    await page.evaluate("""(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      const picture = new Image();
      picture.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
      document.body.append(picture);
      document.body.insertAdjacentHTML('beforeend', '<button id="odd" onclick="globalThis.ran = true">x</button>');
      document.getElementById('odd').click();
    })()""")
    assert await page.evaluate("typeof ran") == "undefined"
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


async def test_what_a_certificate_says_cannot_become_markup(opened: Opened) -> None:
    page = await opened()
    odd = {"fullName": "<img src=x onerror=alert(1)>\u202e✓ valid", "address": "ບ້ານ ກ\nເມືອງ ຂ"}
    told = await with_text(page, a_text(replace(TODAY, identity=odd)))
    assert "<img src=x onerror=alert(1)>\ufffd✓ valid" in told["text"]
    assert "ບ້ານ ກ\nເມືອງ ຂ" in told["text"]
    assert await page.evaluate("document.images.length") == 0


async def test_after_its_day_no_verdict_is_to_be_believed(opened: Opened) -> None:
    page = await opened(until=NOW - 1)
    day = last_day_of(NOW - 1)
    assert day in await page.evaluate("document.getElementById('standing').innerText")
    told = await with_text(page, a_text(TODAY))
    assert (told["outcome"], told["kind"], told["sign"], told["standing"]) == ("valid", "unbelievable", "!", "over")
    assert told["head"].index("ຢ່າເຊື່ອຖືຜົນ") < told["head"].index(day) < told["head"].index("Valid")


async def test_a_device_whose_clock_is_behind_is_not_believed(opened: Opened) -> None:
    page = await opened(made_at=NOW + DAY, lists=(), until=NOW + 9 * DAY)
    told = await with_text(page, a_text(TODAY))
    assert (told["kind"], told["standing"]) == ("unbelievable", "clock")
    assert "ໂມງຂອງເຄື່ອງນີ້ຜິດ" in told["head"]


async def test_an_old_list_says_since_when_the_status_is_not_known(opened: Opened, tmp_path: Path) -> None:
    old = a_list(NOW - 2 * DAY).signed(kid=KEY.kid, sign=KEY.sign_bytes)
    page = await opened(lists=(old,), made_at=NOW - 2 * DAY)
    told = await with_text(page, a_text(TODAY))
    assert (told["outcome"], told["kind"], told["sign"]) == ("statusUnknown", "doubt", "!")
    assert "ບໍ່ຮູ້ສະຖານະຕັ້ງແຕ່" in told["text"]
    assert "Status not known since" in told["text"]
    newer = a_list(NOW - 30)
    newer.statuses[PLACE] = Status.SUPERSEDED
    (tmp_path / "list").write_bytes(newer.signed(kid=KEY.kid, sign=KEY.sign_bytes))
    await with_file(page, "list", tmp_path / "list")
    await page.wait_for("document.getElementById('result').innerText.includes('ຮັບບັນຊີສະຖານະ')")
    assert (await with_text(page, a_text(TODAY)))["outcome"] == "superseded"


@pytest.mark.parametrize("broken", ["altered", "old", "no list"])
async def test_a_list_that_cannot_be_trusted_is_not_taken(opened: Opened, tmp_path: Path, broken: str) -> None:
    page = await opened(lists=())
    made = a_list(NOW - (2 * DAY if broken == "old" else 30)).signed(kid=KEY.kid, sign=KEY.sign_bytes)
    data = {"altered": made[:-1] + bytes([made[-1] ^ 1]), "old": made, "no list": b"<html>"}[broken]
    (tmp_path / "list").write_bytes(data)
    await with_file(page, "list", tmp_path / "list")
    await page.wait_for("document.getElementById('result').innerText")
    assert "was taken" not in (await seen(page))["text"]
    assert await page.evaluate("saphanVerifier.trust.lists.length") == 0


PICTURES: Final = {  # degrees, pixels of blur, pixels of a module
    "as printed": (0, 0, 4),
    "a little turned": (7, 1.5, 6),
    "on its corner": (45, 1, 6),
    "on its side": (90, 1, 5),
    "upside down": (183, 1.2, 6),
    "large": (-20, 2, 10),
    "of a large camera": (0, 3, 30),
}


async def test_pictures_are_read_as_people_take_them(opened: Opened, tmp_path: Path) -> None:
    page = await opened()
    read = {}
    for name, (turned, blurred, scale) in PICTURES.items():
        file = tmp_path / "picture.jpg"
        picture(a_text(TODAY), turned=turned, blurred=blurred, scale=scale).save(file, quality=80)
        await page.evaluate("document.getElementById('result').replaceChildren()")
        await with_file(page, "picture", file)
        await page.wait_for("document.getElementById('result').textContent")
        read[name] = (await seen(page))["outcome"]
    assert read == dict.fromkeys(PICTURES, "valid")
    assert page.complaints == []


@pytest.mark.parametrize("content", ["no symbol", "no picture"])
async def test_a_picture_without_a_symbol_is_told_to_be_one(opened: Opened, tmp_path: Path, content: str) -> None:
    page = await opened()
    file = tmp_path / "picture.png"
    Image.new("L", (640, 480), 180).save(file)
    if content == "no picture":
        file.write_bytes(b"\x89PNG none")
    await with_file(page, "picture", file)
    await page.wait_for("document.getElementById('result').innerText.includes('ບໍ່ພົບ QR')")


async def test_the_camera_reads_a_symbol_and_is_put_off_again(tmp_path: Path) -> None:
    film = tmp_path / "film.y4m"
    film.write_bytes(a_film(picture(a_text(TODAY), turned=4, scale=7)))
    flags = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    listed = a_list(NOW - 60).signed(kid=KEY.kid, sign=KEY.sign_bytes)
    trust = a_trust(made_at=NOW - 60, until=NOW + DAY, lists=(listed,))
    async with a_browser(*flags) as browser:
        page = await browser.page()
        await page.open(a_verifier(tmp_path, trust))
        await page.wait_for("saphanVerifier")
        await page.evaluate("document.getElementById('camera').click()")
        await page.wait_for("document.querySelector('.verdict')")
        assert (await seen(page))["outcome"] == "valid"
        assert await page.evaluate("document.getElementById('video').srcObject === null")
        assert await page.evaluate("document.getElementById('viewer').hidden")


def a_film(shown: Image.Image, width: int = 1280, height: int = 960) -> bytes:
    """Return a film (YUV4MPEG2) of the picture: what a browser takes in place of a camera."""
    frame = Image.new("L", (width, height), 180)
    frame.paste(shown, ((width - shown.width) // 2, (height - shown.height) // 2))
    colours = bytes([128]) * (width * height // 2)
    return (
        f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + (b"FRAME\n" + frame.tobytes() + colours) * 3
    )


async def test_without_a_camera_it_says_to_choose_a_picture(opened: Opened) -> None:
    page = await opened()
    await page.evaluate("document.getElementById('camera').click()")
    await page.wait_for("document.getElementById('result').innerText.includes('ເປີດກ້ອງບໍ່ໄດ້')")
    assert await page.evaluate("document.getElementById('viewer').hidden")


async def test_every_field_has_a_name_and_the_keyboard_reaches_all_of_them(opened: Opened) -> None:
    page = await opened()
    tree = (await page.command("Accessibility.getFullAXTree"))["nodes"]
    fields = [node for node in tree if node.get("role", {}).get("value") in {"button", "textbox", "DisclosureTriangle"}]
    assert len(fields) >= 4
    assert all(node["name"]["value"].strip() for node in fields)
    reached = []
    for _ in range(8):
        for kind in ("keyDown", "keyUp"):
            await page.command("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.append(await page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"camera", "picture", "letters", "BUTTON", "SUMMARY"} <= set(reached)


async def test_it_fits_a_telephone(opened: Opened) -> None:
    page = await opened()
    await with_text(page, a_text(TODAY))
    await page.picture(width=360, height=740)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_a_browser_that_cannot_check_says_so(tmp_path: Path) -> None:
    async with a_browser() as browser:
        page = await browser.page()
        await page.command("Page.enable")
        await page.command("Page.addScriptToEvaluateOnNewDocument", source="delete globalThis.DecompressionStream")
        await page.open(a_verifier(tmp_path))
        await page.wait_for("!document.getElementById('cannot').hidden")
        assert await page.evaluate("document.getElementById('ways').hidden")
