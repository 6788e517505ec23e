"""Limits, times and counts that a guide names are those of the code, and so are the steps of a table: who changes one
changes its sentence.
"""

import re
from pathlib import Path

import pytest

from exam_server.app import MAXIMUM_UPLOAD
from exam_server.core import agreement, fresh_proof, pins, second_factor
from exam_server.core.certificates import AUTHORITY_LIFE, LEAF_LIFE, RENEW_BEFORE
from exam_server.core.circuit.day import LEAST_BREAK
from exam_server.core.passwords import MINIMUM_LENGTH
from exam_server.core.portfolio import Limits
from exam_server.core.psychometrics.items import FOR_DISCRIMINATION, FOR_FACILITY
from exam_server.core.psychometrics.traits import EASY, GOOD, HARD
from exam_server.core.rating import LEVELS
from exam_server.core.seb_watch import MOST_MISSES
from exam_server.core.simulation.bots import BOTS
from exam_server.core.simulation.check_script import MOST, MOST_BUTTONS
from exam_server.core.simulation.fidelity import LATE_SECONDS
from exam_server.core.simulation.hardness import ENOUGH_RUNS
from exam_server.core.simulation.opportunities import WINDOW_SECONDS
from exam_server.core.simulation.rehearsal import TWINS_APART, WANTED
from exam_server.core.testwise.bench import BOUND
from exam_server.core.testwise.strategies import STRATEGIES
from exam_server.core.workflow import MOVES
from exam_server.formats import image, xml_door, zip_door
from exam_server.formats.candidates_csv import MAXIMUM_ROWS
from exam_server.formats.moodle_xml.reader import MAXIMUM_ELEMENTS as MOODLE_ELEMENTS
from exam_server.formats.pdf_check import MAXIMUM_INFLATED
from exam_server.formats.tablet_file import LARGEST
from exam_server.language import translations
from exam_server.services.clock import SHOWN_FOR
from exam_server.services.papers.twins import SEATS_IN_A_FILE
from exam_server.services.reading_process import CAPS
from exam_server.services.transcription import LETTERS_TYPED
from exam_server.settings import Settings
from exam_server.store.database import engine_options
from exam_server.web.author import bulk
from exam_server.web.author.words import STATUSES

DOCS = Path(__file__).resolve().parents[2] / "docs"
MOST_PIECES = Limits()
POOL = engine_options("postgresql://")
TRIES = Settings()
NUMBERS = {2: "dwie", 3: "trzech", 6: "sześciu", 10: "dziesięć"}
TIMES = {3: "trzy razy", 5: "pięć błędnych", 8: "osiem"}
"""In the form in which a sentence has them."""

STEPS = {"draft": "szkic", "review": "recenzji", "pilot": "pilotażu", "active": "aktywne", "retired": "wycofane"}
"""How the bank's table calls the status that a step leads to."""


def share(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def per_cent(value: float) -> str:
    return f"{100 * value:.0f}"


SENTENCES: tuple[tuple[str, str], ...] = (
    ("asesor", f"od {pins.SHORTEST} do {pins.LONGEST} cyfr"),
    ("asesor", f"Poziom {LEVELS[0]}–{LEVELS[-1]}"),
    ("rola-i-sufler", f"najwyżej {MOST['events']} kafli"),
    ("rola-i-sufler", f"do {MOST_BUTTONS} dużych przycisków"),
    (
        "autor",
        f"{MOST['facts']} faktów, {MOST['cues']} wskazówek, {MOST['events']} zachowań i {MOST_BUTTONS} przyciski",
    ),
    (
        "scenariusze",
        f"{MOST['facts']} faktów, {MOST['cues']} wskazówek, {MOST['events']} zachowań albo {MOST_BUTTONS} prz",
    ),
    ("scenariusze", f"w {NUMBERS[WINDOW_SECONDS // 60]} minuty pokazał zachowanie"),
    ("scenariusze", f"co najmniej {per_cent(WANTED['strong'][0])} % okazji"),
    ("scenariusze", f"przeciętny {per_cent(WANTED['average'][0])}–{per_cent(WANTED['average'][1])} %"),
    ("scenariusze", f"słaby najwyżej {per_cent(WANTED['weak'][1])} %"),
    ("scenariusze", f"najwyżej o {per_cent(TWINS_APART)} punktów procentowych"),
    ("scenariusze", f"w {NUMBERS[BOTS[1].attentive // 10]} czynnościach na dziesięć"),
    ("scenariusze", f"po ponad {LATE_SECONDS} sekundach"),
    ("scenariusze", f"Mniej niż {ENOUGH_RUNS} przebiegów"),
    ("bank", f"(do {bulk.MOST})"),
    ("bank", f"powyżej {share(EASY)}"),
    ("bank", f"poniżej {share(HARD)}"),
    ("bank", f"poniżej {share(GOOD)},"),
    ("bank", f"łatwości ({FOR_FACILITY} podejść) albo mocy różnicującej ({FOR_DISCRIMINATION})"),
    ("bank", f"({per_cent(BOUND)} punktów)"),
    ("bank", f"przy {NUMBERS[len(STRATEGIES)]} strategiach"),
    ("dzien-symulacji", f"co najmniej {LEAST_BREAK} minut"),
    ("portfolio", f"do {MOST_PIECES.document_bytes // 2**20} MiB każdy"),
    ("portfolio", f"razem do {MOST_PIECES.pieces} materiałów i {MOST_PIECES.portfolio_bytes // 2**20} MiB"),
    ("komisja", f"Poniżej **{agreement.FEWEST} symulacji**"),
    ("konto", f"w ciągu {second_factor.GRACE_DAYS} dni"),
    ("konto", f"{NUMBERS[second_factor.RECOVERY_CODES]} kodów zapasowych"),
    ("konto", f"przez {NUMBERS[fresh_proof.FRESH.seconds // 60]} minut pytanie się nie powtórzy"),
    ("administrator", f"hasło (co najmniej {MINIMUM_LENGTH} znaków)"),
    ("administrator", f"Odnośnik działa {TRIES.setup_link_hours} godziny"),
    ("administrator", f"domyślnie {second_factor.GRACE_DAYS}, licząc od zalogowania"),
    ("administrator", f"żyje najwyżej {LEAF_LIFE.days} dni"),
    ("administrator", f"zostało mniej niż {RENEW_BEFORE.days} dni"),
    # A certificate that isn't due at a start has to last until the next one.
    ("administrator", f"ponownie co najmniej raz na {RENEW_BEFORE.days} dni"),
    ("administrator", f"Urząd żyje {AUTHORITY_LIFE.days // 365} lat"),
    ("administrator", f"najwyżej {POOL['pool_size'] + POOL['max_overflow']} połączeń"),
    ("administrator", f"komunikat przez {SHOWN_FOR.seconds // 3600} godzin"),
    ("komputery-w-sali", f"{TIMES[MOST_MISSES]} ich nie pokaże"),
    (
        "komputery-w-sali",
        f"{TIMES[TRIES.login_failures]} prób jednego kodu lub konta, {TRIES.global_failures} wszystkich",
    ),
    ("sala", f"Gdy stanowisk jest więcej niż {NUMBERS[SEATS_IN_A_FILE]}"),
    ("sala", f"{TIMES[LETTERS_TYPED]} pierwszych liter kodu"),
    ("formaty", f"najwyżej {MAXIMUM_UPLOAD // 2**20} MiB"),
    ("formaty", f"{CAPS['import'].memory // 2**20} MiB pamięci i {CAPS['import'].seconds} s na odczyt"),
    (
        "formaty",
        f"do {zip_door.MAXIMUM_ENTRIES} plików, po rozpakowaniu do {zip_door.MAXIMUM_UNPACKED // 2**20} MiB razem",
    ),
    ("formaty", f"{zip_door.MAXIMUM_ENTRY // 2**20} MiB każdy, nie więcej niż {zip_door.MAXIMUM_RATIO} razy"),
    ("formaty", f"do {xml_door.MAXIMUM_BYTES // 2**20} MiB, {xml_door.MAXIMUM_ELEMENTS} znaczników"),
    ("formaty", f"(Moodle XML {MOODLE_ELEMENTS}), {xml_door.MAXIMUM_DEPTH} poziomów"),
    ("formaty", f"do {image.MAXIMUM_BYTES // 2**20} MiB i {image.MAXIMUM_PIXELS // 10**6} mln pikseli"),
    ("formaty", f"najwyżej {image.LARGEST_STORED // 2**20} MiB"),
    ("formaty", f"do {MAXIMUM_ROWS} wierszy"),
    ("formaty", f"PDF po rozpakowaniu do {MAXIMUM_INFLATED // 2**20} MiB"),
    ("formaty", f"do {LARGEST // 2**20} MiB"),
    ("portfolio", f"w {NUMBERS[CAPS['document'].seconds]} sekundy pracy procesora"),
)


@pytest.mark.parametrize(("guide", "sentence"), SENTENCES, ids=lambda each: each[:40])
def test_a_guides_number_is_the_codes(guide: str, sentence: str) -> None:
    assert sentence in " ".join((DOCS / f"{guide}.md").read_text(encoding="utf-8").split())


def test_the_banks_table_has_every_status_with_the_steps_from_it() -> None:
    section = (DOCS / "bank.md").read_text(encoding="utf-8").partition("## Statusy")[2].partition("\n## ")[0]
    rows = {row[0]: row[1] for row in re.findall(r"^\| (\w[^|]*) \| [^|]+ \| ([^|]+) \|$", section, re.MULTILINE)[1:]}
    words = {status: translations("pl").gettext(each.template) for status, (_, each) in STATUSES.items()}
    assert list(rows) == list(words.values())
    told = {(status, after) for status in words for after, step in STEPS.items() if step in rows[words[status]]}
    assert told == {(move.before, move.after) for move in MOVES if move.after != "retired"}
    assert {move.before for move in MOVES if move.after == "retired"} == words.keys() - {"retired"}
