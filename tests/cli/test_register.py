"""`exam-server register export`: the file, its checksum beside it, and what it refuses."""

import hashlib
from pathlib import Path

from click.testing import CliRunner
from lxml import etree

from exam_server.cli.main import main
from tests.begun import Begun


def test_the_register_is_written_with_its_checksum_and_never_over_a_file(set_up: Begun, tmp_path: Path) -> None:
    instance = set_up.copy_to(tmp_path / "instance")
    file = tmp_path / "rejestr.xml"
    environment = {"EXAM_INSTANCE": str(instance)}
    done = CliRunner().invoke(main, ["register", "export", str(file)], env=environment, catch_exceptions=False)
    assert done.exit_code == 0 and str(etree.parse(file).getroot().get("checksum")) in done.output
    sums = (tmp_path / "rejestr.xml.sha256").read_text().split()
    assert sums == [hashlib.sha256(file.read_bytes()).hexdigest(), "rejestr.xml"]
    assert file.stat().st_mode & 0o077 == 0, "it names people"
    again = CliRunner().invoke(main, ["register", "export", str(file)], env=environment)
    assert again.exit_code == 1 and "rejestr.xml" in again.output
