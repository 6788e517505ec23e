"""Which public keys an installation had before: read from its folder, beside the secret."""

from pathlib import Path

from exam_server.core.former_keys import FormerKeys
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.former_keys import read_former

FILE = "former-keys.json"


def find_former(instance: Path) -> tuple[FormerKeys, ...]:
    """The oldest first; none where the secret was never exchanged. Raises Refused for a damaged file."""
    file = instance / FILE
    try:
        return read_former(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise Refused(
            text("Earlier signatures can't be checked."),
            text("The file {file} is damaged.", file=str(file)),
            text("Take it from a backup."),
        ) from error
