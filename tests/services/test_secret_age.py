"""The administrator is reminded of a secret that has been in use for more than two years."""

from datetime import timedelta

import pytest
from flask import Flask

from exam_server.core.secret_age import SECRET_LASTS
from exam_server.services.secret_age import EXCHANGED, find_too_old
from exam_server.store.tables import AuditEventRow, OrganisationRow
from tests.making import OwnWork, open_own_work
from tests.visiting import Visitors

DAY = timedelta(days=1)


def set_up_ago(work: OwnWork, ago: timedelta) -> None:
    work.record()
    work.session.get_one(OrganisationRow, work.organisation_id).created_at = work.now - ago
    work.commit()


@pytest.mark.parametrize(("ago", "is_due"), [(SECRET_LASTS - DAY, False), (SECRET_LASTS + DAY, True)])
def test_a_secret_is_used_for_two_years_from_the_setup(work: OwnWork, ago: timedelta, is_due: bool) -> None:
    set_up_ago(work, ago)
    assert (find_too_old(work) is not None) == is_due


def test_from_an_exchange_on_the_time_runs_anew(work: OwnWork) -> None:
    set_up_ago(work, 3 * SECRET_LASTS)
    work.record()
    work.note(EXCHANGED)
    work.commit()
    assert find_too_old(work) is None
    work.record()
    for event in work.session.query(AuditEventRow).filter_by(tag=EXCHANGED):
        event.at = work.now - SECRET_LASTS - DAY
    work.commit()
    assert find_too_old(work) is not None


def test_the_administrators_page_says_so(app: Flask, visitors: Visitors) -> None:
    administrator = visitors.as_role("administrator")
    assert "Sekret instalacji" not in administrator.get("/account/").get_data(as_text=True)
    with open_own_work(app.extensions["exam_house"].database) as work:
        set_up_ago(work, SECRET_LASTS + DAY)
    assert "Sekret instalacji działa od" in administrator.get("/account/").get_data(as_text=True)
