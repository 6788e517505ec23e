"""A package of items for other systems: written, and read back to see what comes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exam_server.core.assembly import Blueprint, in_pool
from exam_server.core.bank import Item, Stimulus
from exam_server.core.exchange import Import, Outgoing, Written
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.item_tags import tags_of
from exam_server.formats.qti.item import SCORING_TAG
from exam_server.formats.qti.making import element, flow, written
from exam_server.formats.qti.names import Version
from exam_server.formats.qti.package import MANIFEST, read_qti
from exam_server.formats.qti.write_item import item_element
from exam_server.formats.qti.write_test import blueprint_element, list_unsaid
from exam_server.formats.xml_door import Xml

NAMESPACES = {
    "2.1": {"xmlns": "http://www.imsglobal.org/xsd/imsqti_v2p1"},
    "3.0": {"xmlns": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"},
}
PACKAGES = {
    "2.1": ("http://www.imsglobal.org/xsd/imscp_v1p1", "http://ltsc.ieee.org/xsd/LOM", "QTIv2.1 Package", "1.0.0"),
    "3.0": (
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "http://ltsc.ieee.org/xsd/LOM",
        "QTI Package",
        "3.0.0",
    ),
}
TYPES = {"2.1": "v2p1", "3.0": "v3p0"}
INCLUDE = "http://www.w3.org/2001/XInclude"
Drawn = Mapping[Blueprint, list[Item]]
"""Blueprints, each with the items of the package that it draws from."""
SAME_DAY = (1980, 1, 1, 0, 0, 0)
"""So that the same items always make the same bytes."""


def write_qti(bank: Outgoing, version: Version = "3.0") -> Written:
    """A QTI package (2.1 or 3.0), blueprints as tests. What reads back otherwise is named, the rest left out."""
    files: dict[str, bytes] = {}
    left_out: dict[str, tuple[Text, ...]] = {}
    stimuli = {each.id: each for each in bank.stimuli}
    kept: list[Item] = []
    for item in bank.items:
        try:
            files[_item_path(item)] = _item_file(item, version, stimuli)
            kept.append(item)
        except Refused as refusal:
            left_out[item.id] = (refusal.why,)
    used = [each for each in bank.stimuli if each.id in {item.stimulus for item in kept}]
    for stimulus in used:
        files[_stimulus_path(stimulus)] = _stimulus_file(stimulus, version)
    drawn = {each: [item for item in kept if in_pool(each, item)] for each in bank.blueprints}
    for blueprint, items in drawn.items():
        files[_test_path(blueprint)] = written(blueprint_element(blueprint, items), version, NAMESPACES[version])
    files |= {path: content for path, content in bank.pictures.items()}
    manifest = written(_manifest(kept, used, drawn, files, version), "2.1", {"xmlns": PACKAGES[version][0]})
    content = _packed({MANIFEST: manifest, **files})
    back = read_qti(content, "")
    return Written(content, dict(_losses(kept, back)), left_out, dict(_unsaid(drawn, back)))


def write_qti21(bank: Outgoing) -> Written:
    """A package of QTI 2.1, for systems that don't read 3.0 yet."""
    return write_qti(bank, "2.1")


def _item_path(item: Item) -> str:
    return f"items/{item.id}.xml"


def _stimulus_path(stimulus: Stimulus) -> str:
    return f"stimuli/{stimulus.id}.xml"


def _test_path(blueprint: Blueprint) -> str:
    return f"tests/{blueprint.id}.xml"


def _item_file(item: Item, version: Version, stimuli: dict[str, Stimulus]) -> bytes:
    stimulus = stimuli.get(item.stimulus)
    shared = None if stimulus is None else _shared(stimulus, version)
    return written(item_element(item, version, shared), version, NAMESPACES[version])


def _shared(stimulus: Stimulus, version: Version) -> Xml:
    href = f"../{_stimulus_path(stimulus)}"
    if version == "3.0":
        return element("assessmentStimulusRef", {"identifier": stimulus.id, "href": href, "title": stimulus.title})
    return element("include", {"xmlns": INCLUDE, "href": href})


def _stimulus_file(stimulus: Stimulus, version: Version) -> bytes:
    content = flow(stimulus.body, version)
    if version == "3.0":
        names = {"identifier": stimulus.id, "title": stimulus.title}
        root = element("assessmentStimulus", names, element("stimulusBody", {}, *content))
    else:
        root = element("div", {"id": stimulus.id, "label": stimulus.title}, *content)
    return written(root, version, NAMESPACES[version])


def _manifest(
    items: list[Item], stimuli: list[Stimulus], tests: Drawn, files: dict[str, bytes], version: Version
) -> Xml:
    _, lom, schema, number = PACKAGES[version]
    resources = [_item_resource(item, files, version, lom) for item in items]
    for each in stimuli if version == "3.0" else ():
        type_ = f"imsqti_stimulus_xml{TYPES[version]}"
        resources.append(_resource(f"STIMULUS-{each.id}", type_, _stimulus_path(each), []))
    resources += [_test_resource(blueprint, drawn, version) for blueprint, drawn in tests.items()]
    return element(
        "manifest",
        {"identifier": "PACKAGE"},
        element("metadata", {}, element("schema", {}, schema), element("schemaversion", {}, number)),
        element("organizations"),
        element("resources", {}, *resources),
    )


def _test_resource(blueprint: Blueprint, items: list[Item], version: Version) -> Xml:
    path = _test_path(blueprint)
    needed = [element("dependency", {"identifierref": f"ITEM-{item.id}"}) for item in items]
    about = {"identifier": f"TEST-{blueprint.id}", "type": f"imsqti_test_xml{TYPES[version]}", "href": path}
    return element("resource", about, element("file", {"href": path}), *needed)


def _item_resource(item: Item, files: dict[str, bytes], version: Version, lom: str) -> Xml:
    path = _item_path(item)
    more = [f"stimuli/{item.stimulus}.xml"] if item.stimulus and f"stimuli/{item.stimulus}.xml" in files else []
    held = b"".join(files[each] for each in (path, *more))
    more += [each for each in files if each.startswith("media/") and f'../{each}"'.encode() in held]
    tags = [tag for tag in tags_of(item) if not tag.startswith(SCORING_TAG)]
    keywords = [element("keyword", {}, element("string", {"language": "x-none"}, tag)) for tag in tags]
    metadata = [element("metadata", {}, element("lom", {"xmlns": lom}, element("general", {}, *keywords)))]
    name, type_ = f"ITEM-{item.id}", f"imsqti_item_xml{TYPES[version]}"
    return _resource(name, type_, path, more, metadata if tags else [])


def _resource(id: str, type_: str, path: str, more: list[str], metadata: list[Xml] | None = None) -> Xml:
    held = [element("file", {"href": each}) for each in (path, *more)]
    return element("resource", {"identifier": id, "type": type_, "href": path}, *(metadata or []), *held)


def _packed(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files.items():
            info = ZipInfo(name, SAME_DAY)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _unsaid(tests: Drawn, read: Import) -> Iterator[tuple[str, tuple[Text, ...]]]:
    back = {each.id: each for each in read.blueprints}
    for blueprint, items in tests.items():
        if unsaid := list_unsaid(blueprint, back.get(blueprint.id), items):
            yield blueprint.id, unsaid


def _losses(items: list[Item], read: Import) -> Iterator[tuple[str, tuple[Text, ...]]]:
    """What differs after reading the package: other systems see what we see."""
    back = {each.id: each for each in read.items}
    for item in items:
        brought = back.get(item.id)
        lost = list(_lost(item, None if brought is None else brought.item))
        if brought is not None and brought.refused:
            lost += brought.refused
        if lost:
            yield item.id, tuple(lost)


def _lost(item: Item, back: Item | None) -> Iterator[Text]:
    if back is None:
        yield text("QTI can't say how it is scored; others will mark it otherwise.")
        return
    if back.scoring != item.scoring:
        yield text("Its scoring reads otherwise in QTI.")
    same = replace(back, scoring=item.scoring, status=item.status)
    if same != item:
        yield text("Its texts or parts are written otherwise in QTI.")
