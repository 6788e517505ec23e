"""What the lock files promise to older versions of pip."""

import re
from importlib.metadata import distributions
from pathlib import Path

LOCK = Path("requirements/test.lock")


def test_a_package_wanted_with_an_extra_is_locked_with_it() -> None:
    """pip before 23.3 takes `name[extra]` for another package than the pinned `name`, and refuses it unhashed."""
    pinned = dict(re.findall(r"^([a-z0-9-]+)(?:\[([a-z0-9,-]+)\])?==", LOCK.read_text(), re.MULTILINE))
    wanted = [
        found.groups()
        for each in distributions()
        for requirement in each.requires or ()
        if "extra ==" not in requirement and (found := re.match(r"([A-Za-z0-9-]+)\[([a-z0-9,-]+)\]", requirement))
    ]
    assert wanted, "pytest-cov wants coverage with an extra"
    assert [(name, extra) for name, extra in wanted if name in pinned and extra not in pinned[name].split(",")] == []
