"""Programs and style sheets without what only their readers need: comments and white space. No name is changed."""

from rcssmin import cssmin
from rjsmin import jsmin


def strip_module(source: str) -> str:
    return str(jsmin(source))


def strip_styles(source: str) -> str:
    return str(cssmin(source))
