"""May a certificate be issued? All that it rests on, criterion by criterion, or all that is missing (L1, L2, L19)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from exam_server.core.case import Verdict
from exam_server.core.problems import Problem, Refused
from exam_server.core.text import Text, text

TRACE_VERSION = "1"
DOCUMENT = "certyfikat kwalifikacji wolnorynkowej"
"""The document's name since 2024-01-01 (L1); like the qualification's own, it's said in Polish alone."""
NUMBER_PATTERN = "{year}/{number:05}"
LONGEST_REASON = 1_000
LONGEST_WORDS = 200
_PATTERN = re.compile(r"[^{}<>&\"']*(?:\{(?:code|year|number|number:0[2-9])\}[^{}<>&\"']*)+")


class TracedEvidence(NamedTuple):
    """A record that a decision rests on; `counts`: the plan of that decision admits its method (or L9 does)."""

    id: str
    method: str
    source_kind: str
    source_hash: str
    part: str
    verdict: str
    counts: bool


class TracedProtocol(NamedTuple):
    """The protocol that states a decision: how many sign it, and how many of them have.

    `on_paper`: somebody vouches with a scan that all have; else signatures were verified.
    """

    cited: str
    record_hash: str
    members: int
    signers: int
    on_paper: bool = False


class TracedCriterion(NamedTuple):
    """How one criterion was confirmed. `decision` is empty without one; `members` are the accounts that decided.

    `objections`: what kept that commission from deciding on that day (S2, S3, S6, S8, S10); `shown`: the evidence that
    counts shows every part of the criterion; `recognised`: it isn't verified again (L9).
    """

    criterion: str
    verdict: Verdict
    decision: str
    rule_version: str
    decided_on: date | None
    recognised: bool
    plan_hash: str
    shown: bool
    evidence: tuple[TracedEvidence, ...]
    members: tuple[str, ...]
    objections: tuple[Problem, ...]
    protocol: TracedProtocol | None


class Source(NamedTuple):
    """What binds: the announcement that brought the qualification into the register, as somebody confirmed it."""

    kind: str
    title: str
    number: str
    published_on: date


class About(NamedTuple):
    """All that a certificate needs beside its criteria; `lacks` names what of L1 isn't known, in words."""

    edition_hash: str
    source: Source | None
    open_appeal: bool
    undermined: tuple[str, ...]
    lacks: tuple[Text, ...]


def find_missing(traced: Sequence[TracedCriterion], about: About) -> tuple[Problem, ...]:
    """Everything against a certificate, with the rules that ask for it; none: it may be issued (L1, L2, L19)."""
    return (*_about(about), *_unconfirmed(traced, about), *_objections(traced), *_methods(traced), *_protocols(traced))


def _about(about: About) -> Iterator[Problem]:
    if about.source is None:
        yield Problem(
            text("Nobody has confirmed the announcement that binds the qualification."),
            rule="L23",
            remedy=text("Compare the adopted edition with the announcement, and confirm it."),
        )
    if about.open_appeal:
        remedy = text("Wait for the ruling: it may change what the certificate rests on.")
        yield Problem(text("An appeal of the case isn't ruled on yet."), rule="S9", remedy=remedy)
    for words in about.lacks:
        yield Problem(words, rule="L1", remedy=text("A certificate names it: enter it first."))


def _unconfirmed(traced: Sequence[TracedCriterion], about: About) -> Iterator[Problem]:
    if not traced:
        yield Problem(text("The qualification has no criteria that could be confirmed."), rule="L2")
    codes = [each.criterion for each in traced if not is_confirmed(each)]
    if codes:
        why = text("Not confirmed: {criteria}.", criteria=_join(codes))
        yield _listed(why, codes, "L2", text("Every one has to be."))
    if about.undermined:
        why = text("Decided on a recognition that was taken back: {criteria}.", criteria=_join(about.undermined))
        yield _listed(why, about.undermined, "L9", text("Decide these anew."))


def is_confirmed(each: TracedCriterion) -> bool:
    """Whether a criterion is decided met; what was recognised earlier needs no further decision (L2, L9)."""
    return each.verdict == "met" if each.decision else each.recognised


def _objections(traced: Sequence[TracedCriterion]) -> Iterator[Problem]:
    """What was against a commission on the day of its decision, each once with the criteria that it decided."""
    said: dict[tuple[str, str], Problem] = {}
    codes: dict[tuple[str, str], list[str]] = {}
    for each in traced:
        for one in each.objections:
            key = (str(one.message), one.rule)
            said.setdefault(key, one)
            codes.setdefault(key, []).append(each.criterion)
    for key, one in said.items():
        why = text("{criteria}: when it was decided, {why}", criteria=_join(codes[key]), why=one.message)
        yield _listed(why, codes[key], one.rule, text("Decide these anew with a commission that the rules allow."))


def _methods(traced: Sequence[TracedCriterion]) -> Iterator[Problem]:
    codes = [each.criterion for each in traced if is_confirmed(each) and not each.shown]
    if codes:
        why = text("No evidence by a method of the plan shows all of {criteria}.", criteria=_join(codes))
        yield _listed(why, codes, "S1", text("Decide these anew on evidence that the plan admits."))


def _protocols(traced: Sequence[TracedCriterion]) -> Iterator[Problem]:
    unstated = [each.criterion for each in traced if is_confirmed(each) and each.protocol is None]
    if unstated:
        why = text("No protocol states what was decided on {criteria}.", criteria=_join(unstated))
        yield _listed(why, unstated, "L19", text("Make the protocol, and have its members sign it."))
    for one in dict.fromkeys(each.protocol for each in traced if each.protocol):
        if one.signers < one.members or not one.members:
            why = text(
                "Protocol {number}: signed by {count} of {members}.",
                number=one.cited,
                count=one.signers,
                members=one.members,
            )
            yield Problem(
                why,
                place=one.cited,
                rule="L19",
                remedy=text(
                    "Bring the file that all its members signed, each in their own name; other signatures don't count."
                ),
            )


def _listed(message: Text, codes: Sequence[str], rule: str, remedy: Text) -> Problem:
    return Problem(message, place=codes[0], rule=rule, remedy=remedy)


def _join(codes: Sequence[str]) -> str:
    return ", ".join(codes)


def format_number(pattern: str, code: str, year: int, number: int) -> str:
    """A certificate's number as the body writes it: `pattern` names {year}, {number} (or {number:05}), maybe {code}."""
    return pattern.format(code=code, year=year, number=number)


def is_number_pattern(pattern: str) -> bool:
    """Whether a pattern gives every certificate of a body another number: it names year and number, and no more."""
    named = re.findall(r"\{(\w+)", pattern)
    return bool(_PATTERN.fullmatch(pattern)) and len(pattern) <= 40 and {"year", "number"} <= set(named)


def require_source(title: str, number: str, published_on: date | None, today: date) -> Source:
    """The announcement as it's kept. Raises Refused where it isn't named fully, or would be published later (L23)."""
    what = text("The source wasn't confirmed.")
    words = title.strip(), number.strip()
    if not all(1 <= len(each) <= LONGEST_WORDS for each in words) or published_on is None:
        why = text("Title, number and day are needed, words of {limit} characters at most.", limit=LONGEST_WORDS)
        raise Refused(what, why, text("Fill in what is missing."), "L23")
    if published_on > today:
        why = text("It would be published only on {day}.", day=published_on)
        raise Refused(what, why, text("Correct the day."), "L23")
    return Source("announcement", *words, published_on)


def require_words(what: Text, place: str, signatory: str) -> tuple[str, str]:
    """Place and signatory as they stand on a certificate. Raises Refused for what is missing or too long (L1)."""
    words = place.strip(), signatory.strip()
    if not all(1 <= len(each) <= LONGEST_WORDS for each in words):
        why = text("Place and signatory are needed, of {limit} characters at most.", limit=LONGEST_WORDS)
        raise Refused(what, why, text("Fill in what is missing."), "L1")
    return words


def require_reason(what: Text, reason: str) -> None:
    """Raises Refused without a reason: what was issued is followed only by an entry that says why (L4)."""
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        why = text("It needs a reason, of {limit} characters at most.", limit=LONGEST_REASON)
        raise Refused(what, why, text("Write the reason."), "L4")


def require_second(what: Text, prepared_by: object, actor: object) -> None:
    """Raises Refused where one person would prepare and carry out an act on a certificate (P7)."""
    if prepared_by == actor:
        raise Refused(
            what,
            text("Who prepared it doesn't carry it out."),
            text("Let somebody else of the office look at it and confirm it."),
            "P7",
        )
