"""The server's own certificate as a TLS client meets it, and what is refused of one that was brought along."""

import plistlib
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from exam_server.core.certificates import AUTHORITY_LIFE, LEAF_LIFE, RENEW_BEFORE
from exam_server.core.problems import Refused
from exam_server.formats import certificates as formats
from exam_server.services.certificates import (
    ServerCertificate,
    choose_host,
    find_authority,
    make_certificate,
    take_certificate,
    to_files,
)

NOW = datetime.now(UTC)
NAMES = frozenset({"egzamin", "egzamin.local", "192.168.1.7", "fd00::7", "192.0.2.2"})


def make(instance: Path, names: frozenset[str] = NAMES, now: datetime = NOW) -> ServerCertificate:
    return make_certificate(instance, "egzamin", names, now)


def shake_hands(certificate: Path, key: Path, authority: bytes, host: str) -> None:
    """A TLS handshake in memory, with a client that trusts this authority alone. Raises ssl.SSLError."""
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(certificate, key)
    client_side = ssl.create_default_context(cadata=authority.decode())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_side.wrap_bio(to_client, to_server, server_hostname=host)
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for each in (client, server):
            try:
                each.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert client.version() == "TLSv1.3"


@pytest.mark.parametrize("host", sorted(NAMES))
def test_a_client_that_trusts_the_authority_accepts_the_server_under_each_name(tmp_path: Path, host: str) -> None:
    made = make(tmp_path)
    authority = find_authority(tmp_path)
    assert authority is not None
    shake_hands(made.certificate, made.key, authority.certificate, host)


def test_another_name_is_not_accepted(tmp_path: Path) -> None:
    made = make(tmp_path)
    authority = find_authority(tmp_path)
    assert authority is not None
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(made.certificate, made.key, authority.certificate, "inny.local")


@pytest.mark.parametrize("host", ["bank.example.org", "198.51.100.1", "inny"])
def test_who_steals_the_authority_cant_pose_as_the_rest_of_the_world(tmp_path: Path, host: str) -> None:
    made = make(tmp_path)
    folder = made.key.parent
    stolen = formats.Pair((folder / "authority.pem").read_bytes(), (folder / "authority.key").read_bytes())
    forged = formats.make_leaf(stolen, {host}, NOW)
    (tmp_path / "forged.pem").write_bytes(forged.certificate)
    (tmp_path / "forged.key").write_bytes(forged.key)
    with pytest.raises(ssl.SSLCertVerificationError, match="subtree"):
        shake_hands(tmp_path / "forged.pem", tmp_path / "forged.key", stolen.certificate, host)


def test_only_the_owner_reads_the_keys(tmp_path: Path) -> None:
    folder = make(tmp_path).key.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    first = make(tmp_path, NAMES | {"FD00:0::7", "EGZAMIN"})
    kept = {path.name: path.read_bytes() for path in first.key.parent.iterdir()}
    assert make(tmp_path, now=NOW + timedelta(days=30)) == first
    assert {path.name: path.read_bytes() for path in first.key.parent.iterdir()} == kept


def test_other_addresses_and_a_near_end_give_a_new_certificate_under_the_same_authority(tmp_path: Path) -> None:
    first, authority = make(tmp_path), find_authority(tmp_path)
    moved = make(tmp_path, NAMES | {"10.0.0.9"})
    assert moved.validity.names == NAMES | {"10.0.0.9"}
    later = make(tmp_path, now=NOW + LEAF_LIFE - RENEW_BEFORE)
    assert later.validity.not_after > first.validity.not_after
    assert later.validity.not_after - later.validity.not_before <= timedelta(days=397)
    assert find_authority(tmp_path) == authority


def test_a_name_that_the_authority_wasnt_made_for_is_left_out_and_named(tmp_path: Path) -> None:
    make(tmp_path)
    moved = make(tmp_path, NAMES | {"198.51.100.1", "nowa-nazwa"})
    assert moved.left_out == ("198.51.100.1", "nowa-nazwa")
    assert moved.validity.names == NAMES


def test_a_broken_certificate_is_made_again_and_a_broken_authority_is_refused(tmp_path: Path) -> None:
    made = make(tmp_path)
    made.certificate.write_text("half a", encoding="utf-8")
    assert make(tmp_path).validity.names == NAMES
    (made.key.parent / "authority.key").write_text("half a", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        make(tmp_path)
    assert str(made.key.parent) in str(refused.value.remedy)


def test_a_certificate_of_another_authority_is_replaced(tmp_path: Path) -> None:
    made = make(tmp_path)
    for name in ("authority.pem", "authority.key"):
        (made.key.parent / name).unlink()
    replaced = make(tmp_path)
    authority = find_authority(tmp_path)
    assert authority is not None
    assert replaced.fingerprint != made.fingerprint
    shake_hands(replaced.certificate, replaced.key, authority.certificate, "egzamin")


def test_an_authority_that_has_ended_isnt_replaced_in_passing(tmp_path: Path) -> None:
    make(tmp_path)
    with pytest.raises(Refused) as refused:
        make(tmp_path, now=NOW + AUTHORITY_LIFE)
    assert "Remove the folder" in str(refused.value.remedy)


def test_the_authority_is_given_in_the_forms_that_systems_take(tmp_path: Path) -> None:
    make(tmp_path)
    authority = find_authority(tmp_path)
    assert authority is not None
    files = {name.rpartition(".")[2]: content for name, (_, content) in to_files(authority).items()}
    read = x509.load_pem_x509_certificate(files["pem"])
    assert x509.load_der_x509_certificate(files["crt"]) == read
    assert plistlib.loads(files["mobileconfig"])["PayloadContent"][0]["PayloadContent"] == files["crt"]
    assert b"PRIVATE" not in b"".join(files.values())
    assert read.subject.rfc4514_string() == f"CN={authority.name}"


@pytest.fixture
def brought(tmp_path: Path) -> ServerCertificate:
    """A certificate that somebody brings: fit for `egzamin.local` and others."""
    return make(tmp_path)


def problems(certificate: Path, key: Path, host: str = "", now: datetime = NOW) -> str:
    with pytest.raises(Refused) as refused:
        take_certificate(certificate, key, host, now)
    return str(refused.value.why)


def test_a_fitting_pair_is_taken_and_says_its_own_address(brought: ServerCertificate) -> None:
    taken = take_certificate(brought.certificate, brought.key, "egzamin.local", NOW)
    assert taken.validity == brought.validity
    assert choose_host(taken.validity) == "egzamin"


def test_everything_that_is_wrong_with_a_pair_is_said_at_once(brought: ServerCertificate, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    why = problems(brought.certificate, other.key, "egzamin.example.org", NOW + timedelta(days=500))
    assert "another certificate" in why
    assert "ended on" in why
    assert "egzamin.example.org" in why
    assert "begins only" in problems(brought.certificate, brought.key, now=NOW - timedelta(days=9))


def test_files_that_arent_what_they_should_be_are_named_plainly(brought: ServerCertificate, tmp_path: Path) -> None:
    assert "can't be read" in problems(tmp_path / "nowhere.pem", brought.key)
    assert "isn't a PEM file" in problems(brought.key, brought.key)
    assert "isn't a private key" in problems(brought.certificate, brought.certificate)
    locked = tmp_path / "locked.key"
    key = serialization.load_pem_private_key(brought.key.read_bytes(), None)
    protection = serialization.BestAvailableEncryption(b"secret")
    locked.write_bytes(key.private_bytes(formats.PEM, formats.PKCS8, protection))
    assert "protected by a password" in problems(brought.certificate, locked)
