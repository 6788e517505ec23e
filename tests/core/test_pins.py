"""A PIN for seals: 4 to 8 digits, and none that anybody would try first."""

import pytest

from exam_server.core.pins import require_pin
from exam_server.core.problems import Refused


def is_taken(pin: str) -> bool:
    try:
        require_pin(pin)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("pin", ["2580", "19840712", "90210"])
def test_a_pin_that_nobody_would_try_first_is_one(pin: str) -> None:
    assert is_taken(pin)


@pytest.mark.parametrize(
    "pin", ["", "258", "258025802", "25a0", "２５８０", "1111", "1234", "4321", "7890", "3456", "12 34"]
)
def test_what_is_no_pin_or_a_row_is_refused(pin: str) -> None:
    assert not is_taken(pin)
