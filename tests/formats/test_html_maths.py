"""Formulas of foreign texts stand between dollar signs and are typeset; what can't be is said and stays as written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.formats.html_markdown import to_markdown
from exam_server.formats.maths import markdown_source, read_formula, write_mathml
from exam_server.formats.notes import Notes
from exam_server.formats.richtext import check_richtext, render

HALF = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"


def taken(html: str) -> tuple[str, list[str], list[str]]:
    """The Markdown, changes and refusals of a text."""
    notes = Notes()
    markdown = to_markdown(html, notes)
    return markdown, list(map(str, notes.changes)), list(map(str, notes.refused))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (f"<p>Oblicz {HALF} z x.</p>", f"Oblicz ${HALF}$ z x."),
        (f"<p>{HALF}</p>", f"${HALF}$"),
        (f'<p><math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{HALF[6:]}</p>', f"${HALF}$"),
        ("<p>Oblicz \\(\\frac{1}{2}\\).</p>", "Oblicz $\\frac{1}{2}$."),
        ("<p>Oblicz \\[x^2\\] i $$y_1$$</p>", "Oblicz $x^2$ i $y_1$"),
        ("<p>\\(a &lt; b\\)</p>", "$a < b$"),
        ("<p>\\(a\\)\\(b\\)</p>", "$a$ $b$"),
        ("<p>2\\(x\\)3</p>", "2 $x$ 3"),
        (f"<ul><li>{HALF}</li></ul>", f"- ${HALF}$"),
    ],
)
def test_a_formula_stands_between_dollar_signs_and_nothing_is_noted(html: str, markdown: str) -> None:
    assert taken(html) == (markdown, [], [])
    assert render(markdown).count("<math") == markdown.count("$") / 2
    assert not [each for each in check_richtext(markdown) if each.severity == "error"]


def test_a_bar_within_a_formula_parts_no_cells_of_a_table() -> None:
    bar = "<math><mo>|</mo><mi>x</mi><mo>|</mo></math>"
    markdown, _, refused = taken(f"<table><tr><td>{bar}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    assert refused == [] and "&#124;" in markdown
    shown = render(markdown)
    assert shown.count("<td>") + shown.count("<th ") == 4 and "<mo>|</mo>" in shown


def test_mathml_that_we_do_not_show_is_refused_with_its_reason() -> None:
    markdown, _, refused = taken("<p>Oblicz <math><maction><mi>x</mi></maction></math>.</p>")
    assert markdown == "Oblicz ." and refused == [
        "It holds a formula that can't be taken: The formula has an element that isn't shown: maction"
    ]


def test_tex_that_we_do_not_read_stays_as_it_is_written_and_is_named() -> None:
    markdown, changes, refused = taken("<p>Oto \\(\\href{a}{b}\\).</p>")
    assert changes == ["A formula stays as it's written: it can't be typeset."] and refused == []
    assert "<math" not in render(markdown) and "href" in render(markdown)


def test_code_keeps_what_looks_like_a_formula() -> None:
    markdown, changes, _ = taken("<p><code>\\(x\\)</code></p>")
    assert (markdown, changes) == ("`\\(x\\)`", [])


def test_money_is_no_formula() -> None:
    markdown, changes, _ = taken("<p>Kosztuje $5 albo $6.</p>")
    assert changes == [] and "<math" not in render(markdown) and "$5 albo $6" in render(markdown)


leaves = st.tuples(st.sampled_from(["mi", "mo", "mtext"]), st.sampled_from(list("xy12+|$`<&*_[]"))).map(
    lambda found: f"<{found[0]}>{found[1].replace('&', '&amp;').replace('<', '&lt;')}</{found[0]}>"
)
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"<mfrac>{two[0]}{two[1]}</mfrac>"),
        st.tuples(inner, inner).map(lambda two: f"<msup>{two[0]}{two[1]}</msup>"),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"<mrow>{''.join(some)}</mrow>"),
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(formulas, st.sampled_from(["", "a ", "2", "*", "\\", "`", "$"]), st.sampled_from(["", " b", "3", "*", "`", "$"]))
def test_every_formula_that_can_be_shown_is_shown_as_it_was(inside: str, before: str, after: str) -> None:
    source = f"<math>{inside}</math>"
    parts = read_formula(source)
    markdown, changes, refused = taken(f"<p>{before}{source}{after}</p>")
    assert refused == []
    assert read_formula(markdown_source(parts)) == parts
    if not changes:
        assert write_mathml(parts, source, block=False) in render(markdown)


@pytest.mark.parametrize(
    "source", ["x^2", "\\frac{a}{b}", "\\sqrt{x} < y", "\\begin{matrix} a & b \\\\ c & d \\end{matrix}"]
)
def test_what_we_show_of_latex_comes_back_as_latex(source: str) -> None:
    assert taken(render(f"Oto ${source}$.")) == (f"Oto ${source}$.", [], [])
