"""Every format that items leave in, in one place: a name, its writer, and how its files end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from exam_server.core.exchange import Outgoing, Written
from exam_server.core.text import text
from exam_server.formats.gift import write_gift
from exam_server.formats.moodle_xml import write_moodle_xml
from exam_server.formats.qti.writer import write_qti, write_qti21
from exam_server.formats.xlsx import write_xlsx
from exam_server.formats.yaml_bundle import write_bundle


@dataclass(frozen=True)
class Writer:
    write: Callable[[Outgoing], Written]
    ending: str
    media_type: str


WRITERS: Mapping[str, Writer] = {
    "yaml": Writer(write_bundle, ".zip", "application/zip"),
    "qti3": Writer(write_qti, ".zip", "application/zip"),
    "qti21": Writer(write_qti21, ".zip", "application/zip"),
    "moodlexml": Writer(write_moodle_xml, ".xml", "application/xml"),
    "gift": Writer(write_gift, ".gift", "text/plain; charset=utf-8"),
    "xlsx": Writer(write_xlsx, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
WITH_TESTS = ("qti3", "qti21")


def write_export(bank: Outgoing, format_name: str) -> Written:
    """The bank's items as one file. Raises KeyError for a format that isn't among `WRITERS`."""
    written = WRITERS[format_name].write(bank)
    if format_name in WITH_TESTS:
        return written
    return replace(written, unsaid={each.id: (text("The format holds no tests."),) for each in bank.blueprints})
