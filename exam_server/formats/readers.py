"""Every format that items come in, in one place: a name and its reader."""

from collections.abc import Callable, Mapping

from exam_server.core.exchange import Import
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.aiken import read_aiken
from exam_server.formats.detecting import detect
from exam_server.formats.gift import read_gift
from exam_server.formats.moodle_xml import read_moodle_xml
from exam_server.formats.qti.package import read_qti
from exam_server.formats.xlsx import read_xlsx
from exam_server.formats.yaml_bundle import read_yaml

READERS: Mapping[str, Callable[[bytes, str], Import]] = {
    "yaml": read_yaml,
    "qti": read_qti,
    "moodlexml": read_moodle_xml,
    "gift": read_gift,
    "aiken": read_aiken,
    "xlsx": read_xlsx,
}


def read_import(content: bytes, name: str, format_name: str = "auto") -> Import:
    """What a file holds. `auto` looks at the file itself; never raises."""
    chosen = detect(content, name) if format_name == "auto" else format_name
    if chosen not in READERS:
        message = text("The file's format isn't known. It has to be one of: {formats}.", formats=", ".join(READERS))
        return Import(chosen or format_name, problems=(Problem(message, place=name, rule="format"),))
    return READERS[chosen](content, name)
