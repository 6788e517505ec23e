"""Aiken: single choices, and what isn't one is refused with its line."""

from exam_server.formats.aiken import read_aiken

SOURCE = """Która herbata
jest zielona?
A. sencha
B) assam
z Indii
ANSWER: A

Bez odpowiedzi?
A. tak
B. nie

Poza opcjami?
A. tak
B. nie
ANSWER: C
"""


def test_questions_of_one_or_more_lines_are_single_choices():
    first, second, third = read_aiken(SOURCE.encode(), "f").items
    assert first.item is not None
    assert first.outcome == "taken"
    assert first.item.stem == "Która herbata jest zielona?"
    assert [(option.text, option.key) for option in first.item.options] == [("sencha", True), ("assam z Indii", False)]
    assert [(each.place, each.outcome) for each in (second, third)] == [("f:8", "refused"), ("f:12", "refused")]


def test_a_file_without_a_question_could_not_be_read():
    assert not read_aiken(b"\n\n").is_readable
