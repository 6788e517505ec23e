"""The register of certificates as XML by the schema docs/schemas/register-1.xsd, with its entries' checksum (L6)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, canonicalize, tostring

NAMESPACE = "urn:exam-server:certificate-register:1"
VERSION = "1"
# What XML 1.0 can't hold, whatever somebody typed.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Named(NamedTuple):
    """A holder; their data is erased after its time of keeping, and then an entry has none."""

    given_names: str
    family_name: str
    born_on: date


class Certified(NamedTuple):
    """What an entry says of its certificate."""

    number: str
    document: str
    qualification: str
    code: str
    prk_level: int | None
    validity: str
    body: str
    seat: str
    place: str
    issued_on: date
    signatory: str
    replaces: str


class Entry(NamedTuple):
    """An entry: `validated` and `recognised` as the register keeps them, by the names of their fields."""

    position: int
    kind: str
    on_day: date
    certificate: Certified
    holder: Named | None
    validator: str
    validated: Sequence[Mapping[str, object]]
    recognised: Sequence[Mapping[str, object]]
    reason: str
    record_hash: str


def write_register(body: str, seat: str, entries: Sequence[Entry], exported_at: datetime) -> tuple[bytes, str]:
    """The file and its checksum: SHA-256 over the canonical form (C14N 2.0) of the element `entries` (L6)."""
    root = Element(
        "register",
        {
            "xmlns": NAMESPACE,
            "version": VERSION,
            "body": _clean(body),
            "seat": _clean(seat),
            "exported-at": exported_at.isoformat(timespec="seconds"),
            "count": str(len(entries)),
        },
    )
    held = SubElement(root, "entries")
    for each in entries:
        held.append(_entry(each))
    # On its own the element has to name the namespace that it inherits in the file.
    held.set("xmlns", NAMESPACE)
    checksum = hashlib.sha256(canonicalize(tostring(held, encoding="unicode")).encode()).hexdigest()
    del held.attrib["xmlns"]
    root.set("checksum", checksum)
    return tostring(root, encoding="utf-8", xml_declaration=True), checksum


def _entry(each: Entry) -> Element:
    found = Element("entry", {"position": str(each.position), "kind": each.kind, "on": each.on_day.isoformat()})
    found.append(_certificate(each.certificate))
    _add(found, "qualification", each.certificate.qualification, **_qualified(each.certificate))
    if each.holder is not None:
        holder = _add(found, "holder", "")
        _add(holder, "given-names", each.holder.given_names)
        _add(holder, "family-name", each.holder.family_name)
        _add(holder, "born-on", each.holder.born_on.isoformat())
    awarding = f"{each.certificate.body}, {each.certificate.seat}"
    _add(found, "bodies", "", awarding=awarding, validating=each.validator)
    for stage in each.validated:
        _add(found, "validation", "", **_named(stage))
    for one in each.recognised:
        criteria = one["criteria"]
        codes = " ".join(map(str, criteria)) if isinstance(criteria, list) else ""
        _add(found, "recognised", "", **_named({**one, "criteria": codes}))
    if each.reason:
        _add(found, "reason", each.reason)
    _add(found, "record", each.record_hash)
    return found


def _certificate(each: Certified) -> Element:
    words = {
        "number": each.number,
        "document": each.document,
        "issued-on": each.issued_on.isoformat(),
        "place": each.place,
        "signatory": each.signatory,
        "validity": each.validity,
        "replaces": each.replaces,
    }
    return Element("certificate", {name: _clean(value) for name, value in words.items() if value})


def _qualified(each: Certified) -> dict[str, str]:
    level = {} if each.prk_level is None else {"prk-level": str(each.prk_level)}
    return {"code": each.code, **level}


def _named(given: Mapping[str, object]) -> dict[str, str]:
    return {name.replace("_", "-"): str(value) for name, value in given.items() if value is not None}


def _add(parent: Element, name: str, words: str, **attributes: str) -> Element:
    made = SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    made.text = _clean(words) or None
    return made


def _clean(words: str) -> str:
    return _UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", words)
