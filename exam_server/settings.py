"""What an installation can set: defaults, then `instance/settings.toml`, then `EXAM_*` in the environment."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import get_type_hints
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from exam_server.core.appeals import APPEAL_DAYS
from exam_server.core.candidates import is_email
from exam_server.core.certification import NUMBER_PATTERN, is_number_pattern
from exam_server.core.database_address import is_open_to_listeners
from exam_server.core.mailing import MAIL_SECURITIES, MailServer
from exam_server.core.network import EVERYWHERE, Network, as_host, is_loopback, read_ranges
from exam_server.core.sign_on import Provider, is_safe_address

FOR_TESTS = ("EXAM_CHROMIUM", "EXAM_TEST_POSTGRESQL")
ANSWER_FILE_KEY = "SERVER_ANSWER_FILE_KEY"
"""Handed over by `exam-server serve` to its serving processes: no setting, for it follows from the secret."""
ALLOWED = {
    "language": ("pl", "en"),
    "log_level": ("DEBUG", "INFO", "WARNING", "ERROR"),
    "mail_security": MAIL_SECURITIES,
}
TABLE = "mail"
"""Its settings may stand in a table of that name, without the name before each."""
DATABASES = ("sqlite:////", "postgresql://", "postgresql+psycopg://")
LIMITS = {
    "port": 65_535,
    "trust_port": 65_535,
    "mail_port": 65_535,
    "threads": 1_000,
    "start_lead_seconds": 300,
    "session_idle_seconds": 7 * 24 * 3600,
    "session_absolute_seconds": 7 * 24 * 3600,
    "login_failures": 1_000,
    "login_window_seconds": 24 * 3600,
    "global_failures": 1_000_000,
    "setup_link_hours": 30 * 24,
    "appeal_days": 366,
    "inspection_minutes": 8 * 60,
    "agenda_budget_minutes": 24 * 60,
    "agenda_conversation_minutes": 24 * 60,
    "agenda_evidence_minutes": 24 * 60,
    "agenda_test_minutes": 24 * 60,
}
KINDS = {bool: "true or false", int: "a whole number", str: "text", Path: "a path"}
SECRET_LENGTH = 64


class BadSetting(ValueError):
    """A setting that is unknown or can't be read; the message names it and says where it stands."""


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults. Times are in seconds unless the name says otherwise."""

    instance: Path = Path("instance")
    content: Path = Path()
    database_url: str = ""
    language: str = "pl"
    time_zone: str = "Europe/Warsaw"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    threads: int = 32
    tls: str = ""
    trust_port: int = 8080
    behind_tls: bool = False
    hsts_subdomains: bool = True
    trusted_proxies: str = ""
    start_lead_seconds: int = 7
    session_idle_seconds: int = 3600
    session_absolute_seconds: int = 12 * 3600
    login_failures: int = 5
    login_window_seconds: int = 300
    global_failures: int = 300
    setup_link_hours: int = 72
    appeal_days: int = APPEAL_DAYS
    certificate_number: str = NUMBER_PATTERN
    inspection_minutes: int = 30
    agenda_budget_minutes: int = 60
    agenda_conversation_minutes: int = 4
    agenda_evidence_minutes: int = 8
    agenda_test_minutes: int = 6
    mail_host: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_password_file: str = ""
    mail_from: str = ""
    mail_reply_to: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: str = ""
    oidc_name: str = ""
    oidc_second_factor: str = ""
    log_level: str = "INFO"
    secret: str = ""

    @property
    def database(self) -> str:
        """The SQLAlchemy address; without a setting, SQLite in the instance folder."""
        return self.database_url or f"sqlite:///{(self.instance / 'exam.sqlite').absolute()}"

    @property
    def trusted_issuers(self) -> Path:
        """A folder of certificates: issuers of qualified signatures that the office trusts."""
        return self.instance / "trusted-issuers"

    @property
    def address(self) -> str:
        """Where people reach the server, without a closing slash."""
        scheme = "https" if self.is_secure else "http"
        host = "127.0.0.1" if self.host in EVERYWHERE else as_host(self.host)
        return self.public_url.rstrip("/") or f"{scheme}://{host}:{self.port}"

    @property
    def public_host(self) -> str:
        """The name or address in `address`, IPv6 without brackets."""
        return urlsplit(self.address).hostname or ""

    @property
    def trust_address(self) -> str:
        """Where a computer gets the authority of `tls = "auto"` before it trusts anything."""
        return f"http://{as_host(self.public_host)}:{self.trust_port}"

    @property
    def is_secure(self) -> bool:
        """Whether people come by HTTPS: the server's own, or that of a proxy in front of it."""
        return self.behind_tls or bool(self.tls)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Whose word on the client's address counts."""
        return read_ranges(self.trusted_proxies).networks

    @property
    def tls_files(self) -> tuple[Path, Path] | None:
        """Certificate and key that were brought along; None with `auto` and without TLS."""
        certificate, comma, key = self.tls.partition(",")
        return (Path(certificate.strip()), Path(key.strip())) if comma else None

    @property
    def mail(self) -> MailServer | None:
        """The mail server with its password, which is read anew each time; None where no messages are sent."""
        if not self.mail_host:
            return None
        file = self.mail_password_path
        password = file.read_text(encoding="utf-8").strip() if file else ""
        account = self.mail_user, password, self.mail_from, self.mail_reply_to
        return MailServer(self.mail_host, self.mail_port, self.mail_security, *account)  # type: ignore[arg-type]

    @property
    def mail_password_path(self) -> Path | None:
        """Where the password of `mail_user` lies; a plain name is one in the instance folder."""
        return self.instance / self.mail_password_file if self.mail_password_file else None

    @property
    def sign_on(self) -> Provider | None:
        """The identity provider of the body, with the secret read anew each time; None where there's none."""
        if not self.oidc_issuer:
            return None
        file = self.instance / self.oidc_client_secret_file if self.oidc_client_secret_file else None
        secret = file.read_text(encoding="utf-8").strip() if file else ""
        name = self.oidc_name or urlsplit(self.oidc_issuer).hostname or ""
        strong = frozenset(self.oidc_second_factor.split())
        return Provider(self.oidc_issuer, self.oidc_client_id, secret, name, strong)

    @property
    def key(self) -> bytes:
        """The secret that all tokens of this installation are derived from."""
        return bytes.fromhex(self.secret)


def load_settings(environment: Mapping[str, str] | None = None, base: Path | None = None) -> Settings:
    """Settings of the installation whose instance folder is `EXAM_INSTANCE` or `<base>/instance`.

    Raises BadSetting for an unknown name or a value of the wrong type. The secret is made on the first call and kept
    in the instance folder, readable by its owner alone.
    """
    environment = os.environ if environment is None else environment
    base = base or Path.cwd()
    instance = Path(environment.get("EXAM_INSTANCE") or base / "instance")
    given = _from_file(instance / "settings.toml") | _from_environment(environment)
    values: dict[str, object] = {"content": base, **given, "instance": instance}
    settings = Settings(**values)  # type: ignore[arg-type]
    _check(settings)
    return settings if settings.secret else replace(settings, secret=_kept_secret(instance))


def _from_file(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path}: this is not TOML: {error}") from error
    if "instance" in content:
        raise BadSetting(f"{path}: 'instance' is the folder of this file; only EXAM_INSTANCE sets it")
    values = {name: _value(name, value, f"{path}") for name, value in _flat(content).items()}
    if "secret" in values or urlsplit(str(values.get("database_url", ""))).password:
        _refuse_open("settings.toml", path)
    return values


def _flat(content: Mapping[str, object]) -> Mapping[str, object]:
    """The settings of the table `[mail]` under their whole names."""
    table = content.get(TABLE)
    if not isinstance(table, dict):
        return content
    others = {name: value for name, value in content.items() if name != TABLE}
    return others | {f"{TABLE}_{name}": value for name, value in table.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = [name for name in environment if name.startswith("EXAM_") and name not in FOR_TESTS]
    return {name[5:].lower(): _value(name[5:].lower(), environment[name], name) for name in names}


def _value(name: str, value: object, place: str) -> object:
    kinds = get_type_hints(Settings)
    if name not in {field.name for field in fields(Settings)}:
        raise BadSetting(f"{place}: there is no setting '{name}'; known are {', '.join(sorted(kinds))}")
    kind = kinds[name]
    try:
        return _convert(kind, value)
    except (TypeError, ValueError, KeyError) as error:
        raise BadSetting(f"{place}: '{name}' must be {KINDS[kind]}, not {_shown(name, value)}") from error


def _shown(name: str, value: object) -> str:
    """A value in a message; what may hold a secret is never repeated, since messages end up in logs."""
    return "what stands there" if name in ("secret", "database_url") else repr(value)


def _convert(kind: type, value: object) -> object:
    if kind is bool and isinstance(value, str):
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[value.lower()]
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    if kind is int and isinstance(value, str):
        return int(value)
    if type(value) is not kind:
        raise TypeError(kind)
    return value


def _check(settings: Settings) -> None:
    for name, allowed in ALLOWED.items():
        if getattr(settings, name) not in allowed:
            raise BadSetting(f"'{name}' must be one of {', '.join(allowed)}, not {getattr(settings, name)!r}")
    for name, highest in LIMITS.items():
        if not 0 < getattr(settings, name) <= highest:
            raise BadSetting(f"'{name}' must be from 1 to {highest}, not {getattr(settings, name)}")
    _check_texts(settings)
    _check_database(settings.database_url)
    _check_number(settings)
    if settings.tls_files and settings.tls_files[1].is_file():
        # A group may hold the keys of a machine's certificates.
        _refuse_open("tls", settings.tls_files[1], others=0o007)
    if settings.mail_host:
        _check_mail(settings)
    if settings.oidc_issuer:
        _check_sign_on(settings)


def _check_mail(settings: Settings) -> None:
    """What would keep every letter back, or let its password be read on the way."""
    if settings.mail_security == "none" and not is_loopback(settings.mail_host):
        raise BadSetting("'mail_security' may be none only where mail_host is this machine: use starttls or tls")
    if not settings.public_url:
        raise BadSetting("'public_url' is missing: messages say where to log in")
    for name, address in (("mail_from", settings.mail_from), ("mail_reply_to", settings.mail_reply_to)):
        if (address or name == "mail_from") and not is_email(address):
            raise BadSetting(f"'{name}' must be an e-mail address, not {address!r}")
    if bool(settings.mail_user) != bool(settings.mail_password_file):
        raise BadSetting("'mail_user' and 'mail_password_file' go together")
    if (file := settings.mail_password_path) is not None:
        _check_secret_file("mail_password_file", file)


def _check_sign_on(settings: Settings) -> None:
    """What would send people's codes in the open, or to nobody."""
    if not is_safe_address(settings.oidc_issuer) or urlsplit(settings.oidc_issuer).query:
        raise BadSetting(f"'oidc_issuer' must be an https:// address, not {settings.oidc_issuer!r}")
    if not settings.oidc_client_id:
        raise BadSetting("'oidc_client_id' is missing: the provider gives it when this server is registered there")
    if settings.oidc_client_secret_file:
        _check_secret_file("oidc_client_secret_file", settings.instance / settings.oidc_client_secret_file)


def _check_secret_file(name: str, file: Path) -> None:
    try:
        if file.stat().st_mode & 0o077:
            raise BadSetting(f"'{name}': others may read {file}; run: chmod 600 {file}")
        if not file.read_text(encoding="utf-8").strip():
            raise BadSetting(f"'{name}': {file} is empty")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"'{name}': {file} can't be read: {error}") from error


def _refuse_open(name: str, file: Path, others: int = 0o077) -> None:
    """A file with a secret keeps others out by itself, or its folder does. Raises BadSetting."""
    if file.stat().st_mode & others and file.parent.stat().st_mode & others:
        raise BadSetting(f"'{name}': others may read {file}; run: chmod 600 {file}")


def _check_texts(settings: Settings) -> None:
    if settings.time_zone not in available_timezones():
        raise BadSetting(f"'time_zone': there is no time zone {settings.time_zone!r}")
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        raise BadSetting(f"'public_url' must begin with http:// or https://, not {settings.public_url!r}")
    if settings.is_secure and settings.public_url.startswith("http://"):
        raise BadSetting(f"'public_url' must begin with https://, since people come by HTTPS: {settings.public_url!r}")
    if settings.tls not in ("", "auto") and [bool(each.strip()) for each in settings.tls.split(",")] != [True, True]:
        raise BadSetting(f"'tls' must be auto or CERTIFICATE,KEY (two files), not {settings.tls!r}")
    if problems := read_ranges(settings.trusted_proxies).problems:
        raise BadSetting(f"'trusted_proxies': {problems[0]}")
    if settings.secret and not _is_secret(settings.secret):
        raise BadSetting(f"'secret' must be {SECRET_LENGTH} hexadecimal characters")


def _check_database(url: str) -> None:
    """The address itself is in no message: it holds a password."""
    if url and not url.startswith(DATABASES):
        raise BadSetting("'database_url' must begin with " + " or ".join(DATABASES))
    if is_open_to_listeners(url):
        raise BadSetting(
            "'database_url': the database is on another machine, so the address must end with ?sslmode=verify-full"
            " (and sslrootcert=FILE for an authority of your own)"
        )


def _check_number(settings: Settings) -> None:
    if not is_number_pattern(settings.certificate_number):
        raise BadSetting(
            "'certificate_number' must name {year} and {number} (or {number:05}), and may name {code}, not "
            f"{settings.certificate_number!r}"
        )


def _is_secret(words: str) -> bool:
    return len(words) == SECRET_LENGTH and set(words) <= set("0123456789abcdef")


def _kept_secret(instance: Path) -> str:
    """The secret in the instance folder, made if there is none. Raises BadSetting for a file that isn't one."""
    path = instance / "secret"
    try:
        if not path.exists():
            _make_secret(path)
            # The database lies beside the secret and takes the folder's protection, whatever the umask says.
            instance.chmod(0o700)
        words = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path}: the secret can't be kept here: {error}") from error
    _refuse_open("secret", path)
    if not _is_secret(words):
        raise BadSetting(f"{path}: this isn't a secret of {SECRET_LENGTH} hexadecimal characters")
    return words


def _make_secret(path: Path) -> None:
    """Whole or not at all, and the first of several processes wins: half a secret would sign everything with it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=".secret-") as file:
        file.write(secrets.token_hex(SECRET_LENGTH // 2))
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
