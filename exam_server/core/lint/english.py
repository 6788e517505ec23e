"""English as the rules know it: a modest set, for items in English beside a Polish bank."""

import re

from exam_server.core.lint.language import Wording, any_of, listed

LETTERS = r"[a-h]\)?(?:\s*,\s*[a-h]\)?)*\s+(?:and|or)\s+[a-h]\)?"
RIGHT = r"(?:correct|right|true)"
WRONG = r"(?:incorrect|wrong|false|not correct|not true)"

ENGLISH = Wording(
    hedges=any_of(
        listed(
            """usually often sometimes generally mostly mainly rather probably possibly typically partly may might
            as_a_rule in_most_cases for_the_most_part tends?_to depending_on unless not_always"""
        )
    ),
    absolutes=any_of(
        listed(
            """always never every none nobody everybody everyone only exclusively entirely absolutely invariably
            without_exception in_all_cases under_no_circumstances"""
        )
    ),
    catch_all=re.compile(r"\b(?:all|none|both|any)\b(?: of)? the (?:above|options|answers|other\w*|preceding)", re.I),
    refers=re.compile(
        rf"\b(?:answers?|options?|choices?)\s+{LETTERS}(?!\w)|^\s*(?:both\s+)?{LETTERS}\s*\.?\s*$|\bas above\b"
        r"|\bthe (?:previous|next|first|last) (?:answer|option)\b",
        re.IGNORECASE,
    ),
    negative=re.compile(r"\b(?:which|what|who|when)\b[^,;:.?!]*\b(?:not|never)\b|\bexcept\b", re.IGNORECASE),
    emphasis=re.compile(r"\*\*[^*]+\*\*|__[^_]+__|\b(?:NOT|NEVER|EXCEPT)\b"),
    approves=re.compile(
        rf"^(?:yes|{RIGHT}|(?:this|that|it)(?: is|'s) (?:also )?{RIGHT}|(?:this|the) answer is (?:also )?{RIGHT})"
        r"\s*(?:[.!:;,–-]|$)",
        re.IGNORECASE,
    ),
    rejects=re.compile(
        rf"^(?:{WRONG}|(?:this|that|it)(?: is|'s) {WRONG}|(?:this|the) answer is {WRONG})\s*(?:[.!:;,–-]|$)",
        re.IGNORECASE,
    ),
    stops=frozenset(
        listed(
            """about after also among answer because before best does each following from have into more most other
            should some statement such than that their them then there these they this those true what when where which
            while whose will with would your"""
        )
    ),
    vowels=re.compile(r"[aeiouy]+(?!\b(?<=e))", re.IGNORECASE),
    hard_syllables=3,
    agreeing=(
        (re.compile(r"\ba$", re.IGNORECASE), re.compile(r"[^aeioAEIO]\w*$")),
        (re.compile(r"\ban$", re.IGNORECASE), re.compile(r"[aeiouhAEIOUH]\w*$")),
    ),
    infinitive=None,
)
