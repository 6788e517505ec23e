"""Pictures by name and by hash: what authors write comes back as they wrote it, and what can't be shown is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.picture_names import check_pictures, free_name, read_pictures, rename_pictures
from exam_server.formats.richtext import media_sources
from tests.drawing import draw

ONE, OTHER = f"media:{'1' * 64}", f"media:{'2' * 64}"
NAMES = {"media/a.png": ONE, "media/b-2.jpeg": OTHER}
PIECES = st.sampled_from(
    [f"![opis]({name})" for name in NAMES]
    + ['![a \\] b](media/a.png "tytuł")', "słowo", "\n\n", "`", "(", "]", "media/a.png"]
)


@given(st.lists(PIECES).map("".join))
def test_renaming_to_hashes_and_back_changes_nothing(words: str) -> None:
    renamed = rename_pictures(words, NAMES)
    assert rename_pictures(renamed, {id_: name for name, id_ in NAMES.items()}) == words
    assert not any(source in NAMES for source, _ in media_sources(renamed))


@pytest.mark.parametrize(
    ("words", "rule", "line"),
    [
        ("a\n\nb ![x](media/nic.png)", "picture-missing", 3),
        (f"![x](media:{'3' * 64})", "picture-missing", 1),
        ("![x](<media/a.png>)", "picture-form", 1),
        ("![x][p]\n\n[p]: media/a.png", "picture-form", 1),
        ("![x]( media/a.png )", "picture-form", 1),
    ],
)
def test_a_picture_that_could_not_be_shown_is_found_with_its_line(words: str, rule: str, line: int) -> None:
    assert [(each.rule, each.line) for each in check_pictures(words, NAMES)] == [(rule, line)]


def test_a_picture_of_the_bank_is_fine() -> None:
    assert list(check_pictures("![x](media/a.png)\n\n![y](media/b-2.jpeg)", NAMES)) == []


def test_a_media_folder_gives_its_pictures_and_what_is_wrong_with_the_rest() -> None:
    files = {"media/a.png": draw(), "media/b.png": b"<svg/>", "media/c d.png": draw(), "media/e.svg": b"<svg/>"}
    pictures, problems = read_pictures(files)
    assert {path: picture.media_type for path, picture in pictures.items()} == {"media/a.png": "image/png"}
    assert [(each.place, each.rule, each.severity) for each in problems] == [
        ("media/b.png", "picture", "error"),
        ("media/c d.png", "picture-name", "warning"),
        ("media/e.svg", "picture-name", "warning"),
    ]


def test_a_name_is_given_once() -> None:
    assert free_name("a", "image/jpeg", lambda _: False) == "a.jpg"
    assert free_name("a", "image/png", {"a.png", "a-2.png"}.__contains__) == "a-3.png"
