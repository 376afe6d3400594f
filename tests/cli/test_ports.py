"""A port is asked for before the long work begins, and what is wrong with it is said."""

import socket

import pytest

from cli.ports import free_port, must_be_free, must_be_free_for_metrics, url_of
from cli.refusals import Refused


def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"Port {port} on 127.0.0.1 is taken"):
            must_be_free("127.0.0.1", port)


def test_a_free_port_is_free() -> None:
    must_be_free("127.0.0.1", free_port("127.0.0.1"))


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])  # RFC 5737: an address that is nobody's
def test_an_address_that_is_not_ours_is_named(host: str) -> None:
    with pytest.raises(Refused, match="no address of this machine"):
        must_be_free(host, 8080)


def test_every_refusal_is_said_in_lao_too() -> None:
    with pytest.raises(Refused) as refusal:
        must_be_free("192.0.2.1", 8080)
    assert "ບໍ່ແມ່ນທີ່ຢູ່ຂອງເຄື່ອງນີ້" in refusal.value.lo


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::1", "http://[::1]:8080"),
        ("::", "http://[::1]:8080"),
        ("gateway.example", "http://gateway.example:8080"),
    ],
)
def test_the_url_is_one_that_a_program_here_can_reach(host: str, url: str) -> None:
    assert url_of(host, 8080) == url


def test_prometheus_gets_a_port_of_its_own() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"Port {port} on 127.0.0.1 is taken.*--metrics-port"):
            must_be_free_for_metrics(port, 8080)
        with pytest.raises(Refused, match="cannot serve both"):
            must_be_free_for_metrics(port, port)
    must_be_free_for_metrics(free_port("127.0.0.1"), 8080)
