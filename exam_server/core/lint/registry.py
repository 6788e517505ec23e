"""Every rule of wording with its severity and its remedy, and how an item is checked whole."""

from exam_server.core.bank import Item
from exam_server.core.lint import cues, grammar, options, rationales, stems
from exam_server.core.lint.remedies import REMEDIES
from exam_server.core.lint.rule import Known, Rule
from exam_server.core.lint.structure import STRUCTURE
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

RULES = (
    Rule(
        "key-longest",
        "warning",
        cues.key_longest,
        text("Shorten the key, or give the distractors as much detail."),
    ),
    Rule(
        "key-hedged",
        "warning",
        cues.key_hedged,
        text("Qualify a distractor too, or say the key without the qualification."),
    ),
    Rule(
        "absolute-word",
        "warning",
        cues.absolute_words,
        text("Say what makes the option wrong instead, or use such a word in the key too."),
    ),
    Rule(
        "stem-in-key",
        "warning",
        cues.stem_in_key,
        text("Say the key in other words, or take up words of the stem in a distractor too."),
    ),
    Rule(
        "negative-stem",
        "warning",
        stems.negative_stem,
        text("Ask for what is the case, or make the negation bold (**nie**)."),
    ),
    Rule(
        "reading-level",
        "warning",
        stems.reading_level,
        text("Make several sentences of the long ones, and use shorter words for the long ones."),
    ),
    Rule(
        "all-or-none",
        "error",
        options.catch_all,
        text("Replace it by an option of its own; a multiple response asks for several right ones."),
    ),
    Rule(
        "option-refers",
        "error",
        options.refers_to_others,
        text("Say in the option itself what it means; letters and places change with every test form."),
    ),
    Rule(
        "options-alike",
        "warning",
        options.options_alike,
        text("Replace one of the two: who sees that they're the same strikes both out."),
    ),
    Rule(
        "ranges-overlap",
        "warning",
        options.ranges_overlap,
        text("Choose ranges that share no number, such as 1–4 and 5–8."),
    ),
    Rule(
        "grammar-cue",
        "warning",
        grammar.grammar_cue,
        text("Give all options the same form, or end the stem so that each of them fits."),
    ),
    Rule(
        "two-correct",
        "warning",
        rationales.two_correct,
        text("Check the key; else say in the rationale why the option is wrong."),
    ),
    Rule(
        "key-called-wrong",
        "warning",
        rationales.key_called_wrong,
        text("Check the key; else say in the rationale why the option is right."),
    ),
)


ANYTHING = Known()


def check_item(item: Item, known: Known = ANYTHING) -> tuple[Problem, ...]:
    """All findings on one item; `place` is the dotted path of the part in the item's file, such as `options.1.text`."""
    found = [problem for check in STRUCTURE for problem in check(item, known)]
    return (*found, *(problem for rule in RULES for problem in rule.run(item, known)))


def remedy_of(rule: str) -> Text | None:
    """What to do about a finding, or about a problem that a reader of items found; None for other problems."""
    return {each.id: each.remedy for each in RULES}.get(rule) or REMEDIES.get(rule)
