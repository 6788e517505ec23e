"""Opening the database, and what edges need to hold of it."""

import uuid_utils.compat

from exam_server.store.database import Database, engine_options, forget_cached_pages, open_database
from exam_server.store.journal import Journal, SaveAnswer, SaveRequest, StoredSave, UnknownSitting
from exam_server.store.troubles import NotFlushed, trouble_of

__all__ = [
    "Database",
    "Journal",
    "NotFlushed",
    "SaveAnswer",
    "SaveRequest",
    "StoredSave",
    "UnknownSitting",
    "engine_options",
    "forget_cached_pages",
    "new_id",
    "open_database",
    "trouble_of",
]

new_id = uuid_utils.compat.uuid7
