"""`saphan case` as an office with several of them types it, against a peer on a real port."""

from pathlib import Path

import pytest

from tests.cli.test_call import Shell, saphan, shell  # noqa: F401 - the fixture


async def case(shell: Shell, *arguments: str) -> tuple[int, str, str]:  # noqa: F811 - the fixture's name
    said = await saphan("case", *arguments, "--as", str(shell.credentials))
    return said.code, said.out, said.err


@pytest.fixture
def register(tmp_path: Path) -> str:
    file = tmp_path / "register.ndjson"
    file.write_text('{"number": "1"}\n')
    return str(file)


async def test_office_and_officer_are_named_in_the_token(shell: Shell, register: str) -> None:  # noqa: F811
    await case(shell, "import", register, "--source", "old", "--office", "0101", "--officer", "clerk.a")
    await case(shell, "export", register + ".out", "--office", "0102")
    # an answer of the stub is no report: only who asks is looked at
    claims = [shell.peer._opened(form["client_assertion"]) for form in shell.peer.token_requests]
    assert [(each["office"], each.get("officer")) for each in claims] == [("0101", "clerk.a"), ("0102", None)]


async def test_a_refusal_is_told_in_sentences_and_no_file_is_written(
    shell: Shell,  # noqa: F811
    register: str,
    tmp_path: Path,
) -> None:
    shell.peer.refuse_all()
    for verb in (("import", register, "--source", "old"), ("export", str(tmp_path / "out.ndjson"))):
        code, out, err = await case(shell, *verb)
        assert (code, out) == (1, "")
        assert err.startswith("saphan: ")
        assert "{" not in err
    assert not (tmp_path / "out.ndjson").exists()


async def test_an_office_that_can_be_none_is_told_before_anything_is_sent(shell: Shell, register: str) -> None:  # noqa: F811
    code, _, err = await case(shell, "import", register, "--source", "old", "--office", "the first one")
    assert code == 1
    assert "--office is the code of an office" in err
    assert shell.peer.token_requests == []
