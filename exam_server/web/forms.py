"""The small base of all forms: WTForms with our words; the CSRF check is the app's, once for every unsafe request."""

from typing import Any, Self

from flask import request
from wtforms import DateField, DateTimeLocalField, Form, IntegerField
from wtforms.i18n import get_translations

from exam_server.web.language import current_language
from exam_server.web.typed import WHOLE, typed_day


class PageForm(Form):
    """A form filled from the request; `submitted()` is true for a POST that passes every validator."""

    class Meta:
        def get_translations(self, form: Form) -> Any:
            return get_translations([current_language()])

    @classmethod
    def from_request(cls, **defaults: Any) -> Self:
        return cls(request.form if request.method == "POST" else None, data=defaults)

    def submitted(self) -> bool:
        return request.method == "POST" and bool(self.validate())


class WholeNumberField(IntegerField):
    """A whole number that any column holds; WTForms' own takes as many digits as come."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What is no such number goes on as nothing, which WTForms refuses in its own words."""
        super().process_formdata([each if WHOLE.fullmatch(each.strip()) else "" for each in valuelist])


class DayField(DateField):
    """A day that a clock can reckon from; WTForms' own takes the calendar's ends."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What is no such day goes on as none, which WTForms refuses in its own words."""
        super().process_formdata([each if _is_day(each) else "" for each in valuelist])


class MomentField(DateTimeLocalField):
    """A time of such a day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([each if _is_day(each[:10]) else "" for each in valuelist])


def _is_day(typed: str) -> bool:
    try:
        typed_day(typed)
    except ValueError:
        return False
    return True
