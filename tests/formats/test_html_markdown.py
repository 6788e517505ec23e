"""Foreign HTML becomes Markdown that shows the same words; what Markdown can't hold is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.formats.html_markdown import to_markdown
from exam_server.formats.markdown_words import escape, shown_words
from exam_server.formats.notes import Notes
from exam_server.formats.richtext import check_richtext
from tests.exchanged import SIGNS

TEXT = st.text("ab 1.\n" + SIGNS, max_size=30)


def converted(html: str) -> tuple[str, list[str], list[str]]:
    notes = Notes()
    markdown = to_markdown(html, notes, lambda source: "media/x.png" if source == "x.png" else None)
    return markdown, [str(each) for each in notes.changes], [str(each) for each in notes.refused]


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_plain_words_show_as_they_stand_and_are_fit_to_be_filed(words: str):
    markdown = escape(words)
    assert shown_words(markdown) == " ".join(words.split())
    assert check_richtext(markdown) == ()


@given(
    st.recursive(
        TEXT,
        lambda inner: st.tuples(
            st.sampled_from(["p", "b", "i", "ul", "li", "td", "code", "div", "span", "sup"]), inner
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_any_layout_keeps_its_words(tree: object):
    def written(node: object) -> str:
        if isinstance(node, tuple):
            return f"<{node[0]}>{written(node[1])}</{node[0]}>"
        return str(node).replace("&", "&amp;").replace("<", "&lt;")

    def letters(node: object) -> str:
        return letters(node[1]) if isinstance(node, tuple) else str(node)

    markdown, _, refused = converted(written(tree))
    assert refused == []
    if "<sup>" not in written(tree):
        assert "".join(shown_words(markdown).split()) == "".join(letters(tree).split())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Ala <b>ma</b> kota</p><p>i <em>psa </em></p>", "Ala **ma** kota\n\ni *psa*"),
        ("a<br>b", "a\\\nb"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n\n  1. c"),
        ("<table><tr><th>A</th></tr><tr><td>1|2</td></tr></table>", "| A |\n| --- |\n| 1\\|2 |"),
        ("<pre>x  y\n z</pre>", "```\nx  y\n z\n```"),
        ("<p><img src='x.png' alt='kot'></p>", "![kot](media/x.png)"),
        ("H<sub>2</sub>O, x<sup>2</sup>", "H₂O, x²"),
        ("<p>1. nie lista</p>", "1\\. nie lista"),
        ("<a href='https://a.pl/b'>tu</a>", "[tu](https://a.pl/b)"),
    ],
)
def test_what_markdown_has_is_kept_without_a_word(html: str, markdown: str):
    assert converted(html) == (markdown, [], [])


def test_what_markdown_lacks_is_named():
    markdown, changes, _ = converted('<p style="color:red">a <a href="http://x.y">l</a> 2<sup>ty</sup> \\(x\\)</p>')
    assert markdown == "a l 2ty $x$"
    assert len(changes) == 3


def test_an_item_is_refused_where_a_sound_a_film_a_file_or_a_picture_is_missing():
    for html in (
        "<audio src=a></audio>",
        "<a href='@@PLUGINFILE@@/a.mp3'>x</a>",
        "<img src='y.png'>",
        "<iframe></iframe>",
    ):
        assert len(converted(html)[2]) == 1


def test_scripts_and_comments_are_dropped_and_scripts_named():
    assert converted("a<!-- b --><script>alert(1)</script>")[:2] == ("a", ["The element <script> isn't kept."])


def test_texts_made_to_exhaust_a_parser_are_refused():
    for html in ("<b>" * 3000 + "x", "<p>x" * 6000, "x" * 600_000):
        assert len(converted(html)[2]) == 1
