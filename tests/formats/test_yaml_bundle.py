"""A zipped bank in our own files: everything is in it, and comes back."""

import io
import zipfile
from dataclasses import replace

from hypothesis import assume, given, settings

from exam_server.core.bank import Stimulus
from exam_server.core.exchange import Outgoing
from exam_server.formats.yaml_bundle import read_yaml, write_bundle
from tests.drawing import draw
from tests.exchanged import items
from tests.kinds import EVERY_KIND


@given(items())
@settings(max_examples=40, deadline=None)
def test_every_item_comes_back_as_it_was(exported):
    # Texts that look like HTML are refused on the way in, whatever brings them.
    assume("<" not in repr(exported))
    read = read_yaml(write_bundle(Outgoing(exported)).content, "f.zip")
    assert [brought.refused for brought in read.items] == [()] * len(exported)
    assert sorted((brought.item for brought in read.items), key=lambda item: item.id) == list(exported)


def test_shared_cases_and_pictures_come_along():
    item = replace(EVERY_KIND["single_choice"].item, stem="![kot](media/kot.png)", stimulus="sklep")
    bank = Outgoing((item,), (Stimulus("sklep", "Sklep", "W sklepie\n\njest herbata."),), {"media/kot.png": draw()})
    written = write_bundle(bank)
    read = read_yaml(written.content, "f.zip")
    assert (tuple(each.item for each in read.items), read.stimuli, dict(read.pictures)) == (
        bank.items,
        bank.stimuli,
        bank.pictures,
    )
    assert write_bundle(bank).content == written.content, "the same bank gives the same bytes"


def test_a_broken_item_is_refused_beside_the_sound_ones():
    content = io.BytesIO(write_bundle(Outgoing((EVERY_KIND["numeric"].item,))).content)
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("items/1A/zly.yaml", "id: [")
    read = read_yaml(content.getvalue(), "f.zip")
    assert sorted((brought.id, brought.outcome) for brought in read.items) == [
        ("hb-1a1-numeric", "taken"),
        ("zly", "refused"),
    ]


def test_an_archive_without_items_cannot_be_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.yaml", "a: b")
    assert not read_yaml(out.getvalue(), "f.zip").is_readable
