"""Packages: items by their manifest, with pictures, shared texts, tags, and tests as blueprints."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

from exam_server.core.assembly import Blueprint, Cell
from exam_server.formats.qti.package import read_qti
from tests.formats.qti.writing_xml import MATCH, choices, item_xml, response


def picture(format_: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), (200, 0, 0)).save(out, format_)
    return out.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def manifest(*resources: str) -> bytes:
    return f'<manifest xmlns="urn:cp"><resources>{"".join(resources)}</resources></manifest>'.encode()


def resource(path: str, *tags: str, type_: str = "imsqti_item_xmlv2p1") -> str:
    keywords = "".join(f"<keyword><string>{tag}</string></keyword>" for tag in tags)
    metadata = f"<metadata><lom><general>{keywords}</general></lom></metadata>" if tags else ""
    return f'<resource identifier="{path}" type="{type_}" href="{path}">{metadata}<file href="{path}"/></resource>'


def item(body: str = "<p>Tekst.</p>", identifier: str = "Q1") -> bytes:
    return item_xml(body + choices("A", "B", "C"), response("A")).replace(b'"Q1"', f'"{identifier}"'.encode())


def test_pictures_are_named_like_files_of_the_bank_and_each_is_taken_once() -> None:
    body = '<p><img src="../i/Mój%20plan.png" alt="plan"/> <img src="../i/Mój plan.png" alt="znów"/></p>'
    files = {"imsmanifest.xml": manifest(resource("q/1.xml")), "q/1.xml": item(body), "i/Mój plan.png": picture()}
    read = read_qti(packed(files), "p.zip")
    (brought,) = read.items
    assert brought.item is not None and (brought.outcome, brought.place) == ("taken", "p.zip/q/1.xml")
    assert brought.item.stem.startswith("![plan](media/moj-plan.png) ![znów](media/moj-plan.png)")
    assert list(read.pictures) == ["media/moj-plan.png"]


def test_a_picture_outside_the_package_or_of_another_kind_is_refused() -> None:
    for source in ("../../etc/passwd.png", "http://example.org/a.png", "missing.png", "drawing.svg"):
        files = {
            "imsmanifest.xml": manifest(resource("1.xml")),
            "1.xml": item(f'<p><img src="{source}" alt="x"/></p>'),
            "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        }
        (brought,) = read_qti(packed(files), "p.zip").items
        assert brought.outcome == "refused" and source[:10] in str(brought.refused[0])


def test_criteria_come_from_the_metadata_and_other_tags_are_named() -> None:
    files = {"imsmanifest.xml": manifest(resource("1.xml", "1A1", "2B3", "level=apply", "biologia")), "1.xml": item()}
    (brought,) = read_qti(packed(files), "p.zip").items
    assert brought.item is not None and (brought.item.criteria, brought.item.level) == (("1A1", "2B3"), "apply")
    assert ["biologia" in str(each) for each in brought.changes] == [True]


def test_a_shared_text_is_taken_once_and_hangs_on_its_items() -> None:
    include = '<include xmlns="http://www.w3.org/2001/XInclude" href="../shared/case.xml"/>'
    files = {
        "imsmanifest.xml": manifest(resource("q/1.xml"), resource("q/2.xml")),
        "q/1.xml": item(include),
        "q/2.xml": item(include, "Q2"),
        "shared/case.xml": b'<div xmlns="urn:x" label="Przypadek"><p>Ania <b>szuka</b> pracy.</p></div>',
    }
    read = read_qti(packed(files), "p.zip")
    (stimulus,) = read.stimuli
    assert (stimulus.title, stimulus.body) == ("Przypadek", "Ania **szuka** pracy.")
    assert [each.item and each.item.stimulus for each in read.items] == [stimulus.id, stimulus.id]
    assert read.items[0].item is not None and read.items[0].item.stem == "Które?"


def test_items_of_one_name_get_ids_of_their_own() -> None:
    files = {"imsmanifest.xml": manifest(resource("1.xml"), resource("2.xml")), "1.xml": item(), "2.xml": item()}
    read = read_qti(packed(files), "p.zip")
    assert [each.item and each.item.id for each in read.items] == ["q1", "q1-2"]


def test_what_the_manifest_lists_and_isnt_there_or_broken_is_refused_by_its_place() -> None:
    files = {
        "imsmanifest.xml": manifest(resource("1.xml"), resource("2.xml"), resource("3.xml")),
        "1.xml": item(),
        "2.xml": b"<a>",
    }
    read = read_qti(packed(files), "p.zip")
    assert [(each.place, each.outcome) for each in read.items] == [
        ("p.zip/1.xml", "taken"),
        ("p.zip/2.xml", "refused"),
        ("p.zip/3.xml", "refused"),
    ]
    assert [(each.place, each.line) for each in read.problems] == [("p.zip/2.xml", 1)]


def test_without_a_readable_manifest_all_files_are_looked_through() -> None:
    for files in ({"1.xml": item()}, {"imsmanifest.xml": b"<manifest>", "1.xml": item()}):
        read = read_qti(packed(files), "p.zip")
        assert [each.outcome for each in read.items] == ["taken"] and read.is_readable
        assert any("manifest" in str(each.message) for each in read.problems)


TEST = """<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="Próbny" title="Test próbny">
<testPart identifier="p" navigationMode="linear" submissionMode="individual"><timeLimits maxTime="1500"/>
<assessmentSection identifier="S1" title="Pierwsza" visible="true"><selection select="1"/>
<assessmentItemRef identifier="a" href="1.xml"/><assessmentItemRef identifier="b" href="2.xml"/></assessmentSection>
<assessmentSection identifier="S2" title="Druga" visible="true"><assessmentItemRef identifier="c" href="3.xml"/>
</assessmentSection></testPart></assessmentTest>"""


def packed_with_test(*third: str) -> bytes:
    resources = [resource("1.xml", "1A1"), resource("2.xml", "1A1", "1A2"), resource("3.xml", *third)]
    resources.append(resource("test.xml", type_="imsqti_test_xmlv2p1"))
    items = {f"{each}.xml": item(identifier=f"Q{each}") for each in (1, 2, 3)}
    return packed({"imsmanifest.xml": manifest(*resources), "test.xml": TEST.encode(), **items})


def test_sections_whose_items_share_a_criterion_become_the_cells_of_a_blueprint() -> None:
    read = read_qti(packed_with_test("2B1"), "p.zip")
    cells = (Cell("s1", criterion="1A1", minimum=1, maximum=1), Cell("s2", criterion="2B1", minimum=1, maximum=1))
    assert read.blueprints == (Blueprint("probny", "Test próbny", 25, 2, cells),)
    assert read.problems == ()


def test_a_section_whose_items_share_nothing_is_named_and_makes_no_blueprint() -> None:
    read = read_qti(packed_with_test(), "p.zip")
    assert read.blueprints == ()
    assert ["Druga" in str(each.message) for each in read.problems] == [True]


def test_a_plan_without_its_items_and_other_xml_are_said_to_hold_no_item() -> None:
    assert "package" in str(read_qti(TEST.encode(), "t.xml").problems[0].message)
    assert not read_qti(b"<html/>", "t.xml").is_readable
    assert not read_qti(packed({"a.txt": b"x"}), "t.zip").is_readable


def test_a_template_address_of_any_version_is_known() -> None:
    for address in ("http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct.xml", "urn:x:match_correct"):
        processing = MATCH.replace("http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct", address)
        (brought,) = read_qti(item_xml(choices("A", "B"), response("A"), processing), "q.xml").items
        assert brought.outcome == "taken"
