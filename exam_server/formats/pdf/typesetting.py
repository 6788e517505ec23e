"""Typst as this house uses it: a template of the package with its data as JSON; nothing is pasted into the source."""

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def typeset(template: str, document: "DataclassInstance", made_at: datetime) -> bytes:
    """The PDF of a template in this package, with the document's fields in `data`.

    Only typst's own fonts are used (they hold the Polish letters), so that every machine makes the same pages.
    """
    pdf: bytes = typst.compile(
        _source(template),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(asdict(document), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    return pdf


@cache
def _source(template: str) -> bytes:
    return files(__package__).joinpath(template).read_bytes()
