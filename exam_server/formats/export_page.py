"""The readable page of a person's own export: one HTML file without scripts that opens on any computer."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "table{border-collapse:collapse;width:100%;margin:0 0 2rem}caption{text-align:left;font-weight:bold}"
    "th,td{border:1px solid #777;padding:.3rem .5rem;text-align:left;vertical-align:top}"
)


class Section(NamedTuple):
    """One table of the page: its caption, its columns, and its rows as they are shown."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def write_page(language: str, title: str, lead: Sequence[str], sections: Iterable[Section]) -> bytes:
    """The whole page in UTF-8; every value is escaped."""
    return "".join(_lines(language, title, lead, sections)).encode()


def _lines(language: str, title: str, lead: Sequence[str], sections: Iterable[Section]) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
    yield f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n"
    yield from (f"<p>{escape(each)}</p>\n" for each in lead)
    for section in sections:
        yield f"<table><caption>{escape(section.title)}</caption>\n<thead><tr>"
        yield from (f'<th scope="col">{escape(each)}</th>' for each in section.columns)
        yield "</tr></thead>\n<tbody>"
        for row in section.rows:
            yield f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>\n"
        yield "</tbody></table>\n"
    yield "</body></html>\n"
