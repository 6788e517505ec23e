"""Files that something broke on their way: each reader says what is wrong with them, quickly, and never falls over.

A few of each format here, the same in each run; `make drill` reads thousands (DRILL_MUTATED_FILES).
"""

import os
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from exam_server.core.exchange import Outgoing
from exam_server.formats.candidates_csv import read_candidates
from exam_server.formats.document_door import check_document
from exam_server.formats.readers import READERS
from exam_server.formats.register_form.reader import read_register_form_bytes
from exam_server.formats.scenario_yaml import read_scenario
from exam_server.formats.writers import WRITERS
from tests.dangerous import make_docx, make_odt, make_pdf
from tests.drills.conftest import drill_seed
from tests.samples import FOLDER
from tests.shipped import SCENARIO, shipped_bank

pytestmark = pytest.mark.timeout(7200)
COUNT = int(os.environ.get("DRILL_MUTATED_FILES", "25"))
MOST_SECONDS = 10.0
"""Of a processor: where the process that reads foreign files is ended."""
FORMS = Path(__file__).parents[1] / "fixtures" / "register_forms"
SPLICES = (
    b"\x00",
    b"<",
    b">",
    b"&",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE x>",
    b"{",
    b"}",
    b"::",
    b"~",
    b"=",
    b"\xff",
    b"\xed\xa0\x80",
    b"- ",
    b"&a",
    b"*a",
)


def _mutate(content: bytes, dice: random.Random) -> bytes:
    """One to eight things that go wrong with a file: bytes turned, lost, doubled, put in; an end that's missing."""
    broken = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(broken) or 1)
        length = min(dice.choice((1, 2, 16, 300)), len(broken) - at)
        way = dice.randrange(6)
        if way == 0:
            broken[at : at + length] = dice.randbytes(length)
        elif way == 1:
            del broken[at : at + length]
        elif way == 2:
            broken[at:at] = broken[at : at + length] * dice.randint(1, 4)
        elif way == 3:
            broken[at:at] = dice.choice(SPLICES)
        elif way == 4:
            other = dice.randrange(len(broken) or 1)
            broken[at : at + length] = broken[other : other + length]
        elif dice.random() < 0.2:
            del broken[at:]
    return bytes(broken)


def _sound_files() -> dict[str, list[bytes]]:
    """By the reader's name: what it reads without a complaint, our own exports and other systems' files where present."""
    bank = Outgoing(tuple(shipped_bank().bank.items[:12]))
    names = {"qti3": "qti", "qti21": "qti"}
    files: dict[str, list[bytes]] = {name: [] for name in READERS}
    for name, writer in WRITERS.items():
        files[names.get(name, name)].append(writer.write(bank).content)
    files["aiken"].append(b"Pytanie?\nA. tak\nB. nie\nANSWER: A\n" * 5)
    for name in ("gift", "moodlexml", "qti"):
        samples = sorted(
            path for path in (FOLDER / name).rglob("*") if path.suffix in (".gift", ".txt", ".xml", ".zip")
        )
        files[name] += [path.read_bytes() for path in samples[:20] if path.stat().st_size < 200_000]
    return files


def _read_import(name: str) -> Callable[[bytes], object]:
    return lambda content: READERS[name](content, "plik")


READ: Mapping[str, Callable[[bytes], object]] = {
    **{name: _read_import(name) for name in READERS},
    "candidates": read_candidates,
    "register form": lambda content: read_register_form_bytes(content, "formularz"),
    "scenario": lambda content: read_scenario(content.decode(errors="replace"), "scenariusz"),
    "pdf": lambda content: check_document(content, "plik.pdf", "pdf"),
    "docx": lambda content: check_document(content, "plik.docx", "docx"),
    "odt": lambda content: check_document(content, "plik.odt", "odt"),
}


@pytest.fixture(scope="module")
def sound() -> dict[str, list[bytes]]:
    lists = "imiona;nazwisko;data urodzenia;e-mail\nŻaneta;Gęślicka;1987-04-12;zaneta@demo.invalid\n".encode() * 3
    return {
        **_sound_files(),
        "candidates": [lists],
        "register form": [path.read_bytes() for path in sorted(FORMS.iterdir())],
        "scenario": [SCENARIO.read_bytes()],
        "pdf": [make_pdf()],
        "docx": [make_docx()],
        "odt": [make_odt()],
    }


@pytest.mark.parametrize("name", READ)
def test_a_broken_file_is_told_and_never_a_crash(name: str, sound: dict[str, list[bytes]]) -> None:
    seed = drill_seed("DRILL_MUTATED_FILES")
    dice = random.Random(f"{seed} {name}")
    for number in range(COUNT):
        broken = _mutate(dice.choice(sound[name]), dice)
        began = time.process_time()
        try:
            READ[name](broken)
        except Exception as error:
            pytest.fail(f"{name}, file {number} of {seed}: {type(error).__name__} {error}")
        assert time.process_time() - began < MOST_SECONDS, (name, number)
