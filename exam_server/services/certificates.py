"""The server's certificate: signed by an authority of its own, or brought along and checked before the start."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path

from exam_server.core.certificates import Validity, is_name_covered, is_renewal_due, scope_for
from exam_server.core.network import find_address, is_private
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats import certificates as x509

FOLDER = "tls"
NAME = "Exam server {host} {day}"


@dataclass(frozen=True)
class Authority:
    """The installation's own root, as people install it; `fingerprint` is SHA-256, hexadecimal."""

    name: str
    certificate: bytes
    fingerprint: str

    @property
    def der(self) -> bytes:
        """The certificate in binary form."""
        return x509.to_der(self.certificate)


@dataclass(frozen=True)
class ServerCertificate:
    """Files that the server process opens, and what they say; `left_out` are names that the authority can't sign."""

    certificate: Path
    key: Path
    validity: Validity
    fingerprint: str
    left_out: tuple[str, ...] = ()


def find_authority(instance: Path) -> Authority | None:
    """The installation's authority, if one was made."""
    path = instance / FOLDER / "authority.pem"
    if not path.is_file():
        return None
    certificate = path.read_bytes()
    return Authority(x509.name_of(certificate), certificate, x509.fingerprint(certificate))


def to_files(authority: Authority) -> dict[str, tuple[str, bytes]]:
    """The authority as systems take it: file name to content type and content."""
    return {
        "exam-server-ca.crt": ("application/x-x509-ca-cert", authority.der),
        "exam-server-ca.pem": ("application/x-pem-file", authority.certificate),
        "exam-server-ca.mobileconfig": (
            "application/x-apple-aspen-config",
            x509.to_mobileconfig(authority.certificate, authority.name),
        ),
    }


def make_certificate(instance: Path, host: str, names: frozenset[str], now: datetime) -> ServerCertificate:
    """The server's certificate for `names`; it and the authority are made where they're missing or due.

    `host` names the authority in people's lists. Raises Refused for an authority that has ended: a new one has to be
    installed on every computer, so that nobody makes it in passing.
    """
    folder = instance / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    authority = _kept_authority(folder, host, names, now)
    scope = x509.read_scope(authority.certificate)
    names = frozenset(str(find_address(name) or name.lower()) for name in names)
    covered = frozenset(filter(scope.covers, names))
    leaf = _read_leaf(folder, authority, now)
    if leaf is None or is_renewal_due(leaf, covered, now):
        pair = x509.make_leaf(authority, covered, now)
        _write_pair(folder, "server", pair)
        leaf = x509.read_validity(pair.certificate)
    return ServerCertificate(
        folder / "server.pem",
        folder / "server.key",
        leaf,
        x509.fingerprint((folder / "server.pem").read_bytes()),
        tuple(sorted(names - covered)),
    )


def take_certificate(certificate: Path, key: Path, host: str, now: datetime) -> ServerCertificate:
    """A certificate and key from outside. Raises Refused with everything that's wrong with them.

    `host` is under what people reach the server; empty where nobody set it, and then the certificate says it.
    """
    pair = x509.Pair(_read(certificate), _read(key))
    read = x509.read_pair(pair, now)
    problems = list(read.problems)
    if read.validity is not None and host and not is_name_covered(host, read.validity):
        names = ", ".join(sorted(read.validity.names)) or "–"
        problems.append(text("It doesn't name {host}, but: {names}.", host=host, names=names))
    if read.validity is None or problems:
        raise Refused(
            text("The server can't use this certificate."),
            _in_a_row(problems),
            text("Give the file of the certificate (with its chain) and that of its key, both as PEM."),
        )
    return ServerCertificate(certificate, key, read.validity, x509.fingerprint(pair.certificate))


def choose_host(validity: Validity) -> str:
    """Under which of a certificate's names people are told to come: a full name first, then an address."""
    names = sorted(name for name in validity.names if not name.startswith("*"))
    names.sort(key=lambda name: (find_address(name) is not None, is_private(name)))
    return names[0] if names else ""


def _kept_authority(folder: Path, host: str, names: Iterable[str], now: datetime) -> x509.Pair:
    paths = folder / "authority.pem", folder / "authority.key"
    if not all(path.is_file() for path in paths):
        name = NAME.format(host=host, day=now.date())
        _write_pair(folder, "authority", x509.make_authority(name, scope_for(names), now))
    pair = x509.Pair(*(path.read_bytes() for path in paths))
    read = x509.read_pair(pair, now)
    if read.problems:
        raise Refused(
            text("The server can't make a certificate: its authority doesn't serve any more."),
            _in_a_row(read.problems),
            text("Remove the folder {folder}, start again, and install the new one everywhere.", folder=str(folder)),
        )
    return pair


def _read_leaf(folder: Path, authority: x509.Pair, now: datetime) -> Validity | None:
    """The kept certificate, unless it's broken or another authority's."""
    paths = folder / "server.pem", folder / "server.key"
    if not all(path.is_file() for path in paths):
        return None
    pair = x509.Pair(*(path.read_bytes() for path in paths))
    read = x509.read_pair(pair, now)
    return read.validity if pair.certificate.endswith(authority.certificate) and not read.problems else None


def _in_a_row(sentences: Sequence[Text]) -> Text:
    return reduce(lambda one, other: Text("{one} {other}", {"one": one, "other": other}), sentences)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            text("The server can't use this certificate."),
            text("{path} can't be read: {reason}.", path=str(path), reason=error.strerror or type(error).__name__),
            text("Check the path, and that the server's account may read the file."),
        ) from error


def _write_pair(folder: Path, name: str, pair: x509.Pair) -> None:
    """The key first, and the certificate last: half a pair is made again at the next start."""
    (folder / f"{name}.pem").unlink(missing_ok=True)
    _write(folder / f"{name}.key", pair.key)
    _write(folder / f"{name}.pem", pair.certificate)


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
