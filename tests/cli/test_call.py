"""`saphan call` as a newcomer types it, against a peer on a real port."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.token_peer import TokenPeer, listening


@dataclass
class Said:
    code: int
    out: str
    err: str


@dataclass
class Shell:
    peer: TokenPeer
    credentials: Path

    async def call(self, *arguments: str, stdin: bytes = b"") -> Said:
        return await saphan("call", "--as", str(self.credentials), *arguments, stdin=stdin)


async def saphan(*arguments: str, stdin: bytes = b"") -> Said:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate(stdin)
    assert process.returncode is not None
    return Said(process.returncode, out.decode(), err.decode())


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    async with listening(TokenPeer()) as peer:
        path = tmp_path / "police-case-system.json"
        path.write_text(peer.credentials().model_dump_json(by_alias=True))
        yield Shell(peer, path)


async def test_the_body_goes_to_stdout_and_everything_about_it_to_stderr(shell: Shell, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_text('{"a": 1}')
    said = await shell.call("POST", "/case-registry/v1/cases", "--body", str(body))
    assert said.code == 0
    assert json.loads(said.out) == {"path": "/case-registry/v1/cases"}
    assert "200 OK" in said.err
    assert "Content-Type: application/json" in said.err
    assert shell.peer.requests[0][1] == b'{"a": 1}'


async def test_the_idempotency_key_is_made_sent_and_printed(shell: Shell) -> None:
    said = await shell.call("POST", "/case-registry/v1/cases")
    sent = shell.peer.requests[0][0]["Idempotency-Key"]
    assert f"Idempotency-Key: {sent}" in said.err


async def test_a_call_is_repeated_with_the_key_that_it_printed(shell: Shell) -> None:
    await shell.call("POST", "/case-registry/v1/cases", "--idempotency-key", "the-same")
    assert shell.peer.requests[0][0]["Idempotency-Key"] == "the-same"


async def test_the_key_is_printed_as_it_was_typed_and_no_picture_instead(shell: Shell) -> None:
    said = await shell.call("POST", "/case-registry/v1/cases", "--idempotency-key", ":warning:")
    assert "Idempotency-Key: :warning:" in said.err


async def test_reading_makes_no_key(shell: Shell) -> None:
    said = await shell.call("GET", "/case-registry/v1/cases")
    assert "Idempotency-Key" not in said.err
    assert "Idempotency-Key" not in shell.peer.requests[0][0]


async def test_the_purpose_is_the_first_of_the_file_unless_said(shell: Shell) -> None:
    await shell.call("GET", "/case-registry/v1/cases")
    await shell.call("GET", "/case-registry/v1/cases", "--purpose", "oversight")
    assert [form["purpose"] for form in shell.peer.token_requests] == ["caseManagement", "oversight"]


async def test_a_body_is_read_from_a_pipe(shell: Shell) -> None:
    await shell.call("POST", "/case-registry/v1/cases", "--body", "-", stdin=b"[]")
    assert shell.peer.requests[0][1] == b"[]"


async def test_a_header_is_passed_on(shell: Shell) -> None:
    await shell.call("GET", "/case-registry/v1/cases", "--header", "Accept-Language: lo")
    assert shell.peer.requests[0][0]["Accept-Language"] == "lo"


async def test_a_call_may_be_signed(shell: Shell) -> None:
    assert (await shell.call("GET", "/case-registry/v1/cases", "--sign")).code == 0
    assert "Signature-Input" in shell.peer.requests[0][0]


async def test_anything_but_2xx_is_a_failure_with_its_body_on_stdout(shell: Shell) -> None:
    shell.peer.refuse_next = 2
    said = await shell.call("GET", "/case-registry/v1/cases")
    assert said.code == 1
    assert json.loads(said.out)["code"] == "not-authenticated"
    assert "401 Unauthorized" in said.err


async def test_a_refused_token_is_shown_as_the_endpoint_answers_it(shell: Shell) -> None:
    said = await shell.call("GET", "/case-registry/v1/cases", "--purpose", "curiosity")
    assert said.code == 1
    assert json.loads(said.out)["code"] == "purpose-not-agreed"


async def test_a_gateway_that_is_down_is_one_sentence_in_two_languages(shell: Shell) -> None:
    nobody = shell.peer.credentials().model_copy(
        update={"base_url": "http://127.0.0.1:1", "token_endpoint": "http://127.0.0.1:1/oauth/token"}
    )
    shell.credentials.write_text(nobody.model_dump_json(by_alias=True))
    said = await shell.call("GET", "/case-registry/v1/cases")
    assert said.code == 1
    assert "No answer from http://127.0.0.1:1" in said.err
    assert "ບໍ່ມີຄຳຕອບ" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "Cannot read"), ("{}", "is not a credentials file"), ("x", "is not a credentials")]
)
async def test_a_credentials_file_that_is_none_is_named(shell: Shell, content: str | None, sentence: str) -> None:
    shell.credentials.unlink() if content is None else shell.credentials.write_text(content)
    said = await shell.call("GET", "/case-registry/v1/cases")
    assert said.code == 1
    assert sentence in said.err
    assert shell.credentials.name in said.err


async def test_a_path_without_its_slash_is_explained(shell: Shell) -> None:
    said = await shell.call("GET", "case-registry/v1/cases")
    assert said.code == 1
    assert "/case-registry/v1/cases" in said.err


async def test_a_header_without_a_colon_is_explained(shell: Shell) -> None:
    said = await shell.call("GET", "/case-registry/v1/cases", "--header", "nonsense")
    assert said.code == 1
    assert "Name: value" in said.err


async def test_what_cannot_be_the_code_of_an_office_is_explained_before_anything_is_sent(shell: Shell) -> None:
    said = await shell.call("GET", "/case-registry/v1/cases", "--office", "Chanthabuly district")
    assert said.code == 1
    assert "such as 0101" in said.err
    assert "ລະຫັດຫ້ອງການ" in said.err
    assert shell.peer.requests == []
