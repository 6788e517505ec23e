"""The program of the process that reads foreign files: a file on its standard input, what it holds on its output.

Each task has caps of its own: a picture takes room for its pixels several times over.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

MIB = 1024 * 1024
OUT_OF_MEMORY = 3


@dataclass(frozen=True)
class Caps:
    """`memory`: bytes of addresses; `seconds`: of a processor."""

    memory: int
    seconds: int


CAPS: Mapping[str, Caps] = {
    "import": Caps(256 * MIB, 10),
    "picture": Caps(768 * MIB, 30),
    "document": Caps(256 * MIB, 2),
    "candidates": Caps(256 * MIB, 2),
    "signatures": Caps(256 * MIB, 10),
    "passkey": Caps(256 * MIB, 5),
}


def main(task: str, name: str, argument: str = "") -> int:
    """Takes its limits before it loads a parser. No file can be written from here."""
    caps = CAPS[task]
    resource.setrlimit(resource.RLIMIT_AS, (caps.memory, caps.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (caps.seconds, caps.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        sys.stdout.buffer.write(READERS[task](content, name, argument))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


# Each loads its parsers itself: they count within the limits too, and no task pays for another's.
def _import(content: bytes, name: str, format_name: str) -> bytes:
    from exam_server.formats.intake import take_in
    from exam_server.formats.intake_json import dump_intake

    return dump_intake(take_in(content, name, format_name))


def _picture(content: bytes, name: str, largest: str) -> bytes:
    """`largest`: how many bytes the picture may have."""
    from exam_server.formats.intake import take_picture
    from exam_server.formats.intake_json import dump_intake

    return dump_intake(take_picture(content, name, int(largest)))


def _document(content: bytes, name: str, kind: str) -> bytes:
    """Why a PDF, DOCX or ODT isn't taken, as a sentence; null for one that may be."""
    from exam_server.core.portfolio import DocumentKind
    from exam_server.formats.document_door import check_document
    from exam_server.formats.sentences import dump_text

    refusal = check_document(content, name, cast(DocumentKind, kind))
    return json.dumps(None if refusal is None else dump_text(refusal)).encode()


def _candidates(content: bytes, _name: str, _argument: str) -> bytes:
    from exam_server.formats.candidates_csv import read_candidates
    from exam_server.formats.plain import to_plain
    from exam_server.formats.sentences import dump_problem

    entries, problems = read_candidates(content)
    read = {"entries": [to_plain(each) for each in entries], "problems": [dump_problem(each) for each in problems]}
    return json.dumps(read).encode()


def _signatures(asked: bytes, _name: str, _argument: str) -> bytes:
    """What a signed file's signatures show; or which file of trusted issuers can't be read."""
    from exam_server.formats.plain import to_plain
    from exam_server.formats.signed_pdf import BadRoot, read_signatures
    from exam_server.formats.signed_question import read_question

    question, content = read_question(asked)
    try:
        answer: dict[str, object] = {"reading": to_plain(read_signatures(content, question))}
    except BadRoot as bad:
        answer = {"bad_root": str(bad)}
    return json.dumps(answer).encode()


def _passkey(asked: bytes, _name: str, _argument: str) -> bytes:
    """What a genuine answer of a passkey says; null for any other."""
    from exam_server.formats.passkeys import verify

    return json.dumps(verify(json.loads(asked))).encode()


READERS: Mapping[str, Callable[[bytes, str, str], bytes]] = {
    "import": _import,
    "picture": _picture,
    "document": _document,
    "candidates": _candidates,
    "signatures": _signatures,
    "passkey": _passkey,
}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
