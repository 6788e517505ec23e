"""The closed list of sources that a bank's items may cite, as its authors choose from it."""

from exam_server.core.bank import Source
from exam_server.formats.plain import from_plain
from exam_server.services.work import Work
from exam_server.store import law as store
from exam_server.store.shelf import Shelf


def list_sources(work: Work, qualification: str) -> list[Source]:
    """The newest revision of each, by id; empty where no list was filed."""
    rows = store.list_sources(work.session, Shelf(work.organisation_id, qualification))
    return [from_plain(Source, row.content) for row in rows]
