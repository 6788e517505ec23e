"""A tablet that goes from hand to hand: whose entries stay at a log-out, and whose log-in sends them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tablet_room import address, expect_saved, live, made, open_page, own_work, sheet, tile

from exam_server.store.tables import DeviceLogRow
from exam_server.web.access import SESSION_COOKIE
from exam_server.web.assets import release
from tests.encounters import MadeEncounter
from tests.making import OwnWork
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
__all__ = ["address", "live", "made", "open_page", "own_work", "sheet"]

WRITE_A_TAP = """async ([modules, encounter, account]) => {
  const [{ openStore }, { openRunLog }] = await Promise.all(modules.map((each) => import(each)));
  const log = await openRunLog(await openStore(), { encounter, account });
  await log.append("event", 1, { event: "start" });
}"""
GET_RID_OF_IT = """async ([modules, encounter, account]) => {
  const [{ openStore }, { openRunLog }] = await Promise.all(modules.map((each) => import(each)));
  const log = await openRunLog(await openStore(), { encounter, account });
  await log.hear({ acknowledged: log.made, digest: log.digestAt(log.made), joint: "linked" });
}"""
LOGS_KEPT = """async ([modules]) => {
  const [{ openStore }, { logsKept }] = await Promise.all(modules.map((each) => import(each)));
  const store = await openStore();
  const names = (await store.notesOf("")).map(([name]) => name);
  return [(await logsKept(store)).map((log) => [log.account, log.waiting]), names.join()];
}"""
FORK_AFTER_FORK = """async ([modules]) => {
  const [{ Store }, { openLog }, { Poster }] = await Promise.all(modules.map((each) => import(each)));
  const log = await openLog(new Store(), { encounter: "e", account: "a" });
  await log.append("tap", 1, {});
  const [heard, devices] = [[], new Set()];
  const put = async ({ device }) => {
    devices.add(device);
    return { status: 200, reply: { acknowledged: 0, digest: "0", joint: "forked" } };
  };
  const report = (trouble) => heard.push(trouble?.kind ?? "") === 4 && poster.stop();
  const poster = new Poster({ log, put, report, pause: async () => {} });
  await poster.send();
  return [heard, devices.size];
}"""


def modules(*names: str) -> list[str]:
    return [f"/assets/{release()}/js/tablet/{name}.js" for name in names]


def test_a_log_out_waits_for_an_own_card_and_leaves_what_waits_of_somebody_else(
    sheet: Page, made: MadeEncounter, address: str
) -> None:
    """A tablet goes from hand to hand: the prompter's taps outlive the assessor's log-out, and nothing else does."""
    tile(sheet, made, "yes_no")
    expect_saved(sheet)
    sheet.goto(f"{address}/assessor/")
    expect(sheet.locator("html")).to_have_attribute("data-ready", "true")
    asia, pola = str(made.accounts["asia"]), str(made.accounts["pola"])
    for account in (asia, pola):
        sheet.evaluate(WRITE_A_TAP, [modules("store", "log"), str(made.id), account])
    log_out = sheet.get_by_role("button", name="Wyloguj się")
    log_out.click()
    expect(sheet.locator("[data-unsent]")).to_be_focused()
    sheet.evaluate(GET_RID_OF_IT, [modules("store", "log"), str(made.id), asia])
    with sheet.expect_navigation():
        log_out.click()
    logs, names = sheet.evaluate(LOGS_KEPT, [modules("store", "log")])
    assert logs == [[pola, 1]] and asia not in names
    assert sheet.evaluate(FORK_AFTER_FORK, [modules("store", "log", "poster")]) == [["", "again", "again", "again"], 2]


def test_a_card_stands_still_while_somebody_else_is_logged_in_and_goes_on_after(
    open_page: Callable[[str, str], Page], made: MadeEncounter, visitors: Visitors, own_work: OwnWork, address: str
) -> None:
    page = open_page("robert", f"/roleplay/encounters/{made.id}/card")
    expect_saved(page)

    def log_in(login: str) -> None:
        cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
        assert cookie is not None
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])

    refusal = page.locator("[data-refusal]")
    expect(refusal).to_be_hidden()
    log_in("pola")
    expect(refusal).to_contain_text("Zaloguj się ponownie")
    page.locator("[data-kind=stop]").click()
    expect(page.locator("#sync-strip")).to_have_attribute("data-state", "waiting")
    expect(refusal).to_contain_text("Zaloguj się ponownie")
    log_in("robert")
    expect_saved(page)
    expect(refusal).to_be_hidden()
    expect(page.locator("[data-leaving]")).to_be_visible()
    own_work.drop()
    assert [log.account_id for log in own_work.session.query(DeviceLogRow)] == [made.accounts["robert"]]
