"""Which acts ask for a fresh proof: this list is what the app declares; a new grave act is added here with thought."""

from collections.abc import Callable

import pytest
from flask import Flask

from exam_server.web.step_up import DECLARED, GRAVE_VERBS, does_ask, does_ask_fully

ASK = {
    "account.add_passkey",
    "account.ask_factor_reset",
    "account.begin_app",
    "account.begin_passkey",
    "account.bind_sign_on",
    "account.change_contact",
    "account.change_password",
    "account.change_roles",
    "account.close_account",
    "account.confirm_app",
    "account.confirm_factor_reset",
    "account.download_own_data",
    "account.remove_app",
    "account.remove_passkey",
    "account.end_other_sessions",
    "account.end_session",
    "account.log_out_everywhere",
    "account.renew_link",
    "account.renew_recovery_codes",
    "author.confirm_ruling",
    "author.propose_ruling",
    "commission.ask_to_take_back",
    "commission.confirm_one_ruling",
    "commission.confirm_taking_back",
    "office.admit_one_appeal",
    "office.confirm_binding_source",
    "office.export_certificate_register",
    "office.issue_certificate",
    "office.prepare_certificate_act",
    "office.change_body",
    "office.close_internal_evaluation",
    "office.confirm_erasure",
    "office.export_person",
    "office.propose_erasure",
    "office.propose_person_erasure",
    "office.record_policy",
    "office.refuse_one_appeal",
    "office.release",
    "office.release_one_stage",
    "office.tell_one_ruling",
    "office.send_quarterly_report",
    "office.set_auditor_term",
}

FULLY = {
    "account.add_passkey",
    "account.begin_app",
    "account.begin_passkey",
    "account.bind_sign_on",
    "account.change_contact",
    "account.change_password",
    "account.confirm_app",
    "account.confirm_factor_reset",
    "account.remove_app",
    "account.remove_passkey",
    "account.renew_link",
    "account.renew_recovery_codes",
}
"""What decides who gets into an account: with both factors of one that has two."""


@pytest.fixture
def app(make_app: Callable[[str], Flask], sqlite_url: str) -> Flask:
    return make_app(sqlite_url)


def test_the_acts_that_ask_are_the_listed_ones(app: Flask) -> None:
    assert {name for name in app.view_functions if does_ask(app, name)} == ASK


def test_the_acts_that_ask_for_both_factors_are_the_listed_ones(app: Flask) -> None:
    assert {name for name in app.view_functions if does_ask_fully(app, name)} == FULLY


def test_every_act_with_a_grave_name_asks_or_says_why_not(app: Flask) -> None:
    grave = {name for name in app.view_functions if name.rpartition(".")[2].partition("_")[0] in GRAVE_VERBS}
    assert grave
    declared = {name: getattr(app.view_functions[name], DECLARED, "") for name in grave}
    assert [name for name, said in declared.items() if said is not True and len(str(said)) < 10] == []


def test_an_act_that_asks_changes_something(app: Flask) -> None:
    methods = {rule.endpoint: rule.methods or set() for rule in app.url_map.iter_rules()}
    assert all("POST" in methods[name] for name in ASK)
