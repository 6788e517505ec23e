"""The `.seb` file as a client opens it, and settings in which no client can read another key than we do."""

import base64
import gzip
import hashlib
import hmac
import plistlib
from collections.abc import Iterator, Mapping

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from exam_server.core.seb import config_key
from exam_server.formats.seb_file import (
    SettingsInput,
    hash_password,
    make_settings,
    write_property_list,
    write_seb_file,
)

GIVEN = SettingsInput(
    start_address="https://192.168.1.7:8000/ticket",
    quit_address="https://192.168.1.7:8000/leave",
    salt=bytes(range(32)),
    quit_hash=hash_password("sala"),
    authority=b"\x30\x82DER",
    authority_name="Exam server 192.168.1.7 2026-11-25",
)


def open_as_client(file: bytes, password: str = "") -> bytes:
    """What a client does with a file: unpack, look at the prefix, decrypt by the published steps, unpack again."""
    block = gzip.decompress(file)
    prefix, content = block[:4], block[4:]
    if prefix == b"pswd":
        content = decrypt(content, password)
    else:
        assert prefix == b"plnd"
    return gzip.decompress(content)


def decrypt(content: bytes, password: str) -> bytes:
    written, mark = content[:-32], content[-32:]
    key_salt, mark_salt, start = written[2:10], written[10:18], written[18:34]
    by_password = lambda salt: hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 10_000, 32)  # noqa: E731
    if not hmac.compare_digest(hmac.digest(by_password(mark_salt), written, "sha256"), mark):
        raise ValueError("the password is wrong")
    decryptor = Cipher(algorithms.AES(by_password(key_salt)), modes.CBC(start)).decryptor()
    padded = decryptor.update(written[34:]) + decryptor.finalize()
    return padded[: -padded[-1]]


@pytest.mark.parametrize("password", ["", "egzamin-2026"])
def test_a_client_finds_the_settings_in_the_file(password: str) -> None:
    settings = make_settings(GIVEN)
    opened = open_as_client(write_seb_file(write_property_list(settings), password), password)
    assert plistlib.loads(opened) == settings
    assert config_key(plistlib.loads(opened)) == config_key(settings)


def test_a_wrong_password_opens_nothing_and_each_file_is_another_one() -> None:
    content = write_property_list(make_settings(GIVEN))
    one, other = write_seb_file(content, "egzamin-2026"), write_seb_file(content, "egzamin-2026")
    assert one != other
    with pytest.raises(ValueError, match="wrong"):
        open_as_client(one, "egzamin-2027")


def test_what_differs_gives_another_key() -> None:
    keys = {
        config_key(make_settings(SettingsInput(**{**GIVEN.__dict__, **change})))
        for change in (
            {},
            {"salt": b"1" * 32},
            {"quit_hash": ""},
            {"authority": b""},
            {"start_address": "https://a"},
        )
    }
    assert len(keys) == 5


def test_the_password_that_ends_it_isnt_in_the_file_and_without_one_only_the_link_ends_it() -> None:
    settings = make_settings(GIVEN)
    assert settings["hashedQuitPassword"] == hashlib.sha256(b"sala").hexdigest()
    assert settings["allowQuit"] is True
    bare = make_settings(SettingsInput("https://a/ticket", "https://a/leave", b"1" * 32))
    assert (bare["allowQuit"], "hashedQuitPassword" in bare, "embeddedCertificates" in bare) == (False, False, False)


def walk(settings: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in settings.items():
        yield key, value
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Mapping):
                yield from walk(inner)


def test_nothing_stands_in_the_settings_of_which_clients_make_different_keys() -> None:
    """Keys that differ in case, signs in keys, fractions, dates, quotation marks, backslashes, and what is empty."""
    found = list(walk(make_settings(GIVEN)))
    names = [key for key, _ in found]
    assert len({name.lower() for name in names}) == len(names)
    assert all(name.isascii() and name.isalpha() for name in names)
    assert "originatorversion" not in {name.lower() for name in names}
    for _, value in found:
        assert isinstance(value, bool | int | str | bytes | list)
        assert value or value in (0, False)
        assert not isinstance(value, str) or not set(value) & set('"\\')


def test_the_salt_stands_as_the_client_writes_it() -> None:
    salt = make_settings(GIVEN)["examKeySalt"]
    assert isinstance(salt, bytes)
    assert base64.b64encode(salt).decode() in plistlib.dumps({"salt": salt}).decode().replace("\n", "").replace(
        "\t", ""
    )
