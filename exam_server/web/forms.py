"""The small base of all forms: WTForms with our words; the CSRF check is the app's, once for every unsafe request."""

from typing import Any, Self

from flask import request
from wtforms import Form, IntegerField
from wtforms.i18n import get_translations

from exam_server.web.language import current_language
from exam_server.web.typed import WHOLE


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
