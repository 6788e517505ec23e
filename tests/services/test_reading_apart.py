"""Foreign files are read in a process of their own: hostile ones are refused within two seconds and 256 MiB."""

import hashlib
import subprocess
import sys
from base64 import b64encode
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from exam_server.core.candidates import CandidateEntry
from exam_server.formats import candidates_csv, document_door, image
from exam_server.formats.intake_json import dump_intake, load_intake
from exam_server.formats.xlsx.sheet import write_rows
from exam_server.services import reading_apart, reading_process
from exam_server.services.documents import keep_document
from exam_server.services.reading_apart import (
    check_document_apart,
    read_apart,
    read_candidates_apart,
    read_picture_apart,
)
from tests.dangerous import make_docx, make_odt, make_pdf
from tests.drawing import draw
from tests.hostile import REFUSED, SECONDS, UNREADABLE, measure, read_measured
from tests.hostile_documents import DOCUMENTS, LISTS
from tests.paced import slowness

ROUNDING = 0.1
"""Seconds: the system looks after a process's time now and then."""
GREEDY = """
import io, resource, sys
from exam_server.formats import intake
from exam_server.services.reading_process import main
intake.take_in = lambda *given: (print(resource.getrlimit(resource.RLIMIT_AS)[0], flush=True), bytearray({size}), 1 / 0)
sys.stdin = io.TextIOWrapper(io.BytesIO())
sys.exit(main("import", "a", "auto"))
"""


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_hostile_file_is_refused_quickly_and_in_words(case: str):
    name, content = UNREADABLE[case]
    intake, seconds = read_measured(content, name)
    assert not intake.is_readable
    assert all(str(problem.message) for problem in intake.problems)
    assert seconds < SECONDS * slowness()


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_item_is_refused_quickly_and_in_words(case: str):
    name, content = REFUSED[case]
    intake, seconds = read_measured(content, name)
    assert {brought.outcome for brought in intake.items} <= {"refused"}
    assert not intake.is_readable or all(str(why) for brought in intake.items for why in brought.refused)
    assert seconds < SECONDS * slowness()


def test_every_reader_has_256_mib_for_everything_and_ends_in_words_where_it_wants_more():
    limits = {task: caps.memory for task, caps in reading_process.CAPS.items() if task != "picture"}
    assert set(limits.values()) == {memory := 256 * 2**20}
    program = GREEDY.format(size=memory)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (int(done.stdout), done.returncode) == (memory, reading_process.OUT_OF_MEMORY), done.stderr


def test_a_reader_that_takes_too_much_memory_or_time_ends_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    intake = read_apart(b"a{T}", "a.gift")
    assert "memory or time" in str(intake.problems[0].message)


def test_an_intake_comes_back_from_its_process_as_it_was():
    xml = (
        b"<quiz><question type='truefalse'><questiontext format='html'>"
        b"<text>&lt;img src='@@PLUGINFILE@@/a.png' alt='kot'&gt;</text><file name='a.png' encoding='base64'>%s</file>"
        b"</questiontext><penalty>1</penalty><answer fraction='100'><text>true</text></answer>"
        b"<answer fraction='0'><text>false</text></answer></question></quiz>"
    )
    intake = read_apart(xml % b64encode(draw()), "a.xml")
    (brought,) = intake.items
    assert brought.outcome == "changed"
    assert brought.item is not None
    (picture,) = intake.pictures.values()
    assert brought.item.stem == f"![kot]({picture.id})"
    assert load_intake(dump_intake(intake)) == intake


def test_what_is_no_intake_is_not_taken_for_one():
    for content in (b"", b"[]", b"{}", b'{"format": 1}', b"\xff"):
        with pytest.raises(ValueError):
            load_intake(content)


def test_a_picture_is_painted_anew_in_the_process_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(image, "read_image", lambda *_: pytest.fail("the request's own process decoded it"))
    picture, problems = read_picture_apart(draw(), "a.png")
    assert problems == () and picture is not None
    assert (picture.width, picture.height, picture.media_type) == (64, 48, "image/png")
    assert picture.id.removeprefix("media:") == hashlib.sha256(picture.content).hexdigest()
    assert picture.source_hash == hashlib.sha256(draw()).hexdigest()


def test_a_large_picture_is_taken_and_one_that_its_reader_cannot_stand_is_refused(monkeypatch: pytest.MonkeyPatch):
    out = BytesIO()
    Image.effect_noise((5000, 4990), 40).convert("RGB").save(out, "JPEG", quality=60)
    picture, problems = read_picture_apart(out.getvalue(), "zdjęcie.jpg", largest=20 * 1024 * 1024)
    assert problems == () and picture is not None and picture.width == 5000
    out = BytesIO()
    Image.new("L", (5001, 5000)).save(out, "PNG")
    picture, problems = read_picture_apart(out.getvalue(), "bomba.png")
    assert picture is None and "megapixels" in str(problems[0].message)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    picture, problems = read_picture_apart(draw(), "a.png")
    assert picture is None and "memory or time" in str(problems[0].message)


def test_a_picture_whose_pixels_do_not_fit_the_limit_ends_its_reader_alone(monkeypatch: pytest.MonkeyPatch):
    """What a decoder's fault would do: it takes more than its process may have."""
    program = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (64 << 20, 64 << 20)); bytearray(1 << 30)"
    monkeypatch.setattr(reading_apart, "PROGRAM", ("-c", program))
    picture, problems = read_picture_apart(draw(), "a.png")
    assert picture is None and problems[0].rule == "picture"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_refused_quickly_and_in_words(name: str):
    kind = document_door.KINDS[Path(name).suffix]
    content = DOCUMENTS[name]()
    refusal, seconds = measure(lambda: check_document_apart(content, name, kind))
    assert refusal is not None and str(refusal)
    assert seconds <= SECONDS + ROUNDING


@pytest.mark.parametrize("case", LISTS)
def test_a_hostile_list_is_refused_quickly_and_in_words(case: str):
    content = LISTS[case]()
    (entries, problems), seconds = measure(lambda: read_candidates_apart(content))
    assert entries == () and problems and all(str(each.message) for each in problems)
    assert seconds <= SECONDS + ROUNDING


def test_a_document_is_checked_in_the_process_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    here = dict.fromkeys(document_door.CHECKS, lambda _: pytest.fail("the request's own process opened it"))
    monkeypatch.setattr(document_door, "CHECKS", here)
    for name, content in (("a.pdf", make_pdf()), ("a.docx", make_docx()), ("a.odt", make_odt())):
        assert keep_document(tmp_path, name, content).content == content
    refusal = check_document_apart(make_pdf(b"1 0 obj<</JS (x)>>endobj"), "a.pdf", "pdf")
    assert refusal is not None and "(JS)" in str(refusal)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "memory or time" in str(check_document_apart(make_pdf(), "a.pdf", "pdf"))


def test_a_workbook_of_candidates_is_opened_in_the_process_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(candidates_csv, "read_rows", lambda *_: pytest.fail("the request's own process opened it"))
    content = write_rows([["imię", "nazwisko", "data urodzenia", "PESEL"], ["Anna", "Żak", "1990-05-31", "1"]])
    entries, (warning,) = read_candidates_apart(content)
    assert entries == (CandidateEntry("Anna", "Żak", date(1990, 5, 31)),)
    assert warning.severity == "warning" and "PESEL" in str(warning.message)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "memory or time" in str(read_candidates_apart(content)[1][0].message)
