"""Foreign files are read in a process of their own: hostile ones are refused within two seconds and 256 MiB."""

import resource
import sys
from base64 import b64encode

import pytest

from exam_server.formats.intake_json import dump_intake, load_intake
from exam_server.services.reading_apart import Intake, read_apart
from tests.drawing import draw
from tests.hostile import REFUSED, UNREADABLE

SECONDS = 2.0


def read(name: str, content: bytes) -> tuple[Intake, float]:
    """The intake, and the seconds of a processor that it took (other tests take some of the clock's).

    Its memory is bounded by the system: the process sets its limit of 256 MiB before it loads anything.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    intake = read_apart(content, name)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return intake, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_hostile_file_is_refused_quickly_and_in_words(case: str):
    intake, seconds = read(*UNREADABLE[case])
    assert not intake.is_readable
    assert all(str(problem.message) for problem in intake.problems)
    assert seconds < SECONDS


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_item_is_refused_quickly_and_in_words(case: str):
    intake, seconds = read(*REFUSED[case])
    assert {brought.outcome for brought in intake.items} <= {"refused"}
    assert not intake.is_readable or all(str(why) for brought in intake.items for why in brought.refused)
    assert seconds < SECONDS


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
    intake, _ = read("a.xml", xml % b64encode(draw()))
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
