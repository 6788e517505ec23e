"""The register as XML: valid by its schema whatever it holds, and its checksum finds every change (L6)."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exam_server.formats.register_xml import NAMESPACE, Certified, Entry, Named, write_register

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).resolve().parents[2] / "docs" / "schemas" / "register-1.xsd"))
NOW, DAY = datetime(2026, 11, 26, 12, tzinfo=UTC), date(2026, 11, 26)
CERTIFIED = Certified(
    "2026/00001",
    "certyfikat",
    "Parzenie herbaty",
    "herbata",
    5,
    "bezterminowo",
    "Izba",
    "Gdynia",
    "Gdynia",
    DAY,
    "D. D.",
    "",
)
STAGE = {"stage": "theory_test", "from": "2026-11-02", "until": None, "place": "Gdynia", "by": "Izba"}
SEEN = {
    "code": "1A",
    "criteria": ["1A1", "1A2"],
    "basis": "certificate",
    "issuer": "Instytut",
    "issued_on": "2024-05-06",
}
ENTRY = Entry(
    1,
    "issued",
    DAY,
    CERTIFIED,
    Named("Kinga", "Żółć-Źdźbło", date(1984, 5, 17)),
    "Izba",
    [STAGE],
    [SEEN],
    "",
    "ab" * 32,
)
WORDS = st.text(min_size=1, max_size=20)


def recompute(content: bytes) -> str:
    """As a reader without us does: canonical form of `entries`, by another library."""
    entries = etree.fromstring(content).find(f"{{{NAMESPACE}}}entries")
    assert entries is not None
    return hashlib.sha256(
        etree.canonicalize(etree.tostring(entries, with_tail=False, encoding="unicode")).encode()
    ).hexdigest()


@pytest.mark.rule("L6")
@given(
    st.lists(st.tuples(WORDS, WORDS, st.text(max_size=30), st.booleans(), st.booleans()), max_size=4),
    st.sampled_from((None, 1, 8)),
)
@settings(max_examples=60)
def test_whatever_was_typed_the_file_is_valid_and_its_checksum_comes_out_again(
    drawn: list[tuple[str, str, str, bool, bool]], level: int | None
) -> None:
    entries = [
        ENTRY._replace(
            position=n,
            certificate=CERTIFIED._replace(place=place, prk_level=level),
            holder=Named(name, name, DAY) if held else None,
            reason=reason,
            validated=[STAGE] if seen else [],
        )
        for n, (place, name, reason, held, seen) in enumerate(drawn, start=1)
    ]
    content, checksum = write_register("Izba", "Gdynia", entries, NOW)
    document = etree.fromstring(content)
    SCHEMA.assertValid(document)
    assert document.get("checksum") == checksum == recompute(content) and document.get("count") == str(len(entries))


@pytest.mark.rule("L6")
def test_every_field_is_there_and_a_change_of_any_breaks_the_checksum() -> None:
    content, checksum = write_register(
        "Izba", "Gdynia", [ENTRY, ENTRY._replace(position=2, kind="revoked", reason="błąd")], NOW
    )
    words = content.decode()
    for expected in (
        "Żółć-Źdźbło",
        "1984-05-17",
        "1A1 1A2",
        "2024-05-06",
        "theory_test",
        "2026-11-02",
        "błąd",
        "revoked",
    ):
        assert expected in words, expected
        assert recompute(words.replace(expected, expected[::-1]).encode()) != checksum


@pytest.mark.rule("L5")
def test_an_entry_whose_holder_was_erased_has_none() -> None:
    content, _ = write_register("Izba", "Gdynia", [ENTRY._replace(holder=None)], NOW)
    SCHEMA.assertValid(etree.fromstring(content))
    assert b"<holder" not in content


def test_the_schema_refuses_what_isnt_an_entry() -> None:
    content, _ = write_register("Izba", "Gdynia", [ENTRY], NOW)
    for before, after in (
        (b'kind="issued"', b'kind="sold"'),
        (b"<born-on>1984-05-17", b"<born-on>maj"),
        (b'position="1"', b""),
    ):
        assert before in content
        assert not SCHEMA.validate(etree.fromstring(content.replace(before, after)))
