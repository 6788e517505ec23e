"""The settings file of Safe Exam Browser for one exam: its property list, and the file around that."""

import gzip
import hashlib
import hmac
import plistlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from exam_server.core.seb import PropertyValue

PLAIN, BY_PASSWORD = b"plnd", b"pswd"
# The client's container for what a password protects: version 2 with a password, as its own tool writes it.
HEADER = b"\x02\x01"
ROUNDS, SALT, BLOCK, KEY = 10_000, 8, 16, 32
CERTIFICATE_OF_AUTHORITY = 2
MODERN_BROWSER = 3
FULL_SCREEN = 1
BLOCK_NEW_WINDOWS = 0
FOR_AN_EXAM = 0

# No key in two spellings, no date, no fraction, no quotation mark or backslash in a value, nothing empty: there the
# clients of the three systems make different keys of the same file.
LOCKED: Mapping[str, PropertyValue] = {
    "allowDeveloperConsole": False,
    "allowDictionaryLookup": False,
    "allowDownloads": False,
    "allowPreferencesWindow": False,
    "allowPrint": False,
    "allowScreenSharing": False,
    "allowSiri": False,
    "allowSpellCheck": False,
    "allowUploads": False,
    "allowVirtualMachine": False,
    "allowWlan": False,
    "allowedDisplaysMaxNumber": 1,
    "browserViewMode": FULL_SCREEN,
    "browserWindowAllowReload": True,
    "browserWindowWebView": MODERN_BROWSER,
    "enablePrintScreen": False,
    "enableZoomPage": True,
    "examSessionClearCookiesOnEnd": True,
    "examSessionClearCookiesOnStart": True,
    "newBrowserWindowByLinkPolicy": BLOCK_NEW_WINDOWS,
    "newBrowserWindowByScriptPolicy": BLOCK_NEW_WINDOWS,
    "quitURLConfirm": False,
    "sebConfigPurpose": FOR_AN_EXAM,
    "sendBrowserExamKey": True,
    "showReloadButton": True,
    "showTaskBar": True,
    "showTime": True,
}


@dataclass(frozen=True)
class SettingsInput:
    """What differs from exam to exam: addresses, a salt for browsers' keys, who may end it early, whom to trust.

    `quit_hash` is SHA-256 of the password that ends it, empty where only the link after the test does; `authority` is
    DER, empty for none.
    """

    start_address: str
    quit_address: str
    salt: bytes
    quit_hash: str = ""
    authority: bytes = b""
    authority_name: str = ""


def make_settings(given: SettingsInput) -> dict[str, PropertyValue]:
    """The property list of an exam's settings."""
    settings: dict[str, PropertyValue] = {
        **LOCKED,
        "allowQuit": bool(given.quit_hash),
        "examKeySalt": given.salt,
        "quitURL": given.quit_address,
        "startURL": given.start_address,
    }
    if given.quit_hash:
        settings["hashedQuitPassword"] = given.quit_hash
    if given.authority:
        settings["embeddedCertificates"] = [
            {"certificateData": given.authority, "name": given.authority_name, "type": CERTIFICATE_OF_AUTHORITY}
        ]
    return settings


def hash_password(password: str) -> str:
    """A password as the settings hold it: SHA-256, hexadecimal."""
    return hashlib.sha256(password.encode()).hexdigest()


def write_property_list(settings: Mapping[str, PropertyValue]) -> bytes:
    return plistlib.dumps(settings, sort_keys=True)


def read_property_list(content: bytes) -> dict[str, PropertyValue]:
    """The settings of a property list. Raises ValueError for anything else."""
    read: dict[str, PropertyValue] = plistlib.loads(content)
    return read


def write_seb_file(property_list: bytes, password: str = "") -> bytes:
    """The `.seb` file: gzip around a prefix and the packed property list, which a password may protect.

    The password has to be of ASCII letters: clients differ in how they count others.
    """
    packed = gzip.compress(property_list, mtime=0)
    block = BY_PASSWORD + _protect(packed, password) if password else PLAIN + packed
    return gzip.compress(block, mtime=0)


def _protect(content: bytes, password: str) -> bytes:
    """AES-256-CBC and HMAC-SHA-256 with keys from the password, each by its own salt."""
    # Here alone, for it takes 6 MB of a serving process.
    from cryptography.hazmat.primitives import padding  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415

    key_salt, mark_salt, start = secrets.token_bytes(SALT), secrets.token_bytes(SALT), secrets.token_bytes(BLOCK)
    padder = padding.PKCS7(BLOCK * 8).padder()
    padded = padder.update(content) + padder.finalize()
    encryptor = Cipher(algorithms.AES(_key(password, key_salt)), modes.CBC(start)).encryptor()
    written = HEADER + key_salt + mark_salt + start + encryptor.update(padded) + encryptor.finalize()
    return written + hmac.new(_key(password, mark_salt), written, hashlib.sha256).digest()


def _key(password: str, salt: bytes) -> bytes:
    """PBKDF2 with SHA-1, which is what the clients' format prescribes."""
    return hashlib.pbkdf2_hmac("sha1", password.encode(), salt, ROUNDS, KEY)
