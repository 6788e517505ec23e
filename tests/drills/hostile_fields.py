"""What a field should never be sent: values of the wrong kind, too long, with characters that nobody types."""

import random

from tests.drills.found_forms import FoundForm

NO_SUCH = "018f0000-0000-7000-8000-000000000000"
SURROGATE = "%ED%A0%80"
TEXTS = (
    "",
    " ",
    "\x00",
    "zażółć\x00gęślą",
    "\x1b[31m",
    "\ufeff\u202e\u2066odwrócone",
    "A" * 10_000,
    "ą" * 70_000,
    "'; DROP TABLE sitting; --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "../../../../etc/passwd",
    "=HYPERLINK(1)",
    "🧪" * 300,
    "NaN",
    "-1",
    "0",
    "1e309",
    "9" * 400,
    "99999999999999999999",
    "-9223372036854775809",
    "0x10",
    "١٢٣",
    "true",
    "null",
    "[]",
    "{}",
    NO_SUCH,
    "018f0000-0000-7000-8000-00000000000",
    "0000-00-00",
    "9999-12-31T23:59:60",
    "2027-02-30",
    "0001-01-01",
    "10000-01-01",
    "25:61",
)
WRONG = {
    "number": ("abc", "1e309", "9" * 400, "-9223372036854775809", "NaN", "١٢x", "\x00"),
    "date": ("0000-00-00", "2027-02-30", "abc", "10000-01-01", "\x00"),
    "datetime-local": ("2027-02-30T10:00", "9999-99-99T99:99", "abc", "\x00"),
    "time": ("25:61", "abc", "\x00"),
    "select": ("\x00", "no such choice", "-1"),
    "radio": ("\x00", "no such choice", "-1"),
}
"""By the field's type: what can't be right, so that an act which takes it is an error."""

MOST_HOSTILE = 8
Fields = dict[str, str | list[str]]


def make_hostile(form: FoundForm, dice: random.Random) -> Fields:
    """Some fields with something that nobody should send; some are missing, some come twice."""
    fields = form.as_given()
    names = list(form.asked)
    for name in dice.sample(names, dice.randint(1, min(len(names), MOST_HOSTILE))) if names else ():
        way = dice.random()
        if way < 0.1:
            del fields[name]
        elif way < 0.2:
            fields[name] = [dice.choice(TEXTS), dice.choice(TEXTS)]
        else:
            fields[name] = dice.choice(TEXTS)
        names = [each for each in names if each in fields]
    return fields


def make_wrong(form: FoundForm, dice: random.Random) -> tuple[Fields, str] | None:
    """As the page has it, but one field is certainly wrong, with its name; None where no field has a kind."""
    typed = [field for field in form.fields if field.kind in WRONG]
    if not typed:
        return None
    field = dice.choice(typed)
    return {**form.as_given(), field.name: dice.choice(WRONG[field.kind])}, field.name
