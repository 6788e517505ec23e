"""Cleaning texts on their way in, and anew after the allow-list changed; their Markdown never changes."""

from collections.abc import Sequence

from exam_server.core.bank import Item, Stimulus
from exam_server.core.delivery import shown_texts
from exam_server.formats.plain import from_plain
from exam_server.formats.richtext import ALLOW_LIST_VERSION, render
from exam_server.services.media import shown_media
from exam_server.services.work import Work
from exam_server.store import bank as store
from exam_server.store.tables import ItemRevisionRow, StimulusRevisionRow


def clean_texts(work: Work, texts: Sequence[str]) -> dict[str, str]:
    """Each Markdown text with its sanitised HTML: cleaned once, on the way in. Raises Refused if it can't be."""
    media = shown_media(work, texts)
    return {markdown: render(markdown, media=media) for markdown in texts}


def clean_anew(work: Work) -> int:
    """Clean what an older allow-list cleaned; gives how many revisions look different now, each an audit event."""
    if not store.list_cleaned_otherwise(work.session, work.organisation_id, ALLOW_LIST_VERSION):
        return 0
    work.record()
    changed = 0
    for row in store.list_cleaned_otherwise(work.session, work.organisation_id, ALLOW_LIST_VERSION):
        html = clean_texts(work, _texts(row))
        if html != row.html:
            changed += 1
            work.note("bank.html.cleaned", row.id, content=row.content_hash, allow_list=ALLOW_LIST_VERSION)
        row.html, row.allow_list = html, ALLOW_LIST_VERSION
    return changed


def _texts(row: ItemRevisionRow | StimulusRevisionRow) -> Sequence[str]:
    if isinstance(row, ItemRevisionRow):
        return shown_texts(from_plain(Item, row.content))
    return [from_plain(Stimulus, row.content).body]
