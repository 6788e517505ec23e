"""Whether a DOCX or ODT from outside carries macros, programs, embedded files, or links that load something."""

from collections.abc import Iterator

from exam_server.core.text import Text, text
from exam_server.formats.xml_door import Xml, read_xml
from exam_server.formats.zip_door import Archive, read_zip

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
NOT_DOCX = text("The file isn't a Word document (DOCX), whatever its name says.")
NOT_ODT = text("The file isn't an OpenDocument text (ODT), whatever its name says.")
ACTIVE = text("The document holds macros, programs or embedded files. Save it without them, or as PDF.")
LOADS = text("The document loads something from elsewhere when it's opened. Save it as PDF.")
PROTECTED = text("The document is protected by a password. Save it without one.")
DOCX_FOLDERS = ("word/embeddings/", "word/activex/", "customui/", "word/vba")
ODT_FOLDERS = ("basic/", "scripts/", "dialogs/", "configurations2/accelerator/", "object ")
PROGRAMS = (".bin", ".exe", ".dll", ".js", ".vbs", ".ps1", ".bat", ".cmd", ".hta", ".jar", ".html", ".htm", ".svg")
HYPERLINK = "/hyperlink"


def find_macro_docx(content: bytes) -> Text | None:
    """What stands against taking a DOCX; None for one that only holds text and pictures."""
    archive, problems = read_zip(content)
    if archive is None:
        return problems[0].message
    if not {"[Content_Types].xml", "word/document.xml"} <= set(archive.names):
        return NOT_DOCX
    if _has_active(archive, DOCX_FOLDERS):
        return ACTIVE
    types = _parse(archive, "[Content_Types].xml")
    if types is None:
        return NOT_DOCX
    if any("macroenabled" in each.get("ContentType").lower() for each in types.walk()):
        return ACTIVE
    return _find_loading(archive)


def _find_loading(archive: Archive) -> Text | None:
    """Relationships that lead outside may be links in the text: templates and frames load by themselves."""
    for name in archive.names:
        if not name.lower().endswith(".rels"):
            continue
        parsed = _parse(archive, name)
        if parsed is None:
            return NOT_DOCX
        if any(_leads_outside(each) for each in parsed.walk()):
            return LOADS
    return None


def _leads_outside(relation: Xml) -> bool:
    return relation.get("TargetMode").lower() == "external" and not relation.get("Type").lower().endswith(HYPERLINK)


def find_macro_odt(content: bytes) -> Text | None:
    """What stands against taking an ODT; None for one that only holds text and pictures."""
    archive, problems = read_zip(content)
    if archive is None:
        return problems[0].message
    kind = archive.read("mimetype") if "mimetype" in archive.names else None
    if kind is None or kind.strip() != ODT.encode() or "content.xml" not in archive.names:
        return NOT_ODT
    if _has_active(archive, ODT_FOLDERS):
        return ACTIVE
    manifest = _parse(archive, "META-INF/manifest.xml")
    if manifest is None:
        return NOT_ODT
    return PROTECTED if any(each.name == "encryption-data" for each in manifest.walk()) else None


def _has_active(archive: Archive, folders: tuple[str, ...]) -> bool:
    return any(name.startswith(folders) or name.endswith(PROGRAMS) for name in _lowered(archive))


def _lowered(archive: Archive) -> Iterator[str]:
    return (name.lower() for name in archive.names)


def _parse(archive: Archive, name: str) -> Xml | None:
    content = archive.read(name)
    if content is None:
        return None
    parsed, _ = read_xml(content, name)
    return parsed
