"""Formulas: what an author types between dollar signs becomes harmless MathML, or is named and shown as typed."""

from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.formats.html_tree import read_tree
from exam_server.formats.maths import ATTRIBUTES, ELEMENTS, Unreadable, read_formula, write_mathml
from exam_server.formats.richtext import TAGS, check_richtext, render

HOSTILE = [
    r"\text{<script>alert(1)</script>}",
    r"\text{<img src=x onerror=alert(1)>}",
    r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
    r"\text{</mtext></math><script>alert(1)</script>}",
    r"\mathrm{<style>*{display:none}</style>}",
    r"\operatorname{<iframe src=//evil.example>}",
    r"\href{javascript:alert(1)}{x}",
    r"\href{//evil.example}{x}",
    r"\style{position:fixed;inset:0}{x}",
    r"\class{overlay}{x}",
    r"\id{cookie}{x}",
    r"\cssId{cookie}{x}",
    r"\color{red}{x}",
    r"\textcolor{red}{x}",
    r"\colorbox{red}{x}",
    r"\fcolorbox{red}{blue}{x}",
    r"\bbox[style=x]{x}",
    r"\require{html}\href{x}{y}",
    r"\unicode{x3c}script",
    r"\rule{100cm}{100cm}",
    r"\phantom{<script>}",
    r"\newcommand{\a}{<script>}\a",
    r"\def\a{\a\a}\a",
    r"\let\a\b\a",
    r"\includegraphics{//evil.example/x.png}",
    r"\url{javascript:alert(1)}",
    r"x\" onmouseover=\"alert(1)",
    r"x' onmouseover='alert(1)",
    'x" alttext="<script>',
    "&#60;script&#62;alert(1)",
    "<math><script>alert(1)</script></math>",
    "<math><mi href='javascript:alert(1)'>x</mi></math>",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math><mtext><img src='x' onerror='alert(1)'/></mtext></math>",
    "<math><mtext><style>x</style></mtext></math>",
    "<math><mglyph src='//evil.example'/></math>",
    "<math><maction actiontype='statusline#x'><mi>x</mi><mtext>y</mtext></maction></math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml><mi>x</mi></math>",
    "<math><semantics><mi>x</mi><annotation-xml encoding='text/html'><p onclick='x'>y</p></annotation-xml></semantics></math>",
    "<math><mi style='background:url(//evil.example)' class='x' id='y' mathvariant='normal'>x</mi></math>",
    "<math><mi onclick='alert(1)'>x</mi></math>",
    "<math><mo stretchy='true&quot; onclick=&quot;x'>+</mo></math>",
    "<math><mspace width='9999em'/><mi>x</mi></math>",
    "<math><mpadded width='9999em'><mi>x</mi></mpadded></math>",
    "<math><menclose notation='box'><mi>x</mi></menclose></math>",
    "<math><svg onload='alert(1)'/></math>",
    "<math xmlns:h='http://www.w3.org/1999/xhtml'><h:script>alert(1)</h:script></math>",
    "<!DOCTYPE math [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><math><mi>&x;</mi></math>",
    "<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><math><mi>&b;</mi></math>",
    "<math><mi><![CDATA[<script>alert(1)</script>]]></mi></math>",
    "<math><mi>x</mi></math><script>alert(1)</script>",
    "<svg><script>alert(1)</script></svg>",
    r"\sqrt" * 60 + "x",
    "{" * 40 + "x" + "}" * 40,
    r"\left(" * 40,
    r"\frac" * 40,
    "x^" * 100,
    "x" * 5000,
    "<math>" + "<mrow>" * 90 + "</mrow>" * 90 + "</math>",
    "<math>" + "<mi>x</mi>" * 450 + "</math>",
]
ALLOWED = {name: set(values) for name, values in ATTRIBUTES.items()} | {
    "math": {"display", "alttext"},
    "img": {"alt"},
    "th": {"scope"},
}


class Shape(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, sorted(attrs, key=str)))


def assert_harmless(html: str) -> None:
    """A second sanitiser with the same lists drops nothing, and every value is one of those that are known."""
    second = nh3.clean(html, tags=set(TAGS | ELEMENTS), attributes=ALLOWED, link_rel=None)
    assert Shape(second).tags == Shape(html).tags, html
    for tag, attributes in Shape(html).tags:
        for name, value in attributes if tag in ELEMENTS else ():
            known = ATTRIBUTES.get(tag, {}).get(name, frozenset({"block"}) if name == "display" else None)
            assert name == "alttext" or (known is not None and value in known), html


def test_the_corpus_is_large_enough() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_harmful_comes_out_of_a_formula(source: str) -> None:
    for markdown in (f"${source}$", f"a\n\n$$\n{source}\n$$\n\nb", f"|${source}$|\n|-|\n|x|", f"![${source}$](x)"):
        assert_harmless(render(markdown))
    try:
        assert_harmless(write_mathml(read_formula(source), source, block=True))
    except Unreadable as unreadable:
        assert str(unreadable.why)


PIECES = st.sampled_from(
    [
        *HOSTILE[:30],
        r"\frac",
        "{",
        "}",
        "^",
        "_",
        "&",
        r"\\",
        r"\text{",
        r"\begin{matrix}",
        r"\end{matrix}",
        "x",
        "'",
        "$",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_pieces_of_formulas_are_shown_or_refused_with_a_reason(source: str) -> None:
    try:
        html = write_mathml(read_formula(source), source, block=False)
    except Unreadable as unreadable:
        assert str(unreadable.why)
        return
    assert_harmless(html)
    assert read_tree(html)


def test_a_formula_is_mathml_with_its_source_in_words() -> None:
    assert render(r"Ile to $\frac{1}{2} < x$?") == (
        r'<p>Ile to <math alttext="\frac{1}{2} &lt; x"><mrow><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow>'
        r"</mfrac><mo>&lt;</mo><mi>x</mi></mrow></math>?</p>"
    )
    assert render("$$\nx\n$$") == '<math display="block" alttext="x"><mrow><mi>x</mi></mrow></math>'
    assert render("$<math><mi>x</mi><mo>+</mo><mn>1</mn></math>$").startswith('<p><math alttext="x + 1">')


@pytest.mark.parametrize("markdown", ["Cena: 5 $ albo 10 $.", "od $5 do $6", r"\$x\$", "`$x$`", "US$ i $"])
def test_dollars_that_are_money_begin_no_formula(markdown: str) -> None:
    assert "<math" not in render(markdown) and check_richtext(markdown) == ()


@pytest.mark.parametrize(
    ("source", "said"), [(r"\foo", r"\foo"), (r"\frac{a}", "mfrac"), ("}{", "LaTeX"), (r"\href{x}{y}", r"\href")]
)
def test_a_formula_that_cant_be_read_is_named_at_its_line_and_shown_as_typed(source: str, said: str) -> None:
    (problem,) = check_richtext(f"a\n\nb ${source}$")
    assert (problem.rule, problem.line) == ("richtext-formula", 3) and said in str(problem.message)
    assert f"${source}$" in render(f"${source}$")
