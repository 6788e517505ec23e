"""The administrator's guide lists what is really there: every setting with its default, every log event, every command."""

import re
from dataclasses import fields
from pathlib import Path

from click import Group

from exam_server.cli.main import main
from exam_server.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "administrator.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Their defaults are empty or made at the start, so that the guide says them in words.
MAIL = {"mail_host", "mail_user", "mail_password_file", "mail_from", "mail_reply_to"}
SIGN_ON = {"oidc_issuer", "oidc_client_id", "oidc_client_secret_file", "oidc_name", "oidc_second_factor"}
IN_WORDS = {"content", "database_url", "public_url", "secret", "tls", "trusted_proxies"} | MAIL | SIGN_ON
EVENT = re.compile(r"LOG\.\w+\(\s*\"([\w.]+)\"")


def rows(heading: str) -> dict[str, list[str]]:
    """The rows of the table below a heading, by their first cell."""
    section = GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:3] == "| `"
    ]
    return {first.strip("`"): others for first, *others in cells}


def test_every_setting_is_listed_with_its_default_and_its_meaning() -> None:
    listed = rows("Ustawienia")
    assert list(listed) == [field.name for field in fields(Settings)]
    for field in fields(Settings):
        default, meaning = listed[field.name]
        shown = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        assert meaning
        assert field.name in IN_WORDS or default == f"`{shown}`", field.name


def test_every_event_of_the_log_is_explained_and_no_other() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "exam_server").rglob("*.py")]
    assert rows("Dziennik zdarzeń serwera").keys() - {"event"} == {
        name for source in sources for name in EVENT.findall(source)
    }


def test_every_command_in_the_guides_is_there() -> None:
    named = re.findall(r"\.venv/bin/exam-server ([a-z-]+)(?: ([a-z]+))?", GUIDE)
    assert named
    for first, second in named:
        command = main.commands[first]
        assert not isinstance(command, Group) or not second or second in command.commands, (first, second)


def test_the_readme_lists_every_command_and_no_other() -> None:
    table = README.partition("\n## Commands\n")[2].partition("\n## ")[0]
    listed = {
        name.split(" [")[0] for name in re.findall(r"`([a-z-]+(?: [a-z]+)?)(?=[ `\[])", table) if name in _names()
    }
    assert listed == _names()


def _names() -> set[str]:
    groups = {name: command for name, command in main.commands.items() if isinstance(command, Group)}
    nested = {f"{name} {each}" for name, group in groups.items() for each in group.commands}
    return nested | (main.commands.keys() - groups.keys())
