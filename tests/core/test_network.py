"""Which addresses and names are private, and which one people are told."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.network import (
    as_host,
    choose_address,
    find_address,
    find_client,
    is_loopback,
    is_private,
    read_ranges,
)


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


def test_ranges_are_read_from_lines_commas_and_spaces() -> None:
    read = read_ranges("192.168.1.0/24, 10.0.0.7\nfd00::/64;10.0.0.7")
    assert [str(each) for each in read.networks] == ["192.168.1.0/24", "10.0.0.7/32", "fd00::/64"]
    assert read.problems == ()
    assert read_ranges(" \n ").networks == ()


@pytest.mark.parametrize("word", ["sala-1", "192.168.1.0/33", "192.168.1", "fd00::/200", "1.2.3.4/24/2", "10.0.0.1-9"])
def test_what_is_no_range_is_named(word: str) -> None:
    read = read_ranges(f"10.0.0.0/8 {word}")
    assert len(read.networks) == 1
    assert [word in str(problem) for problem in read.problems] == [True]


def test_a_range_that_begins_in_the_middle_is_told_where_it_begins() -> None:
    assert "192.168.1.0/24" in str(read_ranges("192.168.1.7/24").problems[0])


PROXIES = read_ranges("10.0.0.0/24 fd00::/64").networks


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "192.168.1.1", "203.0.113.9"),
        ("10.0.0.1", "192.168.1.1", "192.168.1.1"),
        ("::ffff:10.0.0.1", "::ffff:192.168.1.1", "192.168.1.1"),
        ("10.0.0.1", "192.168.1.1, 10.0.0.2", "192.168.1.1"),
        ("10.0.0.1", "192.168.1.1,203.0.113.9", "203.0.113.9"),
        ("fd00::1", "192.168.1.1 , 203.0.113.9,10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown", None),
        ("10.0.0.1", "192.168.1.1,", None),
        ("nobody", "192.168.1.1", None),
    ],
)
def test_only_a_trusted_proxy_is_believed_and_only_as_far_as_it_knows(
    peer: str, forwarded: str, client: str | None
) -> None:
    found = find_client(peer, forwarded, PROXIES)
    assert (str(found) if found else None) == client


@given(st.lists(st.ip_addresses().map(str), max_size=4))
def test_without_trusted_proxies_nothing_that_a_client_writes_counts(forged: list[str]) -> None:
    assert str(find_client("203.0.113.9", ",".join(forged), ())) == "203.0.113.9"


@given(st.lists(st.ip_addresses().map(str), max_size=4), st.ip_addresses(network="192.168.0.0/16"))
def test_what_a_client_writes_before_the_proxys_own_word_doesnt_count(forged: list[str], client: IPv4Address) -> None:
    assert find_client("10.0.0.1", ",".join([*forged, str(client)]), PROXIES) == client
