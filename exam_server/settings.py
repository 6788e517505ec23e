"""What an installation can set: defaults, then `instance/settings.toml`, then `EXAM_*` in the environment."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_type_hints


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
    threads: int = 64
    behind_tls: bool = False
    session_idle_seconds: int = 3600
    session_absolute_seconds: int = 12 * 3600
    login_failures: int = 5
    login_window_seconds: int = 300
    global_failures: int = 300
    setup_link_hours: int = 72
    log_level: str = "INFO"
    secret: str = ""

    @property
    def database(self) -> str:
        """The SQLAlchemy address; without a setting, SQLite in the instance folder."""
        return self.database_url or f"sqlite:///{(self.instance / 'exam.sqlite').absolute()}"

    @property
    def address(self) -> str:
        """Where people reach the server, without a closing slash."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

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
    values: dict[str, object] = {"content": base, **given}
    values["instance"] = instance
    settings = Settings(**values)  # type: ignore[arg-type]
    _check(settings)
    return settings if settings.secret else _with_secret(settings, values)


def _from_file(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path}: this is not TOML: {error}") from error
    return {name: _value(name, value, f"{path}") for name, value in content.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = {name: value for name, value in environment.items() if name.startswith("EXAM_") and name != "EXAM_CHROMIUM"}
    return {name[5:].lower(): _value(name[5:].lower(), value, name) for name, value in names.items()}


def _value(name: str, value: object, place: str) -> object:
    kinds = get_type_hints(Settings)
    if name not in {field.name for field in fields(Settings)}:
        raise BadSetting(f"{place}: there is no setting '{name}'; known are {', '.join(sorted(kinds))}")
    kind = kinds[name]
    try:
        return _convert(kind, value)
    except (TypeError, ValueError) as error:
        raise BadSetting(f"{place}: '{name}' must be {kind.__name__}, not {value!r}") from error


def _convert(kind: type, value: object) -> object:
    if kind is bool and isinstance(value, str):
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[value.lower()]
    if kind is Path and isinstance(value, str):
        return Path(value)
    if kind is int and isinstance(value, str):
        return int(value)
    if type(value) is not kind:
        raise TypeError(kind)
    return value


def _check(settings: Settings) -> None:
    if settings.language not in ("pl", "en"):
        raise BadSetting(f"'language' must be pl or en, not {settings.language!r}")
    for name in ("port", "threads", "session_idle_seconds", "session_absolute_seconds", "login_failures"):
        if getattr(settings, name) <= 0:
            raise BadSetting(f"'{name}' must be greater than 0")
    if settings.secret and len(settings.secret) != 64:
        raise BadSetting("'secret' must be 64 hexadecimal characters")


def _with_secret(settings: Settings, values: dict[str, object]) -> Settings:
    path = settings.instance / "secret"
    settings.instance.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    values["secret"] = path.read_text(encoding="ascii").strip()
    return Settings(**values)  # type: ignore[arg-type]
