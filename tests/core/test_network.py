"""Which addresses and names are private, and which one people are told."""

import pytest

from exam_server.core.network import as_host, choose_address, find_address, is_loopback, is_private


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("::ffff:192.168.1.7", "192.168.1.7"),
        ("[fd00::2]", "fd00::2"),
        ("fe80::1%eth0", "fe80::1"),
        ("exam.local", None),
        ("", None),
        ("300.1.1.1", None),
    ],
)
def test_an_address_is_known_in_every_notation_and_a_name_is_none(words: str, found: str | None) -> None:
    assert (str(find_address(words)) if find_address(words) else None) == found


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "::ffff:127.0.0.1"])
def test_only_this_machine_reaches_its_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.7", "exam.local", "localhost.example.org"])
def test_everything_else_may_be_reached_by_others(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("name", ["10.0.0.1", "fd12::1", "egzamin", "egzamin.local", "PC.LAN", "a.b.home.arpa"])
def test_what_means_something_in_a_local_network_alone_is_private(name: str) -> None:
    assert is_private(name)


@pytest.mark.parametrize("name", ["192.0.2.2", "2001:db8::1", "egzamin.example.org", "local.example.org"])
def test_what_the_internet_knows_is_not_private(name: str) -> None:
    assert not is_private(name)


@pytest.mark.parametrize(
    ("addresses", "chosen"),
    [
        (["127.0.0.1", "::1", "fd00::2", "192.0.2.2", "192.168.1.7"], "192.168.1.7"),
        (["fd00::2", "192.0.2.2"], "192.0.2.2"),
        (["fe80::1", "2001:db8::1", "fd00::2"], "fd00::2"),
        (["169.254.1.1", "127.0.0.1"], "127.0.0.1"),
        ([], "127.0.0.1"),
    ],
)
def test_people_are_told_a_private_ipv4_address_first(addresses: list[str], chosen: str) -> None:
    assert choose_address(addresses) == chosen


def test_ipv6_stands_in_brackets_in_a_web_address() -> None:
    assert [as_host("fd00::2"), as_host("exam.local")] == ["[fd00::2]", "exam.local"]
