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
    assert [str(each.message) for each in read.problems] == [
        "The section “Pierwsza” has its items in a fixed order; a form draws it.",
        "A form draws from all items that a cell asks for, not only from its section's.",
    ]


def test_a_section_whose_items_share_nothing_is_named_and_its_items_count_in_the_total_alone() -> None:
    read = read_qti(packed_with_test(), "p.zip")
    (blueprint,) = read.blueprints
    assert blueprint.total == 2 and [cell.criterion for cell in blueprint.cells] == ["1A1"]
    assert any("Druga" in str(each.message) and "makes no cell" in str(each.message) for each in read.problems)


def section(id: str, *items: int, inside: str = "") -> str:
    refs = "".join(f'<assessmentItemRef identifier="{id}{n}" href="{n}.xml"/>' for n in items)
    return f'<assessmentSection identifier="{id}" title="{id}" visible="true">{inside}{refs}</assessmentSection>'


def read_sections(*sections: str, limits: str = "") -> tuple[tuple[Blueprint, ...], str]:
    codes = {1: "1A1", 2: "1A1", 3: "1A2", 4: "1B1"}
    resources = [
        *(resource(f"{n}.xml", code) for n, code in codes.items()),
        resource("t.xml", type_="imsqti_test_xmlv2p1"),
    ]
    head = TEST.partition("<testPart")[0]
    test = f'{head}{limits}<testPart identifier="p">{"".join(sections)}</testPart></assessmentTest>'
    items = {f"{n}.xml": item(identifier=f"Q{n}") for n in codes}
    read = read_qti(packed({"imsmanifest.xml": manifest(*resources), "t.xml": test.encode(), **items}), "p.zip")
    return read.blueprints, " ".join(str(each.message) for each in read.problems)


def test_sections_that_ask_for_the_same_make_one_cell_and_a_broader_one_counts_the_narrower() -> None:
    (blueprint,), _ = read_sections(section("A", 1), section("B", 2), section("C", 1, 3), section("D", 1, 4))
    assert [(cell.criterion or cell.outcome or cell.set, cell.minimum, cell.maximum) for cell in blueprint.cells] == [
        ("1A1", 2, 2),
        ("1A", 4, 4),
        (1, 6, 6),
    ]
    assert blueprint.total == 6


def test_the_time_is_the_whole_tests_and_a_sections_own_limit_is_named() -> None:
    own = section("A", 1, inside='<timeLimits maxTime="60"/>')
    (blueprint,), said = read_sections(own, limits='<timeLimits maxTime="600"/>')
    assert blueprint.minutes == 10 and "“A” has a time limit of its own" in said
    (blueprint,), _ = read_sections(section("A", 1, 2))
    assert blueprint.minutes == 2, "without a limit it's what the items take"


def test_everything_that_a_blueprint_cannot_say_is_named() -> None:
    chosen = section("B", 1, inside='<selection select="1" withReplacement="true"/>').replace(
        'href="1.xml"', 'href="1.xml" required="true"'
    )
    whole = section("A", inside='<selection select="1"/>' + chosen + section("C", 3))
    missing = section("D", 1).replace("1.xml", "9.xml")
    logic = '<preCondition><baseValue baseType="boolean">true</baseValue></preCondition>'
    _, said = read_sections(whole, missing, section("E", 2, inside=logic))
    for words in ("“A” chooses among sections", "may give an item twice", "requires certain items", "preCondition"):
        assert words in said
    assert "“D”: items that aren't taken: 1" in said


def test_a_shuffled_section_is_what_a_form_does_anyway() -> None:
    _, said = read_sections(section("A", 1, 2, inside='<ordering shuffle="true"/>'))
    assert "fixed order" not in said


def test_a_plan_without_its_items_and_other_xml_are_said_to_hold_no_item() -> None:
    assert "package" in str(read_qti(TEST.encode(), "t.xml").problems[0].message)
    assert not read_qti(b"<html/>", "t.xml").is_readable
    assert not read_qti(packed({"a.txt": b"x"}), "t.zip").is_readable


def test_a_template_address_of_any_version_is_known() -> None:
    for address in ("http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct.xml", "urn:x:match_correct"):
        processing = MATCH.replace("http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct", address)
        (brought,) = read_qti(item_xml(choices("A", "B"), response("A"), processing), "q.xml").items
        assert brought.outcome == "taken"
