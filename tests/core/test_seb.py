"""Keys of Safe Exam Browser's settings, hashes of its requests, and the verdict on what a browser shows."""

import hashlib
from collections.abc import Callable
from functools import cmp_to_key
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from property_lists import LISTS, as_xml

from exam_server.core.seb import (
    Evidence,
    Expectation,
    Verdict,
    browsers_address,
    canonical_text,
    config_key,
    judge,
    read_exam_keys,
    request_hash,
)
from exam_server.formats.seb_file import read_property_list


def other_way(xml: bytes) -> str:
    """The canonical text once more, from the XML itself: no parsed values, and an order letter by letter."""
    return _element(ElementTree.fromstring(xml)[0], at_top=True)


def _element(element: ElementTree.Element, at_top: bool = False) -> str:
    words = element.text or ""
    simple: dict[str, Callable[[], str]] = {
        "string": lambda: '"' + words + '"',
        "integer": lambda: words,
        "real": lambda: words.removesuffix(".0"),
        "data": lambda: '"' + "".join(words.split()) + '"',
        "true": lambda: "true",
        "false": lambda: "false",
        "array": lambda: "[" + ",".join(_element(each) for each in element) + "]",
    }
    return _dictionary(element, at_top) if element.tag == "dict" else simple[element.tag]()


def _dictionary(element: ElementTree.Element, at_top: bool) -> str:
    children = list(element)
    pairs = [(key.text or "", value) for key, value in zip(children[::2], children[1::2], strict=True)]
    wanted = [
        (key, value)
        for key, value in pairs
        if not (at_top and key == "originatorVersion") and not (value.tag == "dict" and len(value) == 0)
    ]
    wanted.sort(key=cmp_to_key(lambda one, other: _compare(one[0], other[0])))
    return "{" + ",".join('"' + key + '":' + _element(value) for key, value in wanted) + "}"


def _compare(one: str, other: str) -> int:
    for left, right in zip(one, other, strict=False):
        if left.lower() != right.lower():
            return -1 if left.lower() < right.lower() else 1
    if len(one) != len(other):
        return len(one) - len(other)
    return next((-1 if left.islower() else 1 for left, right in zip(one, other, strict=True) if left != right), 0)


def test_there_are_thirty_lists() -> None:
    assert len(LISTS) == 30


@pytest.mark.parametrize("name", LISTS)
def test_two_ways_and_a_hand_give_a_property_list_the_same_key(name: str) -> None:
    xml, by_hand = as_xml(LISTS[name][0]), LISTS[name][1]
    key = config_key(read_property_list(xml))
    assert key == hashlib.sha256(other_way(xml).encode()).hexdigest()
    assert key == hashlib.sha256(by_hand.encode()).hexdigest()
    assert len(key) == 64
    assert key == key.lower()


VALUES = st.recursive(
    st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.text(max_size=8) | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcXYZ19", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcXYZ19", min_size=1), VALUES, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_settings_stand_changes_no_key(settings: dict[str, object], random: object) -> None:
    shuffled = list(settings.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical_text(dict(shuffled)) == canonical_text(settings)  # type: ignore[arg-type]


@given(st.text(max_size=40).filter(lambda words: "#" not in words), st.text(max_size=10))
def test_the_fragment_of_an_address_doesnt_count(address: str, fragment: str) -> None:
    key = "0" * 64
    assert request_hash(f"{address}#{fragment}", key) == request_hash(address, key)
    assert request_hash(address, key) == hashlib.sha256(address.encode() + key.encode()).hexdigest()


PUBLIC = (
    "https://192.168.1.7:8000",
    "http://127.0.0.1:80",
    "https://egzamin.local",
    "HTTPS://Egzamin.Example.ORG:443",
    "https://[fd00::7]:8443",
    "https://[FD00:0:0::7]",
    "http://egzamin:8080",
    "https://żółw.example.org",
    "https://EGZAMIN.example.org:444",
    "http://[::1]:8000",
)
PATHS = ("/", "/ticket", "/ticket/check/k7m2q9x4v1c8b3n6z5a0s2d4f7g9h1j3", "/sitting", "/sitting/state")
ENDINGS = ("", "#/3", "#review", "?unsent=0&position=4")
ADDRESSES = list(product(PUBLIC, PATHS, ENDINGS))


def _ours(public: str, path: str, ending: str) -> str:
    return browsers_address(public, path, ending.removeprefix("?") if ending.startswith("?") else "")


def test_there_are_two_hundred_addresses() -> None:
    assert len(ADDRESSES) == 200


@pytest.mark.browser
def test_addresses_are_those_that_a_real_browser_has(chromium: Browser) -> None:
    page = chromium.new_page()
    asked = [[public, path + ending] for public, path, ending in ADDRESSES]
    seen = page.evaluate("pairs => pairs.map(([base, path]) => new URL(path, base).href.split('#')[0])", asked)
    page.close()
    assert [_ours(*each) for each in ADDRESSES] == seen


@pytest.mark.parametrize(
    ("public", "address"),
    [
        ("HTTPS://Egzamin.Example.ORG:443", "https://egzamin.example.org/ticket"),
        ("http://127.0.0.1:80", "http://127.0.0.1/ticket"),
        ("http://127.0.0.1:443", "http://127.0.0.1:443/ticket"),
        ("https://[FD00:0:0::7]", "https://[fd00::7]/ticket"),
        ("https://żółw.example.org", "https://xn--w-uga1v8h.example.org/ticket"),
    ],
)
def test_an_address_is_written_as_browsers_write_it(public: str, address: str) -> None:
    assert browsers_address(public, "/ticket") == address


KEY, EXAM_KEY, ADDRESS = "ab" * 32, "cd" * 32, "https://192.168.1.7:8000/ticket/check/k7m2"
SETTINGS, VERSION = request_hash(ADDRESS, KEY), request_hash(ADDRESS, EXAM_KEY)
OTHER = request_hash(ADDRESS, "ef" * 32)
PASSING = Expectation(KEY)
STRICT = Expectation(KEY, ("12" * 32, EXAM_KEY))


@pytest.mark.parametrize(
    ("expected", "evidence", "verdict"),
    [
        (PASSING, Evidence(config_header=SETTINGS), Verdict(kind="header")),
        (PASSING, Evidence(config_header=SETTINGS.upper()), Verdict(kind="header")),
        (PASSING, Evidence(page=ADDRESS, config_script=SETTINGS), Verdict(kind="script")),
        (PASSING, Evidence(config_header=OTHER, page=ADDRESS, config_script=SETTINGS), Verdict(kind="script")),
        (PASSING, Evidence(), Verdict(failure="no_seb")),
        (PASSING, Evidence(page=ADDRESS), Verdict(failure="no_seb")),
        (PASSING, Evidence(exam_header=VERSION), Verdict(failure="no_seb")),
        (PASSING, Evidence(config_header=OTHER), Verdict(failure="settings")),
        (PASSING, Evidence(config_header=KEY), Verdict(failure="settings")),
        (PASSING, Evidence(config_header=SETTINGS[:-1]), Verdict(failure="settings")),
        (PASSING, Evidence(page=f"{ADDRESS}#x", config_script=OTHER), Verdict(failure="settings")),
        (PASSING, Evidence(page="https://inny/ticket", config_script=OTHER), Verdict(failure="address")),
        (PASSING, Evidence(config_header="żółw"), Verdict(failure="settings")),
        (STRICT, Evidence(config_header=SETTINGS, exam_header=VERSION), Verdict(kind="header")),
        (STRICT, Evidence(page=ADDRESS, config_script=SETTINGS, exam_script=VERSION), Verdict(kind="script")),
        (STRICT, Evidence(config_header=SETTINGS), Verdict(failure="version")),
        (STRICT, Evidence(config_header=SETTINGS, exam_header=OTHER), Verdict(failure="version")),
        (STRICT, Evidence(config_header=OTHER, exam_header=VERSION), Verdict(failure="settings")),
    ],
)
def test_the_verdict_names_the_check_that_failed(expected: Expectation, evidence: Evidence, verdict: Verdict) -> None:
    assert judge(expected, ADDRESS, evidence) == verdict


@given(st.text(max_size=70), st.text(max_size=70), st.text(max_size=70))
def test_nobody_passes_without_the_right_hash(header: str, page: str, script: str) -> None:
    shown = {each.strip().lower() for each in (header, script)}
    assert (judge(PASSING, ADDRESS, Evidence(header, "", page, script)).kind is not None) == (SETTINGS in shown)


def test_a_proof_of_one_address_is_none_for_another() -> None:
    elsewhere = ADDRESS.replace("k7m2", "k7m3")
    assert judge(PASSING, elsewhere, Evidence(config_header=SETTINGS, config_script=SETTINGS)).failure == "settings"


def test_exam_keys_are_read_as_staff_paste_them() -> None:
    read = read_exam_keys(f"{EXAM_KEY.upper()}\n {KEY},{KEY}; abc")
    assert (read.keys, read.misread) == ((EXAM_KEY, KEY), ("abc",))
