"""Sentences for people: a template that an edge translates, with the values it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """A sentence whose English template is the key of its translation.

    `template` names its values in braces; `str()` gives the English sentence.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


def text(template: str, **values: object) -> Text:
    """Mark `template` for translation (Babel collects calls of this name) and bind its values."""
    return Text(template, values)
