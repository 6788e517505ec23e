"""`plan.yaml`: a verification plan as a file, strict and lossless."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from exam_server.core.plan import (
    METHODS,
    SUFFICIENT,
    Accepted,
    AgreedLevel,
    ItemsRight,
    MethodUse,
    Plan,
    Sufficiency,
    use,
)
from exam_server.core.problems import Problem
from exam_server.core.qualification import Method
from exam_server.core.text import text
from exam_server.formats.records import Special, Specials, UnfitError, plain_value, read_record
from exam_server.formats.yaml_lines import load_yaml

NUMBERS: Mapping[type, tuple[str, ...]] = {ItemsRight: ("needed", "asked"), AgreedLevel: ("threshold",), Accepted: ()}
JUDGES = ("scoring", "commission")
EXPLANATION = (
    "How each criterion is shown (RULES S1, P1, P9). The first method is the main one.\n"
    "theory_test: `needed` of `asked` items are right; conversation_with_simulation: the agreed level reaches\n"
    "`threshold`; evidence_analysis: what was handed in is accepted. `minutes`: what the conversation about a\n"
    "criterion takes, where that differs from the installation's settings."
)


def read_plan(source: str, place: str = "") -> tuple[Plan | None, tuple[Problem, ...]]:
    """The plan of a file's text, or None with all problems, each with its line; `check_plan` judges it afterwards."""
    located, problems = load_yaml(source, place)
    if located is None or problems:
        return None, problems
    return read_record(Plan, located, SPECIALS)


def write_plan(plan: Plan) -> str:
    """The file's text; reading it gives an equal plan."""
    from exam_server.formats.yaml_text import dump_yaml

    return dump_yaml(plain_value(Plan, plan, SPECIALS), EXPLANATION)


def _read_use(data: object) -> MethodUse:
    if not isinstance(data, dict) or data.get("method") not in METHODS:
        raise UnfitError(text("A method is expected here, one of: {allowed}.", allowed=", ".join(METHODS)))
    method = cast(Method, data["method"])
    kind = type(SUFFICIENT[method])
    for key in data:
        if key not in ("method", "judge", *NUMBERS[kind]):
            raise UnfitError(text("The key “{key}” isn't known here.", key=key), (key,))
    judge = data.get("judge", use(method).judge)
    if judge not in JUDGES:
        wrong = text("“{value}” isn't one of: {allowed}.", value=judge, allowed=", ".join(JUDGES))
        raise UnfitError(wrong, ("judge",))
    return MethodUse(method, _read_sufficiency(kind, data), judge)


def _read_sufficiency(kind: type, data: Mapping[str, object]) -> Sufficiency:
    numbers: dict[str, Any] = {key: data[key] for key in NUMBERS[kind] if key in data}
    for key, value in numbers.items():
        if not isinstance(value, int) or isinstance(value, bool):
            raise UnfitError(text("A whole number is expected here."), (key,))
    return cast(Sufficiency, kind(**numbers))


def _write_use(each: MethodUse) -> dict[str, object]:
    usual = use(each.method)
    judge = {} if each.judge == usual.judge else {"judge": each.judge}
    numbers = {key: getattr(each.sufficiency, key) for key in NUMBERS[type(each.sufficiency)]}
    return {"method": each.method, **numbers, **judge}


def _read_date(data: object) -> date:
    try:
        return date.fromisoformat(str(data))
    except ValueError:
        raise UnfitError(text("A date such as 2026-01-31 is expected here.")) from None


SPECIALS: Specials = {
    MethodUse: Special(_read_use, _write_use, {"type": "object", "required": ["method"]}),
    date: Special(_read_date, date.isoformat, {"type": "string", "format": "date"}),
}
