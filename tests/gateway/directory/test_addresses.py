"""What is an address of a service, and what is only spelt like one."""

import pytest
from pydantic import ValidationError

from gateway.directory.content import Service


def address_of(text: str) -> str:
    return Service(name="notes", member="psc", base_url=text, document={}).base_url


@pytest.mark.parametrize(
    "text",
    [
        "https://land.example.gov.la",
        "http://land.example.gov.la:8443",
        "http://case-registry:8080",
        "http://case_registry:8080",  # a name in a network of containers
        "http://127.0.0.1:22001",
        "http://10.4.0.7",
        "http://[::1]:22001",
        "https://[2001:db8::7]",
        "in-process:case-registry",
    ],
)
def test_an_address_is_kept_as_it_is_written(text: str) -> None:
    assert address_of(text) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no user, path"),
        ("//x", "no user, path"),
        ("http://", "no user, path"),
        ("http://a@127.0.0.1:22001", "no user, path"),
        ("http://a:b@land.example", "no user, path"),
        ("http://land.example@evil.test", "no user, path"),
        ("http://h/", "no user, path"),
        ("http://h/path", "no user, path"),
        ("http://h?x", "no user, path"),
        ("http://h#x", "no user, path"),
        ("http://h\\@x", "no user, path"),
        ("http://h%2ex", "no user, path"),
        ("http://h:", "no user, path"),
        ("http://h:0", "no user, path"),
        ("http://h:080", "no user, path"),
        ("http://h:99999", "no user, path"),
        ("http://h:65536", "no user, path"),
        ("http://h:8o", "no user, path"),
        ("http://localhost\r\nx: y", "no user, path"),
        ("http://localhost\n", "no user, path"),
        ("http://ສະພານ", "no user, path"),
        ("HTTP://h", "no user, path"),
        ("ftp://h", "no user, path"),
        ("file:///etc/passwd", "no user, path"),
        ("gopher://x", "no user, path"),
        ("unix:/tmp/x", "no user, path"),
        ("in-process:../x", "no user, path"),
        ("in-process:", "no user, path"),
        ("http://127.1:80", "usual spelling"),
        ("http://0x7f.0.0.1", "usual spelling"),
        ("http://0x7f000001", "usual spelling"),
        ("http://2130706433", "usual spelling"),
        ("http://127.0.0.01", "usual spelling"),
        ("http://1.2.3.4.5", "usual spelling"),
        ("http://a..b", "usual spelling"),
        ("http://a.", "usual spelling"),
        ("http://-a", "usual spelling"),
        ("http://" + "a" * 64, "usual spelling"),
        ("http://" + ".".join(["a" * 60] * 5), "usual spelling"),
        ("http://[::1", "no user, path"),
        ("http://[1::2::3]", "usual spelling"),
        ("http://[fe80::1%25eth0]", "no user, path"),
        ("http://0.0.0.0", "link-local"),
        ("http://0.1.2.3", "link-local"),
        ("http://169.254.169.254", "link-local"),
        ("http://100.100.100.200", "link-local"),
        ("http://224.0.0.1", "link-local"),
        ("http://255.255.255.255", "link-local"),
        ("http://[::]", "link-local"),
        ("http://[fe80::1]", "link-local"),
        ("http://[ff02::1]", "link-local"),
        ("http://[::ffff:169.254.169.254]", "link-local"),
        ("http://[::ffff:7f00:1]", "link-local"),
        ("http://[64:ff9b::a9fe:a9fe]", "link-local"),
        ("http://[2002:a9fe:a9fe::]", "link-local"),
        ("http://[fd00:ec2::254]", "link-local"),
        ("http://metadata.google.internal", "link-local"),
        ("http://METADATA", "link-local"),
    ],
)
def test_nothing_else_is_an_address(text: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why) as refused:
        address_of(text)
    [error] = refused.value.errors()
    assert (error["loc"], error["type"]) == (("base_url",), "address_not_allowed")
    assert error["ctx"]["lo"]
