"""Each interaction that an item of ours can be becomes one, with its source's scoring."""

from collections.abc import Callable

import pytest

from exam_server.core.bank import Scoring
from tests.formats.qti.writing_xml import MAP, as_qti3, choices, item_xml, mapping, only, response, scores

SPELLINGS = [lambda xml: xml, as_qti3]
Spelling = Callable[[bytes], bytes]
spelled = pytest.mark.parametrize("spelling", SPELLINGS, ids=["2.1", "3.0"])


@spelled
def test_a_choice_becomes_a_single_choice_with_its_key(spelling: Spelling) -> None:
    brought = only(spelling(item_xml(f"<p>Otwarcie.</p>{choices('A', 'B', 'C')}", response("B"))))
    assert (brought.outcome, brought.id, brought.item and brought.item.kind) == ("taken", "Q1", "single_choice")
    assert brought.item is not None
    assert (brought.item.id, brought.item.stem, brought.item.language) == ("q1", "Otwarcie.\n\nKtóre?", "pl")
    assert [(each.id, each.text, each.key) for each in brought.item.options] == [
        ("A", "Opcja A", False),
        ("B", "Opcja B", True),
        ("C", "Opcja C", False),
    ]
    assert brought.item.scoring == Scoring()


@spelled
def test_a_mapped_multiple_response_keeps_its_mapping_and_bounds(spelling: Spelling) -> None:
    table = mapping({"A": 1, "B": 0.5, "C": -1}, 'defaultValue="-0.25" lowerBound="0" upperBound="1.5"')
    xml = spelling(item_xml(choices("A", "B", "C", "D"), response(["A", "B"], "multiple", mapping=table), MAP))
    brought = only(xml)
    assert brought.item is not None and brought.item.kind == "multiple_response"
    assert brought.item.scoring == Scoring({"A": 1, "B": 0.5, "C": -1}, -0.25, 0, 1.5)
    assert scores(xml, {"RESPONSE": ["A", "B"]}, {"RESPONSE": ["A", "D"]}, {"RESPONSE": ["C"]}, {}) == [1.5, 0.75, 0, 0]


def test_two_choices_named_true_and_false_are_a_true_false_item() -> None:
    brought = only(item_xml(choices("true", "false"), response("false")))
    assert brought.item is not None and brought.item.kind == "true_false"


@spelled
def test_a_match_of_one_each_becomes_matching(spelling: Spelling) -> None:
    xml = spelling(item_xml(match(1, 0), response(["a x", "b y"], "multiple", "directedPair")))
    brought = only(xml)
    assert brought.item is not None and (brought.item.kind, brought.changes) == ("matching", ())
    assert [(each.left, each.right) for each in brought.item.pairs] == [("L a", "R x"), ("L b", "R y"), ("", "R z")]
    assert scores(xml, {"RESPONSE": ["b y", "a x"]}, {"RESPONSE": ["a x", "b z"]}, {"RESPONSE": "a x"}) == [1, 0, 0]


def match(left_max: int, right_max: int) -> str:
    lefts, rights = (
        "".join(
            f'<simpleAssociableChoice identifier="{each}" matchMax="{most}">{side} {each}</simpleAssociableChoice>'
            for each in names
        )
        for side, names, most in (("L", "ab", left_max), ("R", "xyz", right_max))
    )
    return (
        f'<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="0"><prompt>Dobierz.</prompt>'
        f"<simpleMatchSet>{lefts}</simpleMatchSet><simpleMatchSet>{rights}</simpleMatchSet></matchInteraction>"
    )


def test_a_match_whose_rights_can_be_used_once_says_that_here_they_can_be_again() -> None:
    brought = only(item_xml(match(1, 1), response(["a x", "b y"], "multiple", "directedPair")))
    assert brought.outcome == "changed" and "once" in str(brought.changes[0])


def test_a_match_with_several_on_the_left_changes_its_sides() -> None:
    table = mapping({"a x": 1, "a z": 0.5, "b y": 1})
    declared = response(["a x", "b y", "a z"], "multiple", "directedPair", table)
    xml = item_xml(match(0, 1), declared, MAP)
    brought = only(xml)
    assert brought.item is not None and brought.item.kind == "matching"
    assert [(each.left, each.right) for each in brought.item.pairs] == [("R x", "L a"), ("R y", "L b"), ("R z", "L a")]
    assert scores(xml, {"RESPONSE": ["a x", "b y", "a z"]}, {"RESPONSE": ["a z", "b x"]}) == [2.5, 0.5]


def test_a_match_of_many_to_many_becomes_a_multiple_response_over_the_pairs() -> None:
    xml = item_xml(match(0, 0), response(["a x", "a y", "b y"], "multiple", "directedPair"))
    brought = only(xml)
    assert brought.item is not None and brought.item.kind == "multiple_response"
    assert [each.text for each in brought.item.options if each.key] == ["L a – R x", "L a – R y", "L b – R y"]
    assert scores(xml, {"RESPONSE": ["a x", "b y", "a y"]}, {"RESPONSE": ["a x", "b y"]}) == [1, 0]


def test_an_association_scores_either_direction() -> None:
    body = "".join(
        f'<simpleAssociableChoice identifier="{each}" matchMax="1">{each}</simpleAssociableChoice>' for each in "ACDLMP"
    )
    xml = item_xml(
        f'<associateInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="3">{body}</associateInteraction>'
        "<p>Połącz.</p>",
        response(["A P", "C M", "D L"], "multiple", "pair", mapping({"A P": 2, "C M": 1, "D L": 1})),
        MAP,
    )
    brought = only(xml)
    assert brought.item is not None and (brought.item.kind, len(brought.item.pairs)) == ("matching", 3)
    assert scores(xml, {"RESPONSE": ["P A", "C M", "L D"]}, {"RESPONSE": ["P A"]}, {"RESPONSE": ["A M"]}) == [4, 2, 0]


@spelled
def test_an_order_is_authored_in_the_right_order(spelling: Spelling) -> None:
    xml = spelling(item_xml(choices("b", "a", "c", interaction="orderInteraction"), response(list("abc"), "ordered")))
    brought = only(xml)
    assert brought.item is not None and [each.id for each in brought.item.options] == ["a", "b", "c"]
    assert scores(xml, {"RESPONSE": list("abc")}, {"RESPONSE": list("acb")}, {"RESPONSE": ["a", "b"]}) == [1, 0, 0]


INLINE = '<inlineChoiceInteraction responseIdentifier="{0}" shuffle="false"><inlineChoice identifier="x">jeden</inlineChoice><inlineChoice identifier="y">dwa</inlineChoice></inlineChoiceInteraction>'
SUM = '<setOutcomeValue identifier="SCORE"><sum><mapResponse identifier="R1"/><mapResponse identifier="R2"/></sum></setOutcomeValue>'


@spelled
def test_several_inline_choices_whose_sum_counts_are_gaps_with_one_mapping(spelling: Spelling) -> None:
    declared = "".join(
        response(key, mapping=mapping({key: 1}), identifier=name) for name, key in (("R1", "x"), ("R2", "y"))
    )
    body = f"<p>Tu {INLINE.format('R1')}, tam {INLINE.format('R2')}.</p>"
    xml = spelling(item_xml(body, declared, f"<responseProcessing>{SUM}</responseProcessing>"))
    brought = only(xml)
    assert brought.item is not None
    assert (brought.item.kind, brought.item.stem) == ("inline_choice", "Tu [[R1]], tam [[R2]].")
    assert brought.item.scoring.mapping == {"R1 x": 1, "R2 y": 1}
    assert scores(xml, {"R1": "x", "R2": "y"}, {"R1": "x", "R2": "x"}, {}) == [2, 1, 0]


@spelled
def test_a_gap_match_offers_its_pool_in_every_gap(spelling: Spelling) -> None:
    pool = "".join(f'<gapText identifier="{each}" matchMax="1">{each}</gapText>' for each in ("zima", "lato", "nic"))
    body = (
        f'<gapMatchInteraction responseIdentifier="RESPONSE" shuffle="true">{pool}'
        '<p>Po <gap identifier="G1"/> jest <gap identifier="G2"/>.</p></gapMatchInteraction>'
    )
    table = mapping({"zima G1": 1, "lato G2": 2}, 'defaultValue="-1" lowerBound="0"')
    xml = spelling(item_xml(body, response(["zima G1", "lato G2"], "multiple", "directedPair", table), MAP))
    brought = only(xml)
    assert brought.item is not None
    assert (brought.item.kind, brought.item.stem) == ("inline_choice", "Po [[G1]] jest [[G2]].")
    assert "only so often" in str(brought.changes[0])
    given = ({"RESPONSE": ["zima G1", "lato G2"]}, {"RESPONSE": ["zima G1", "nic G2"]}, {"RESPONSE": ["lato G2"]})
    assert scores(xml, *given) == [3, 0, 2]


@spelled
def test_a_hottext_keeps_its_text_and_offers_its_words(spelling: Spelling) -> None:
    body = (
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="0"><prompt>Wskaż.</prompt><p>Ala '
        '<hottext identifier="h1">ma</hottext> kota i <hottext identifier="h2">ma</hottext> psa.</p></hottextInteraction>'
    )
    xml = spelling(item_xml(body, response(["h2"], "multiple"), MAP.replace("map_response", "match_correct")))
    brought = only(xml)
    assert brought.item is not None
    assert (brought.item.kind, brought.item.stem) == ("multiple_response", "Wskaż.\n\nAla ma kota i ma psa.")
    assert [(each.text, each.key) for each in brought.item.options] == [("ma", False), ("ma (2)", True)]


def test_a_typed_text_keeps_whether_letter_case_matters() -> None:
    entry = (
        '<mapping><mapEntry mapKey="Warszawa" mappedValue="1" caseSensitive="false"/>'
        '<mapEntry mapKey="Stolica" mappedValue="0.5" caseSensitive="false"/></mapping>'
    )
    body = '<p>To <textEntryInteraction responseIdentifier="RESPONSE"/>.</p>'
    xml = item_xml(body, response("Warszawa", base_type="string", mapping=entry), MAP)
    brought = only(xml)
    assert brought.item is not None
    assert (brought.item.kind, brought.item.stem) == ("short_text", "To …….")
    assert not brought.item.scoring.exact_case
    assert scores(xml, {"RESPONSE": "WARSZAWA"}, {"RESPONSE": "stolica"}, {"RESPONSE": "nic"}) == [1, 0.5, 0]
    strict = item_xml(body, response("Warszawa", base_type="string"))
    assert scores(strict, {"RESPONSE": "Warszawa"}, {"RESPONSE": "warszawa"}) == [1, 0]


TOLERANT = (
    '<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.5 0.5">'
    '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">'
    '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>'
)


def test_a_typed_number_keeps_its_tolerance() -> None:
    xml = item_xml('<textEntryInteraction responseIdentifier="RESPONSE"/>', response("12", base_type="float"), TOLERANT)
    brought = only(xml.replace(b"<itemBody>", b"<itemBody><p>Ile?</p>"))
    assert brought.item is not None
    assert (brought.item.kind, [each.text for each in brought.item.options]) == ("numeric", ["12 ± 0.5"])
    given = [{"RESPONSE": each} for each in (11.5, 12.5, 11.49, 12.51, "12.0")]
    assert scores(xml.replace(b"<itemBody>", b"<itemBody><p>Ile?</p>"), *given) == [1, 1, 0, 0, 1]


def test_numbers_without_an_end_are_refused_since_no_span_holds_them() -> None:
    rule = TOLERANT.replace('<equal toleranceMode="absolute" tolerance="0.5 0.5">', "<gte>").replace(
        "</equal>", "</gte>"
    )
    body = '<p>Ile?</p><textEntryInteraction responseIdentifier="RESPONSE"/>'
    assert only(item_xml(body, response("12", base_type="float"), rule)).outcome == "refused"


def test_a_long_text_takes_the_scorers_rubric_as_its_guide() -> None:
    body = (
        '<p>Opisz.</p><extendedTextInteraction responseIdentifier="RESPONSE"/>'
        '<rubricBlock view="scorer"><p>Czy nazwano cel?</p></rubricBlock>'
    )
    brought = only(item_xml(body, response(base_type="string"), ""))
    assert brought.outcome == "taken" and brought.item is not None
    assert (brought.item.kind, [each.text for each in brought.item.guide]) == ("extended_text", ["Czy nazwano cel?"])
