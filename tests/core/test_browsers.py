"""A browser is named as its owner knows it; nothing else of what it said is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.browsers import PROGRAMS, SYSTEMS, name_browser

KNOWN = {name for _, name in (*PROGRAMS, *SYSTEMS)}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142 Safari/537.36 Edg/142", "Edge, Windows"),
        ("Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1", "Safari, iPad"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_plain_words(said: str, name: str) -> None:
    assert name_browser(said) == name


@given(st.text(max_size=700))
def test_nothing_but_known_names_is_kept(said: str) -> None:
    assert set(filter(None, name_browser(said).split(", "))) <= KNOWN
