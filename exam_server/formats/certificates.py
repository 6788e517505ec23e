"""X.509: making a small authority and the server's certificate, and reading what an installation brings."""

import hashlib
import plistlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exam_server.core.certificates import AUTHORITY_LIFE, CLOCKS_DIFFER, LEAF_LIFE, Scope, Validity
from exam_server.core.network import find_address
from exam_server.core.text import Text, text

PEM, PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
SubjectName = x509.DNSName | x509.IPAddress


@dataclass(frozen=True)
class Pair:
    """A certificate (with those that lead to its root, if any) and its private key, both as PEM."""

    certificate: bytes
    key: bytes


@dataclass(frozen=True)
class PairRead:
    """What a certificate and a key from outside are: `validity` is None where they can't be read."""

    validity: Validity | None
    problems: tuple[Text, ...]


def make_authority(name: str, scope: Scope, now: datetime) -> Pair:
    """A root that may sign servers within `scope` alone (RFC 5280 4.2.1.10), and no other authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    permitted = [x509.DNSName(domain) for domain in scope.domains], map(x509.IPAddress, scope.networks)
    constraints = x509.NameConstraints([*permitted[0], *permitted[1]], None)
    certificate = (
        _begin(subject, subject, key.public_key())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(constraints, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(certificate.public_bytes(PEM), _key_bytes(key))


def make_leaf(authority: Pair, names: Iterable[str], now: datetime) -> Pair:
    """The server's certificate for its names and addresses, signed by the authority; it never outlives that one."""
    root = x509.load_pem_x509_certificate(authority.certificate)
    signer = serialization.load_pem_private_key(authority.key, password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise ValueError("the authority's key isn't one that this program makes")
    key = ec.generate_private_key(ec.SECP256R1())
    listed = sorted(names)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, listed[0][:64])])
    certificate = (
        _begin(subject, root.subject, key.public_key(), signer.public_key())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(min(now - CLOCKS_DIFFER + LEAF_LIFE, root.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_subject_name(each) for each in listed]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return Pair(certificate.public_bytes(PEM) + authority.certificate, _key_bytes(key))


def read_validity(certificate: bytes) -> Validity:
    """Names and time of the first certificate in a PEM text. Raises ValueError for anything else."""
    read = x509.load_pem_x509_certificates(certificate)[0]
    return Validity(_names_of(read), read.not_valid_before_utc, read.not_valid_after_utc)


def read_scope(authority: bytes) -> Scope:
    """What an authority that this program made may vouch for."""
    constraints = x509.load_pem_x509_certificate(authority).extensions.get_extension_for_class(x509.NameConstraints)
    permitted = constraints.value.permitted_subtrees or []
    domains = tuple(str(each.value) for each in permitted if isinstance(each, x509.DNSName))
    return Scope(domains, tuple(each.value for each in permitted if isinstance(each, x509.IPAddress)))  # type: ignore[misc]


def read_pair(pair: Pair, now: datetime) -> PairRead:
    """Check a certificate and key from outside, with every problem in words: readable, fitting, within their time."""
    try:
        certificate = x509.load_pem_x509_certificates(pair.certificate)[0]
    except ValueError:
        return PairRead(None, (text("The certificate isn't a PEM file."),))
    key, why = _read_key(pair.key)
    problems = [why] if why else []
    if key is not None and key.public_key() != certificate.public_key():
        problems.append(text("The key belongs to another certificate."))
    if now >= certificate.not_valid_after_utc:
        problems.append(text("The certificate ended on {day}.", day=certificate.not_valid_after_utc.date()))
    if now < certificate.not_valid_before_utc:
        problems.append(text("The certificate begins only on {day}.", day=certificate.not_valid_before_utc.date()))
    return PairRead(read_validity(pair.certificate), tuple(problems))


def to_der(certificate: bytes) -> bytes:
    """The first certificate of a PEM text in the binary form that Windows and Android open."""
    return x509.load_pem_x509_certificates(certificate)[0].public_bytes(serialization.Encoding.DER)


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of the first certificate, hexadecimal, as browsers and systems show it."""
    return hashlib.sha256(to_der(certificate)).hexdigest()


def to_mobileconfig(certificate: bytes, name: str) -> bytes:
    """A configuration profile with the authority as a root, which is how iPhones and iPads take one."""
    digest = fingerprint(certificate)
    root = {
        "PayloadType": "com.apple.security.root",
        "PayloadIdentifier": f"exam-server.authority.{digest[:16]}.root",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{digest} root")).upper(),
        "PayloadVersion": 1,
        "PayloadDisplayName": name,
        "PayloadContent": to_der(certificate),
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadIdentifier": f"exam-server.authority.{digest[:16]}",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, digest)).upper(),
        "PayloadVersion": 1,
        "PayloadDisplayName": name,
        "PayloadContent": [root],
    }
    return plistlib.dumps(profile)


def name_of(certificate: bytes) -> str:
    """The name under which lists of authorities show it."""
    (name,) = x509.load_pem_x509_certificates(certificate)[0].subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(name.value)


def _begin(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePublicKey | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer or key), critical=False)
    )


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _subject_name(name: str) -> SubjectName:
    return x509.IPAddress(ip_address(name)) if find_address(name) else x509.DNSName(name)


def _names_of(certificate: x509.Certificate) -> frozenset[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(str(each.value) for each in names if isinstance(each, SubjectName))


def _read_key(key: bytes) -> tuple[PrivateKeyTypes | None, Text | None]:
    try:
        return serialization.load_pem_private_key(key, password=None), None
    except TypeError:
        return None, text("The key is protected by a password; the server needs one without.")
    except (ValueError, UnsupportedAlgorithm):
        return None, text("The key isn't a private key in a PEM file.")


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(PEM, PKCS8, serialization.NoEncryption())
