"""An own certificate authority, people with certificates of it, and their signatures on a PDF."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

DAY = timedelta(days=1)
PESEL = "80010112345"


@dataclass(frozen=True)
class Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True)
class Person:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    issuer: Authority


def make_authority(name: str = "Urząd Certyfikacji Testów") -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        _builder(subject, subject, key, 3650 * DAY, 3650 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def make_person(issuer: Authority, name: str, age: timedelta = DAY, left: timedelta = 365 * DAY) -> Person:
    """Who has had a certificate for `age` that is valid for what is `left`, or was until then."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"PNOPL-{PESEL}"),
        ]
    )
    certificate = (
        _builder(subject, issuer.certificate.subject, key, age, left)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(content_commitment=True), critical=True)
        .sign(issuer.key, hashes.SHA256())
    )
    return Person(key, certificate, issuer)


def sign(content: bytes, person: Person, field: str = "Podpis1", box: tuple[int, int, int, int] | None = None) -> bytes:
    """The PDF with a PAdES signature as an increment; `box`: also as a stamp on its first page."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    return sign_update(writer, person, field, box)


def sign_update(
    writer: IncrementalPdfFileWriter,
    person: Person,
    field: str = "Podpis1",
    box: tuple[int, int, int, int] | None = None,
) -> bytes:
    """As `sign`, for a file to which something else was done before."""
    der = serialization.Encoding.DER
    store = SimpleCertificateStore()
    store.register(asn1.Certificate.load(person.issuer.certificate.public_bytes(der)))
    private = person.key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(person.certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )
    about = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    if box is not None:
        fields.append_signature_field(writer, fields.SigFieldSpec(field, box=box))
    # The library runs a loop of its own, and a browser's tests leave one in this thread.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(signers.sign_pdf, writer, about, signer=signer).result().getvalue()


def lead_elsewhere(content: bytes) -> bytes:
    """The file's bytes before another document, whose table doesn't lead back to them: readers show the other one."""
    out = bytearray(content + b"\n")
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>>>",
    )
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, age: timedelta, left: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - age)
        .not_valid_after(now + left)
    )


def _usage(**given: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})
