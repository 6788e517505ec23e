"""Documents from outside for tests: honest ones, and such as act, hide or pretend."""

import io
import zipfile
import zlib

from PIL import Image

RELS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.{}+xml"/></Types>'
RELATION = '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="https://example.org/x" TargetMode="External"/>'
MANIFEST = '<?xml version="1.0"?><manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><file-entry full-path="/">{}</file-entry></manifest>'


def make_pdf(body: bytes = b"1 0 obj<</Type/Catalog>>endobj\n") -> bytes:
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def pack_objects(objects: bytes, extra: bytes = b"") -> bytes:
    """An object stream of a PDF that holds these objects."""
    packed = zlib.compress(objects)
    return b"2 0 obj<</Type/ObjStm/Filter/FlateDecode" + extra + b">>stream\n" + packed + b"\nendstream endobj\n"


def make_docx(kind: str = "document.main", relation: str = "", **more: bytes) -> bytes:
    files = {
        "[Content_Types].xml": TYPES.format(kind).encode(),
        "word/document.xml": b"<document/>",
        "word/_rels/document.xml.rels": RELS.format(RELATION.format(relation) if relation else "").encode(),
    }
    return pack(files | {name.replace("__", "/"): content for name, content in more.items()})


def make_odt(inside: str = "", mimetype: bytes = b"application/vnd.oasis.opendocument.text", **more: bytes) -> bytes:
    files = {
        "mimetype": mimetype,
        "content.xml": b"<content/>",
        "META-INF/manifest.xml": MANIFEST.format(inside).encode(),
    }
    return pack(files | {name.replace("__", "/"): content for name, content in more.items()})


def pack(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def make_photo() -> bytes:
    """A JPEG with a camera's notes in it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "SEKRET: Gdynia, ul. Herbaciana 3"
    Image.new("RGB", (64, 48), (120, 30, 200)).save(out, "JPEG", exif=exif)
    return out.getvalue()
