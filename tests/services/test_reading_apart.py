"""Foreign files are read in a process of their own: hostile ones are refused within two seconds and 256 MiB."""

import hashlib
import subprocess
import sys
from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image

from exam_server.formats import image
from exam_server.formats.intake_json import dump_intake, load_intake
from exam_server.services import reading_apart, reading_process
from exam_server.services.reading_apart import read_apart, read_picture_apart
from tests.drawing import draw
from tests.hostile import REFUSED, SECONDS, UNREADABLE, read_measured

GREEDY = """
import io, resource, sys
from exam_server.formats import intake
from exam_server.services.reading_process import main
intake.take_in = lambda *given: (print(resource.getrlimit(resource.RLIMIT_AS)[0], flush=True), bytearray({size}), 1 / 0)
sys.stdin = io.TextIOWrapper(io.BytesIO())
sys.exit(main("a", "auto"))
"""


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_hostile_file_is_refused_quickly_and_in_words(case: str):
    name, content = UNREADABLE[case]
    intake, seconds = read_measured(content, name)
    assert not intake.is_readable
    assert all(str(problem.message) for problem in intake.problems)
    assert seconds < SECONDS


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_item_is_refused_quickly_and_in_words(case: str):
    name, content = REFUSED[case]
    intake, seconds = read_measured(content, name)
    assert {brought.outcome for brought in intake.items} <= {"refused"}
    assert not intake.is_readable or all(str(why) for brought in intake.items for why in brought.refused)
    assert seconds < SECONDS


def test_every_reader_has_256_mib_for_everything_and_ends_in_words_where_it_wants_more():
    assert reading_process.MEMORY == 256 * 2**20
    program = GREEDY.format(size=reading_process.MEMORY)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (int(done.stdout), done.returncode) == (reading_process.MEMORY, reading_process.OUT_OF_MEMORY), done.stderr


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
