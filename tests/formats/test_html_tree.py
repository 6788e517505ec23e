"""What the sanitiser let through, as a tree: every word in its place, and nothing that it doesn't know."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.html_tree import Element, Node, picture_sources, read_tree
from exam_server.formats.richtext import render

PICTURE = f"media:{'0a' * 32}"


def words_of(nodes: tuple[Node, ...]) -> str:
    return "".join(node if isinstance(node, str) else words_of(node.children) for node in nodes)


def test_marks_and_breaks_keep_their_places() -> None:
    assert read_tree(render("a **b** c  \nd")) == (
        Element("p", ("a ", Element("strong", ("b",)), " c", Element("br"), "d")),
    )


def test_a_list_keeps_its_first_number_and_holds_entries_alone() -> None:
    (found,) = read_tree(render("3. drei\n4. vier"))
    assert isinstance(found, Element)
    assert (found.tag, found.start) == ("ol", 3)
    assert [child.tag for child in found.children if isinstance(child, Element)] == ["li", "li"]
    assert len(found.children) == 2


def test_a_table_keeps_rows_and_cells() -> None:
    (table,) = read_tree(render("| a | b |\n|---|---|\n| 1 | 2 |"))
    assert words_of((table,)) == "ab12"


def test_code_keeps_its_white_space_and_text_does_not() -> None:
    pre, paragraph = read_tree(render("```\na  b\n  c\n```\n\nx   y\nz"))
    assert words_of((pre,)) == "a  b\n  c\n"
    assert words_of((paragraph,)) == "x y z"


def test_a_picture_brings_its_source_and_its_words() -> None:
    tree = read_tree(render(f"Patrz: ![stary czajnik]({PICTURE})"))
    assert list(picture_sources(tree)) == [PICTURE]
    (paragraph,) = tree
    assert isinstance(paragraph, Element)
    assert paragraph.children[-1] == Element("img", source=PICTURE, words="stary czajnik")


def test_a_tag_that_no_sanitised_text_has_is_refused() -> None:
    with pytest.raises(ValueError, match="script"):
        read_tree("<p>a</p><script>b</script>")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf")), max_size=200))
def test_no_word_of_any_text_is_lost(markdown: str) -> None:
    markup = render(markdown)
    plain = re.sub(r"<[^>]*>", " ", markup)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(entity, sign)
    assert "".join(words_of(read_tree(markup)).split()) == "".join(plain.split())
