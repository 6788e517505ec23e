"""Checking who sits: kinds of documents and reasons for refusing, as closed lists without any number."""

from collections.abc import Mapping
from types import MappingProxyType

from exam_server.core.text import Text, text

# What a candidate may be admitted with.
DOCUMENT_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "identity_card": text("identity card"),
        "mobile_document": text("document in the mObywatel app"),
        "passport": text("passport"),
        "residence_card": text("residence card"),
        "other_document": text("another document with a photograph"),
    }
)
REFUSAL_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "no_document": text("no document with a photograph"),
        "expired": text("the document has expired"),
        "other_person": text("the photograph shows somebody else"),
        "other_name": text("another name stands in the document"),
        "damaged": text("the document can't be read"),
    }
)
