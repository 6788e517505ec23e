"""Reads the rules of validation as data: methods, commission, advisor, conflict and appeal (S1–S4, S8–S10)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from exam_server.core.problems import Problem
from exam_server.core.qualification import (
    AdvisorRule,
    AppealRule,
    CommissionRule,
    ConflictRule,
    Credential,
    Method,
)
from exam_server.core.text import text
from exam_server.formats.register_form.clauses import Clause, clauses
from exam_server.formats.register_form.labels import fold
from exam_server.formats.register_form.lines import Line
from exam_server.formats.register_form.marks import LETTERS
from exam_server.formats.register_form.numbers import number_in_words, whole_number, years

Topic = Literal["", "methods", "credentials", "advisor"]
METHOD_WORDS: tuple[tuple[Method, tuple[str, ...]], ...] = (
    ("evidence_analysis", ("analiza dowod", "analize dowod", "analizy dowod")),
    ("theory_test", ("test",)),
    ("conversation_with_simulation", ("symulowan", "symulacj", "rozmow", "wywiad")),
)
WINDOW_WORDS = ("w okresie", "w ciagu", "na przestrzeni")


@dataclass
class Rules:
    """What the validation section says, as far as it was understood."""

    methods: tuple[Method, ...] = ()
    commission: CommissionRule = field(default_factory=CommissionRule)
    advisor: AdvisorRule = field(default_factory=AdvisorRule)
    conflict: ConflictRule = field(default_factory=ConflictRule)
    appeal: AppealRule = field(default_factory=AppealRule)
    problems: list[Problem] = field(default_factory=list)


def read_rules(lines: Sequence[Line], place: str) -> Rules:
    """The rules in a validation section; a method that nobody knows is reported."""
    rules = Rules()
    topic: Topic = ""
    for clause in clauses(lines):
        if clause.is_item and topic:
            _item(rules, clause, topic, place)
        else:
            topic = _sentence(rules, clause, place)
    return rules


def _item(rules: Rules, clause: Clause, topic: Topic, place: str) -> None:
    if topic == "methods":
        _method(rules, clause, place)
    elif topic == "credentials":
        _credential(rules, clause)
    else:
        _requirement(rules, clause.text)


def _sentence(rules: Rules, clause: Clause, place: str) -> Topic:
    words = fold(clause.text)
    opens = words.endswith(":")
    _appeal(rules, clause.text, words)
    _conflict(rules, clause.text, words)
    if "komisj" in words or "czlonk" in words:
        _commission(rules, words)
    if "doradc" in words and "komisj" not in words:
        _advisor(rules, clause.text, words, opens)
        return "advisor" if opens else ""
    if opens and "metod" in words and "poslug" not in words:
        return "methods"
    if opens and ("czlon" in words or "osob" in words or "asesor" in words or "kryteri" in words):
        return "credentials"
    if "metod" in words and not rules.methods:
        _methods_in_sentence(rules, words)
    return ""


def _methods_in_sentence(rules: Rules, words: str) -> None:
    """“Weryfikacja odbywa się metodami: testu teoretycznego i …” in one sentence, without a list."""
    if any(verb in words for verb in ("stosuje", "dopuszcza", "przeprowadza", "odbywa", "wykorzystuje")):
        found = tuple(method for method, stems in METHOD_WORDS if any(stem in words for stem in stems))
        rules.methods = found


def _method(rules: Rules, clause: Clause, place: str) -> None:
    words = fold(clause.text)
    method = next((method for method, stems in METHOD_WORDS if any(stem in words for stem in stems)), None)
    if method is None:
        message = text("No known method of verification: “{wording}”.", wording=clause.text)
        rules.problems.append(Problem(message, clause.line, place, "S1", "warning"))
    elif method not in rules.methods:
        rules.methods = (*rules.methods, method)


def _commission(rules: Rules, words: str) -> None:
    commission = rules.commission
    if commission.minimum is None:
        commission = replace(commission, minimum=_members(words))
    if commission.education_level is None and "poziom" in words:
        commission = replace(commission, education_level=_level(words))
    if re.search(r"\blacznie\b", words) or "wspolnie spelnia" in words:
        commission = replace(commission, jointly_all=commission.jointly_all or "wszystkie" in words or "kazde" in words)
    rules.commission = commission


def _members(words: str) -> int | None:
    """How many members: the number word before “członków” or “osób”, or inside “trzyosobowa”; a chair counts."""
    parts = words.replace(",", " ").replace("-osob", "osob").split()
    for place, part in enumerate(parts):
        if "osobow" in part:
            return number_in_words(part)
        if part.startswith(("czlonk", "osob")) and place and (number := number_in_words(parts[place - 1])):
            return number + bool(re.search(r"przewodnicz\w+ (?:i|oraz) (?:co najmniej |minimum )?\w+ czlonk", words))
    return None


def _level(words: str) -> int | None:
    return whole_number(words[words.index("poziom") :][:30])


def _credential(rules: Rules, clause: Clause) -> None:
    known = rules.commission.credentials
    if len(known) == len(LETTERS):
        return
    words = fold(clause.text)
    is_experience = any(stem in words for stem in ("doswiadcz", "praktyk", "staz")) or years(clause.text) is not None
    before, window = _years_and_window(clause.text)
    credential = Credential(
        LETTERS[len(known)], clause.text, "experience" if is_experience else "education", before, window
    )
    rules.commission = replace(rules.commission, credentials=(*known, credential))


def _years_and_window(wording: str) -> tuple[int | None, int | None]:
    """The length asked for, and the window it has to lie in."""
    words = fold(wording)
    place = next((words.index(lead) for lead in WINDOW_WORDS if lead in words), None)
    if place is None:
        return years(wording), None
    window = years(wording[place:])
    return years(wording[:place]) or years(wording[place:].partition("lat")[2]), window


def _advisor(rules: Rules, sentence: str, words: str, opens: bool) -> None:
    advisor = rules.advisor
    needed = "zapewni" in words and any(verb in words for verb in ("obowiazek", "zapewnia", "musi", "zobowiaz"))
    rules.advisor = replace(advisor, required=advisor.required or needed)
    if not opens and any(verb in words for verb in ("powinien", "musi posiadac", "doradca posiada", "doradca ma")):
        _requirement(rules, sentence)


def _requirement(rules: Rules, wording: str) -> None:
    advisor = rules.advisor
    length, window = _years_and_window(wording)
    if advisor.years is None and length is not None:
        advisor = replace(advisor, years=length, window_years=window)
    rules.advisor = replace(advisor, requirements=(*advisor.requirements, wording))


def _appeal(rules: Rules, sentence: str, words: str) -> None:
    if "odwola" in words and not rules.appeal.text:
        rules.appeal = AppealRule("kazdym etapie" in words or "kazdego etapu" in words, sentence)


def _conflict(rules: Rules, sentence: str, words: str) -> None:
    training = any(stem in words for stem in ("szkole", "szkolil", "kurs", "ksztalceni", "zajec"))
    forbidden = any(verb in words for verb in ("nie moga", "nie moze", "nie wolno"))
    if training and forbidden and ("weryfik" in words or "walid" in words or "ocenia" in words):
        rules.conflict = ConflictRule(True, sentence)
