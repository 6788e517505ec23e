"""Items on their way to other systems: with their pictures and shared cases, as one file of some format."""

from collections.abc import Collection
from dataclasses import replace

from exam_server.core.assembly import in_pool
from exam_server.core.bank import change_pictured
from exam_server.core.delivery import shown_texts
from exam_server.core.exchange import Outgoing, Written
from exam_server.core.problems import NotFound
from exam_server.formats.picture_names import rename_pictures
from exam_server.services.bank import find_stimulus, list_blueprints, list_items
from exam_server.services.media import get_picture, ids_in, names_of
from exam_server.services.work import Work


def gather_bank(work: Work, qualification: str, wanted: Collection[str] | None = None) -> Outgoing:
    """The current revisions of a bank's items (of the wanted ids, if some are named), pictures by their file's name."""
    filed = [each.item for each in list_items(work, qualification)]
    items = [item for item in filed if wanted is None or item.id in wanted]
    cases = {item.stimulus: find_stimulus(work, qualification, item.stimulus) for item in items if item.stimulus}
    stimuli = [each for each in cases.values() if each is not None]
    texts = [words for item in items for words in shown_texts(item)] + [each.body for each in stimuli]
    names = names_of(work, ids_in(texts))
    return Outgoing(
        tuple(change_pictured(item, lambda words: rename_pictures(words, names)) for item in items),
        tuple(replace(each, body=rename_pictures(each.body, names)) for each in stimuli),
        {path: get_picture(work, media_id).content for media_id, path in names.items()},
    )


def gather_test(work: Work, qualification: str, code: str) -> Outgoing:
    """The items that a blueprint may draw, with it. Raises NotFound."""
    filed = [each.blueprint for each in list_blueprints(work, qualification)]
    blueprint = next((each for each in filed if each.id == code), None)
    if blueprint is None:
        raise NotFound(code)
    wanted = {each.item.id for each in list_items(work, qualification) if in_pool(blueprint, each.item)}
    return replace(gather_bank(work, qualification, wanted), blueprints=(blueprint,))


def can_write(format_name: str) -> bool:
    """Whether items can leave in this format."""
    from exam_server.formats import writers  # noqa: PLC0415

    return format_name in writers.WRITERS


def note_export(work: Work, qualification: str, format_name: str, items: int) -> tuple[str, str]:
    """Note who takes a bank's items out; gives how the file's name ends, and its media type."""
    from exam_server.formats import writers  # noqa: PLC0415

    work.record()
    work.note("bank.exported", None, qualification=qualification, format=format_name, items=items)
    writer = writers.WRITERS[format_name]
    return writer.ending, writer.media_type


def write_export(bank: Outgoing, format_name: str) -> Written:
    """The file, and by item what it can't hold. Slow for large banks: outside of any transaction."""
    from exam_server.formats import writers  # noqa: PLC0415 - a server that exports nothing loads no writer

    return writers.write_export(bank, format_name)
