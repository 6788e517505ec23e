"""What is done before the first exam: content loaded, the register form adopted, its plan mended, its source compared."""

from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Page, expect

from exam_server.cli.main import main
from exam_server.services.qualification import list_editions
from tests.formats.register_form_layouts import labelled_markdown
from tests.journeys.case_steps import expect_refused
from tests.journeys.case_world import World
from tests.shipped import CODE, ROOT, shipped_qualification

REAL_FORM = ROOT.parent / "shared" / "register" / "bilansowanie-kompetencji.md"
PARTS = "wita klienta\npyta go, po co przyszedł"


def load_content(world: World) -> None:
    """The shipped bank and scenarios, as an administrator loads them; no qualification comes with them."""
    instance = world.app.extensions["exam_house"].settings.instance
    environment = {"EXAM_INSTANCE": str(instance), "EXAM_CONTENT": str(ROOT)}
    for words in (["bank", "load", str(ROOT / "question_bank")], ["scenario", "load", str(ROOT / "scenarios")]):
        done = CliRunner().invoke(main, words, env=environment, catch_exceptions=False)
        assert done.exit_code == 0, done.output


def find_form(folder: Path) -> Path:
    """The real register form; where it isn't at hand, the shipped qualification as a register prints it."""
    if REAL_FORM.is_file():
        return REAL_FORM
    written = folder / REAL_FORM.name
    written.write_text(labelled_markdown(shipped_qualification()), encoding="utf-8")
    return written


def adopt_form(world: World, form: Path) -> Page:
    """Read, compared, adopted; gives the author's browser at the plan that was proposed."""
    page = world.go("adam", "/author/qualification")
    expect(page.locator("main")).to_contain_text("Nie ma jeszcze kwalifikacji")
    page.get_by_label("Plik formularza").set_input_files(form)
    page.get_by_role("button", name="Odczytaj formularz").click()
    for words in ("Prowadzenie procesu bilansowania kompetencji", "55", "11"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.get_by_label("Nazwa w adresach i plikach")).to_have_value(CODE)
    page.get_by_role("button", name="Przyjmij to, co odczytano").click()
    expect(page.locator("main")).to_contain_text("Przyjęto formularz")
    with world.work() as work:
        [edition] = list_editions(work)
        world.edition_id = edition.id
    return page


def ask_too_much(world: World, page: Page) -> None:
    """More right items than are asked would turn every shortfall of a test into one that nothing mends (P9)."""
    needed = page.locator("input[name='1A1-needed']")
    before = needed.input_value()
    needed.fill("99")
    save_plan(page)
    expect_refused(world, page, "P9")
    needed.fill(before)


def block_plan(page: Page) -> None:
    """Criterion 1A1 without any method: the plan can be saved, but not used (S1)."""
    for method in page.locator("input[name='1A1-methods']").all():
        method.uncheck()
    save_plan(page)
    expect(page.locator("#plan-summary")).to_contain_text("1A1")


def mend_plan(page: Page) -> None:
    """1A1 gets its methods back, 2A1 two parts that are shown one by one (S12), and 3C3 may be shown by evidence, too."""
    row = page.get_by_role("group", name="Metody dla kryterium 1A1")
    for method in ("theory_test", "conversation_with_simulation"):
        row.locator(f"input[name='1A1-methods'][value={method}]").check()
    row.locator("input[name='1A1-main'][value=theory_test]").check()
    page.locator("input[name='3C3-methods'][value=evidence_analysis]").check()
    page.locator("#row-2A1 summary").click()
    page.locator("#row-2A1").get_by_label("Części, każda w osobnym wierszu").fill(PARTS)
    save_plan(page)
    expect(page.locator("#plan-summary")).to_contain_text("planu można użyć")


def save_plan(page: Page) -> None:
    page.get_by_role("button", name="Zapisz plan").first.click()
    expect(page.locator(".message-saved").first).to_be_visible()


def confirm_source(world: World) -> None:
    """The office compares the edition with the announcement, which wins (L23)."""
    page = world.go("olga", "/office/certificates/sources")
    expect(page.locator("main")).to_contain_text("niepotwierdzone")
    page.get_by_text("Potwierdź źródło").click()
    page.get_by_label("Tytuł obwieszczenia").fill("Obwieszczenie o włączeniu kwalifikacji")
    page.get_by_label("Numer, miejsce ogłoszenia").fill("M.P. 2019 poz. 1201")
    page.get_by_label("Dzień ogłoszenia").fill("2019-12-20")
    page.get_by_role("button", name="Potwierdzam: wydanie mówi to samo co obwieszczenie").click()
    expect(page.locator("main")).to_contain_text("Źródło potwierdzono")
