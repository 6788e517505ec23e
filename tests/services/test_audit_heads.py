"""A day's head is signed once; with it a rewritten or shortened chain is found, here and in a bundle elsewhere."""

import gzip
from collections.abc import Iterator
from functools import partial
from io import BytesIO

import pytest
from sqlalchemy import delete, select

from exam_server.core.audit import GENESIS, link_hash
from exam_server.core.audit_heads import SignedHead, head_statement
from exam_server.core.problems import Refused
from exam_server.formats.ed25519 import is_signed, public_key, sign
from exam_server.services.audit import seal_events
from exam_server.services.audit_chain import verify_bundle, verify_chains, write_own_bundle
from exam_server.services.audit_heads import find_newest_head, keep_head, list_due_heads, sign_head
from exam_server.services.signing_apart import sign_apart
from exam_server.store import audit as store
from exam_server.store.tables import AuditEventRow, AuditHeadRow, AuditSealRow
from tests.making import KEYS, OwnWork, make_cast

SEED = KEYS.audit_head_seed()


def genuine(organisation_id: str, head: SignedHead) -> bool:
    return head.key == public_key(SEED) and is_signed(head.key, head.signature, head_statement(organisation_id, head))


def sign_here(statement: bytes) -> tuple[str, str]:
    return public_key(SEED), sign(SEED, statement)


def sign_what_is_due(work: OwnWork) -> int:
    due = list_due_heads(work)
    for organisation_id, head in due:
        keep_head(work, organisation_id, sign_head(organisation_id, head, sign_here))
    work.commit()
    return len(due)


@pytest.fixture
def signed(work: OwnWork) -> Iterator[OwnWork]:
    """A chain of a few events with today's head."""
    make_cast(work)
    seal_events(work)
    work.commit()
    assert sign_what_is_due(work) == 1
    yield work


def harm(work: OwnWork) -> list[str]:
    work.session.expire_all()
    found = [each.harm for report in verify_chains(work, genuine) for each in report.harm]
    work.drop()
    return found


def bundle(work: OwnWork) -> bytes:
    """As it's packed."""
    file = BytesIO()
    write_own_bundle(work, file)
    work.drop()
    return file.getvalue()


def reckon_anew(work: OwnWork) -> None:
    """What a clever intruder does: change an event, and every link after it."""
    work.record()
    seals = list(work.session.scalars(select(AuditSealRow).order_by(AuditSealRow.position)))
    work.session.get_one(AuditEventRow, seals[1].event_id).tag = "person.nothing.done"
    previous = GENESIS
    for seal in seals:
        content = store.content_of(work.session.get_one(AuditEventRow, seal.event_id))
        seal.previous_hash, seal.hash = previous, link_hash(previous, content)
        previous = seal.hash
    work.commit()


def test_a_head_is_signed_once_a_day_and_leaves_an_event(signed: OwnWork) -> None:
    head = find_newest_head(signed)
    assert head is not None and genuine(str(signed.organisation_id), head)
    seal_events(signed)
    signed.commit()
    assert sign_what_is_due(signed) == 0, "the chain has grown, but it's the same day"
    assert harm(signed) == []


def test_a_process_apart_signs_like_this_one() -> None:
    assert sign_apart(SEED, b"what was said") == sign_here(b"what was said")


def test_a_chain_reckoned_anew_is_found_by_its_signed_head(signed: OwnWork) -> None:
    reckon_anew(signed)
    assert harm(signed) == ["rewritten"]


def test_a_chain_that_was_cut_off_is_found(signed: OwnWork) -> None:
    signed.record()
    last = signed.session.scalars(select(AuditSealRow).order_by(AuditSealRow.position.desc())).first()
    assert last is not None
    signed.session.execute(delete(AuditSealRow).where(AuditSealRow.position == last.position))
    signed.commit()
    assert harm(signed) == ["cut_off"]


def test_a_head_that_somebody_else_signed_is_found(signed: OwnWork) -> None:
    signed.record()
    row = signed.session.scalars(select(AuditHeadRow)).one()
    head = SignedHead(row.day, row.position, row.hash)
    row.key, row.signature = public_key(b"x" * 32), sign(b"x" * 32, head_statement(str(row.organisation_id), head))
    signed.commit()
    assert harm(signed) == ["forged_head"]


def test_a_bundle_is_verified_without_the_database(signed: OwnWork) -> None:
    about, report = verify_bundle(BytesIO(bundle(signed)), genuine)
    assert report.harm == () and report.length > 2 and report.heads == 1
    assert about.organisation_id == str(signed.organisation_id) and about.body


def test_a_bundle_made_of_a_rewritten_database_is_found_by_a_head_on_paper(signed: OwnWork) -> None:
    head = find_newest_head(signed)
    assert head is not None
    reckon_anew(signed)
    signed.record()
    signed.session.execute(delete(AuditHeadRow))
    signed.commit()
    rewritten = partial(BytesIO, bundle(signed))
    assert verify_bundle(rewritten(), genuine)[1].harm == (), "nothing contradicts it any more"
    (found,) = verify_bundle(rewritten(), genuine, [(head.position, head.hash.upper())])[1].harm
    assert (found.harm, found.until) == ("rewritten", head.position)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"links":', b'"lines":'), (b'"hash"', b'"hush"'), (b'{"at":2', b'[{"at":2'), (b'"heads":1', b'"heads":"x"')],
)
def test_a_bundle_whose_lines_were_spoilt_is_refused_with_the_line(signed: OwnWork, old: bytes, new: bytes) -> None:
    spoilt = gzip.compress(gzip.decompress(bundle(signed)).replace(old, new, 1))
    with pytest.raises(Refused, match="Line [0-9]+"):
        verify_bundle(BytesIO(spoilt), genuine)


def test_a_bundle_that_was_cut_anywhere_is_refused(signed: OwnWork) -> None:
    whole = bundle(signed)
    lines = gzip.decompress(whole).splitlines(keepends=True)
    for part in (*(gzip.compress(b"".join(lines[:count])) for count in range(len(lines))), whole[:-30], b""):
        with pytest.raises(Refused):
            verify_bundle(BytesIO(part), genuine)


def test_what_is_no_bundle_is_refused() -> None:
    for content in (
        b'{"format": "something"}\n',
        b'{"format":"exam-server audit bundle","version":9}\n',
        b"\xff\xfe\n",
    ):
        for given in (content, gzip.compress(content)):
            with pytest.raises(Refused):
                verify_bundle(BytesIO(given), genuine)


def test_a_bundle_holds_no_names(signed: OwnWork) -> None:
    written = gzip.decompress(bundle(signed)).decode()
    assert "Daria" not in written and "@" not in written
