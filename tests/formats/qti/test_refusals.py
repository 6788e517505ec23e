"""What an item of ours can't hold is refused by name; what it loses is named."""

import pytest

from exam_server.formats.richtext import render
from tests.formats.qti.writing_xml import choices, item_xml, only, response


@pytest.mark.parametrize(
    "interaction",
    ["hotspotInteraction", "sliderInteraction", "uploadInteraction", "customInteraction", "graphicGapMatchInteraction"],
)
def test_other_interactions_are_refused_by_name(interaction: str) -> None:
    (why,) = only(item_xml(f'<{interaction} responseIdentifier="RESPONSE"/>', response("A"))).refused
    assert interaction in str(why)


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (item_xml("<p>Tylko tekst.</p>"), "asks nothing"),
        (item_xml(choices("A", "B"), response("A")).replace(b'adaptive="false"', b'adaptive="true"'), "adaptive"),
        (
            item_xml(choices("A", "B"), '<templateDeclaration identifier="X" cardinality="single"/>' + response("A")),
            "anew",
        ),
        (item_xml(f'<p><printedVariable identifier="X"/></p>{choices("A", "B")}', response("A")), "anew"),
        (item_xml(choices("A", "B") + choices("A", "B"), response("A")), "several things"),
        (item_xml(choices("A", "B"), response("A", identifier="OTHER")), "isn't declared"),
        (item_xml(choices("A", "B"), response()), "no right response"),
        (item_xml(f'<p><img src="a.png" alt="x"/></p>{choices("A", "B")}', response("A")), "picture"),
        (item_xml(f'<p><object data="a.mp3" type="audio/mpeg"/></p>{choices("A", "B")}', response("A")), "object"),
        (
            item_xml(
                f'<include xmlns="http://www.w3.org/2001/XInclude" href="x.xml"/>{choices("A", "B")}', response("A")
            ),
            "isn't in the file",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_stands_against_an_item_is_said(xml: bytes, said: str) -> None:
    brought = only(xml)
    assert brought.outcome == "refused"
    assert any(said in str(why) for why in brought.refused), list(map(str, brought.refused))


def test_a_choices_own_feedback_becomes_its_rationale_and_other_feedback_is_named() -> None:
    own = '<feedbackInline identifier="A" outcomeIdentifier="FEEDBACK" showHide="show">Bo <b>tak</b>.</feedbackInline>'
    body = choices("A", "B").replace("Opcja A", f"Opcja A{own}")
    after = '<modalFeedback identifier="X" outcomeIdentifier="OTHER" showHide="show">Brawo!</modalFeedback>'
    brought = only(item_xml(body, response("A"), after=after))
    assert brought.item is not None
    assert [(each.text, each.rationale) for each in brought.item.options] == [
        ("Opcja A", "Bo **tak**."),
        ("Opcja B", ""),
    ]
    assert ["Brawo" in str(each) for each in brought.changes] == [True]


def test_a_formula_stands_between_dollar_signs_one_that_cant_be_shown_as_text_or_is_refused() -> None:
    maths = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'
    power = maths.format("<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mn>1</mn><mi>y</mi></mfrac>")
    brought = only(item_xml(f"<p>Ile to {power}?</p>{choices('A', 'B')}", response("A")))
    assert brought.item is not None and brought.outcome == "taken"
    source = "<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mn>1</mn><mi>y</mi></mfrac></math>"
    assert brought.item.stem.startswith(f"Ile to ${source}$?") and source[6:] in render(brought.item.stem)
    fenced = maths.format("<mfenced><msup><mi>x</mi><mn>2</mn></msup></mfenced>")
    brought = only(item_xml(f"<p>Ile to {fenced}?</p>{choices('A', 'B')}", response("A")))
    assert brought.item is not None and brought.item.stem.startswith("Ile to (x²)?")
    assert [str(each) for each in brought.changes] == ["A formula stands as text now: (x²)"]
    brought = only(item_xml(f"<p>{maths.format('<mtable/>')}</p>{choices('A', 'B')}", response("A")))
    assert brought.outcome == "refused" and "The formula is empty" in str(brought.refused[0])


def test_where_words_alone_can_be_a_formula_stands_in_the_line_or_is_refused() -> None:
    power = '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>'
    body = """<p>To <inlineChoiceInteraction responseIdentifier="RESPONSE">
<inlineChoice identifier="A">{}</inlineChoice><inlineChoice identifier="B">y</inlineChoice></inlineChoiceInteraction></p>"""
    brought = only(item_xml(body.format(power), response("A")))
    assert brought.item is not None and brought.item.gaps[0].options[0].text == "x²"
    assert brought.outcome == "changed"
    matrix = power.replace("msup", "mtable")
    assert only(item_xml(body.format(matrix), response("A"))).outcome == "refused"
