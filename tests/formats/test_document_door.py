"""Documents from outside: five kinds by content and name, and nothing that acts, hides or pretends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.document_door import LONGEST_NAME, plain_name, read_document
from tests.dangerous import make_docx, make_odt, make_pdf, make_photo, pack, pack_objects

TAKEN = {
    "zaświadczenie.pdf": (make_pdf(pack_objects(b"<</Type/Page>>")), "pdf"),
    "praca.DOCX": (make_docx(relation="hyperlink"), "docx"),
    "praca.odt": (make_odt(), "odt"),
    "notatka.txt": ("Prowadziłam rozmowy.\r\nTrzy.".encode("windows-1250"), "text"),
    "skan.jpg": (make_photo(), "picture"),
}
SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
REFUSED = {
    "script.pdf": make_pdf(b"1 0 obj" + SCRIPT + b"endobj\n"),
    "script in packed objects.pdf": make_pdf(pack_objects(SCRIPT)),
    "script by another spelling.pdf": make_pdf(b"1 0 obj<</S/J#61vaScript/J#53(x)>>endobj\n"),
    "short name alone.pdf": make_pdf(b"1 0 obj<</JS (x)>>endobj\n"),
    "program.pdf": make_pdf(b"1 0 obj<</S/Launch/F(calc.exe)>>endobj\n"),
    "attachment.pdf": make_pdf(b"1 0 obj<</Type/EmbeddedFile>>stream\nabc\nendstream endobj\n"),
    "form of XFA.pdf": make_pdf(b"1 0 obj<</AcroForm<</XFA 3 0 R>>>>endobj\n"),
    "password.pdf": make_pdf() + b"trailer<</Encrypt 5 0 R>>\n%%EOF",
    "odd packing.pdf": make_pdf(b"1 0 obj<</Type/ObjStm>>stream\nabc\nendstream endobj\n"),
    "bomb.pdf": make_pdf(pack_objects(b" " * (33 * 1024 * 1024))),
    "cut off.pdf": make_pdf()[:-6],
    "page.pdf": b"<html><script>alert(1)</script></html>",
    "picture.pdf": make_photo(),
    "macro.docx": make_docx(**{"word__vbaProject.bin": b"x"}),
    "macro by its type.docx": make_docx("ms-word.document.macroEnabled.main"),
    "embedded.docx": make_docx(**{"word__embeddings__sheet1.dat": b"x"}),
    "template from elsewhere.docx": make_docx(relation="attachedTemplate"),
    "only an archive.docx": pack({"a.txt": b"a"}),
    "an ODT.docx": make_odt(),
    "archive within.docx": make_docx(**{"word__media__a.zip": b"PK\x03\x04"}),
    "macro.odt": make_odt(**{"Basic__Standard__Module1.xml": b"<a/>"}),
    "password.odt": make_odt("<encryption-data/>"),
    "a sheet.odt": make_odt(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "program.txt": b"MZ\x90\x00\x03",
    "page.html": b"<p>a</p>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "files.zip": pack({"a.txt": b"a"}),
    "no extension": b"abc",
    "empty.txt": b"",
    "text.png": b"abc",
    "long.txt": b"a" * (1024 * 1024 + 1),
}


@pytest.mark.parametrize("name", TAKEN)
def test_each_of_the_five_kinds_is_taken(name: str) -> None:
    content, kind = TAKEN[name]
    read, problems = read_document(name, content)
    assert problems == ()
    assert read is not None
    assert (read.name, read.kind) == (name, kind)


@pytest.mark.parametrize("name", REFUSED)
def test_what_acts_hides_or_pretends_is_refused_with_a_reason(name: str) -> None:
    read, problems = read_document(name, REFUSED[name])
    assert read is None
    assert problems


def test_a_picture_is_painted_anew_and_loses_what_the_camera_noted() -> None:
    content, _ = TAKEN["skan.jpg"]
    read, _ = read_document("skan.jpg", content)
    assert b"SEKRET" in content
    assert read is not None
    assert b"SEKRET" not in read.content


def test_a_text_is_kept_in_utf8_with_plain_line_ends() -> None:
    read, _ = read_document("notatka.txt", TAKEN["notatka.txt"][0])
    assert read is not None
    assert read.content.decode() == "Prowadziłam rozmowy.\nTrzy."


@given(st.text(max_size=300))
def test_a_name_is_one_plain_step_whatever_was_sent(sent: str) -> None:
    name = plain_name(sent)
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\"<>|:*?')
    assert name.isprintable()
    assert name not in (".", "..")


@given(st.sampled_from([".pdf", ".docx", ".odt", ".txt", ".png"]), st.binary(max_size=400))
def test_no_bytes_make_the_door_stumble(extension: str, content: bytes) -> None:
    read, problems = read_document(f"a{extension}", content)
    assert (read is None) == bool(problems)
