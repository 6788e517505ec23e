"""Safe Exam Browser: keys of its settings and of requests, and whether what a browser shows is what an exam asks for.

Source: the developer pages "Config Key" and "File Format" of safeexambrowser.org, and how its clients carry them out.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from exam_server.core.network import as_host, find_address
from exam_server.core.text import Text, text

PropertyValue = str | bool | int | float | bytes | datetime | Sequence["PropertyValue"] | Mapping[str, "PropertyValue"]
CheckKind = Literal["header", "script"]
CheckFailure = Literal["no_seb", "address", "settings", "version"]

CONFIG_HEADER, EXAM_HEADER = "X-SafeExamBrowser-ConfigKeyHash", "X-SafeExamBrowser-RequestHash"
DEFAULT_PORTS = {"http": 80, "https": 443}
KEY_LENGTH = 64
FAILURES: Mapping[CheckFailure, tuple[Text, Text]] = {
    "no_seb": (
        text("This browser isn't Safe Exam Browser, or it sends no keys."),
        text("Open the exam's settings file with Safe Exam Browser, and enter the ticket there."),
    ),
    "address": (
        text("Safe Exam Browser opened the test at another address than the exam's settings file names."),
        text("Close it, and open the settings file that the office gave out for this exam."),
    ),
    "settings": (
        text("Safe Exam Browser runs with other settings than those of this exam."),
        text("Close it, and open the settings file that the office gave out for this exam."),
    ),
    "version": (
        text("This version of Safe Exam Browser isn't one of those that the office accepts."),
        text("Take a computer with an accepted version, or ask the desk."),
    ),
}


@dataclass(frozen=True)
class Expectation:
    """What an exam asks for: the key of its settings, and keys of accepted browsers; none of those: any."""

    config_key: str
    exam_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What a browser showed for one address: hashes from request headers, and from the script interface of its page.

    `page` is the address that the page says it has, empty where no script said anything.
    """

    config_header: str = ""
    exam_header: str = ""
    page: str = ""
    config_script: str = ""
    exam_script: str = ""


@dataclass(frozen=True)
class Verdict:
    """`kind`: how a browser that passed proved itself; `failure`: what exactly was wrong with one that didn't."""

    kind: CheckKind | None = None
    failure: CheckFailure | None = None


def config_key(settings: Mapping[str, PropertyValue]) -> str:
    """The Config Key of a property list: SHA-256 of its one-line text, hexadecimal in lower case."""
    kept = {key: value for key, value in settings.items() if key.lower() != "originatorversion"}
    return hashlib.sha256(canonical_text(kept).encode()).hexdigest()


def canonical_text(value: PropertyValue) -> str:
    """The JSON-like text that the Config Key is made of: keys in order, no blanks, and nothing escaped at all.

    Keys that differ in case alone have no order that all clients share; lower case comes first here. Empty
    dictionaries are left out where they're somebody's value, empty arrays stay.
    """
    if isinstance(value, Mapping):
        kept = [(key, each) for key, each in value.items() if not (isinstance(each, Mapping) and not each)]
        kept.sort(key=lambda pair: (pair[0].casefold(), pair[0].swapcase()))
        return "{" + ",".join(f'"{key}":{canonical_text(each)}' for key, each in kept) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return "[" + ",".join(map(canonical_text, value)) + "]"
    return _plain_text(value)


def _plain_text(value: PropertyValue) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, bytes):
        return f'"{base64.b64encode(value).decode()}"'
    return f'"{value.isoformat() if isinstance(value, datetime) else value}"'


def request_hash(address: str, key: str) -> str:
    """What a client sends for an address: SHA-256 over it without its fragment, directly followed by a key."""
    return hashlib.sha256((address.partition("#")[0] + key).encode()).hexdigest()


def browsers_address(public: str, path: str, query: str = "") -> str:
    """The address that a browser has for a path of the server whose address people use is `public`.

    Browsers write scheme and host in small letters, names in other alphabets as punycode, and no port that is the
    scheme's own. `path` and `query` stay as they are: whoever compares hashes keeps them free of escapes.
    """
    parts = urlsplit(public)
    scheme, name = parts.scheme.lower(), parts.hostname or ""
    address = find_address(name)
    host = as_host(str(address)) if address else name.encode("idna").decode()
    port = "" if parts.port in (None, DEFAULT_PORTS.get(scheme)) else f":{parts.port}"
    return f"{scheme}://{host}{port}{path}" + (f"?{query}" if query else "")


def judge(expected: Expectation, address: str, evidence: Evidence) -> Verdict:
    """Whether a browser at `address` runs the exam's settings, in an accepted version if the exam names any.

    One way is enough: macOS and iOS send no headers, and an old Windows client has no script interface.
    """
    kind = _proof(expected, address, evidence)
    if kind is None:
        shown = evidence.config_header or evidence.config_script
        elsewhere = evidence.page and evidence.page.partition("#")[0] != address
        return Verdict(failure="no_seb" if not shown else "address" if elsewhere else "settings")
    exam_hashes = [request_hash(address, key) for key in expected.exam_keys]
    if exam_hashes and not any(
        _same(each, shown) for each in exam_hashes for shown in (evidence.exam_header, evidence.exam_script)
    ):
        return Verdict(failure="version")
    return Verdict(kind=kind)


def _proof(expected: Expectation, address: str, evidence: Evidence) -> CheckKind | None:
    wanted = request_hash(address, expected.config_key)
    if _same(wanted, evidence.config_header):
        return "header"
    return "script" if _same(wanted, evidence.config_script) else None


def _same(wanted: str, shown: str) -> bool:
    return hmac.compare_digest(wanted.encode(), shown.strip().lower().encode())


@dataclass(frozen=True)
class ExamKeysRead:
    """Browser Exam Keys as staff pasted them: what was understood, and which words are none."""

    keys: tuple[str, ...]
    misread: tuple[str, ...]


def read_exam_keys(words: str) -> ExamKeysRead:
    """Keys of 64 hexadecimal characters, apart by spaces, commas or lines; a repeated one once."""
    found = [word.lower() for word in words.replace(",", " ").replace(";", " ").split()]
    good = [word for word in found if len(word) == KEY_LENGTH and set(word) <= set("0123456789abcdef")]
    return ExamKeysRead(tuple(dict.fromkeys(good)), tuple(word for word in found if word not in good))
