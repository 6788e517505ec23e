"""Settings: defaults, then the file, then the environment; anything unknown or wrong is named."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from exam_server.settings import BadSetting, load_settings


def with_file(folder: Path, content: str) -> dict[str, str]:
    (folder / "settings.toml").write_text(content, encoding="utf-8")
    return {"EXAM_INSTANCE": str(folder)}


def test_without_file_and_environment_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert (settings.port, settings.language, settings.behind_tls) == (8000, "pl", False)
    assert settings.database == f"sqlite:///{tmp_path / 'instance' / 'exam.sqlite'}"


def test_the_file_overrides_a_default_and_the_environment_overrides_the_file(tmp_path: Path) -> None:
    environment = with_file(tmp_path, 'port = 8100\nlanguage = "en"\nbehind_tls = true\n')
    settings = load_settings(environment | {"EXAM_PORT": "8200", "EXAM_BEHIND_TLS": "no"})
    assert (settings.port, settings.language, settings.behind_tls) == (8200, "en", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXAM_PROT", "8000"),
        ("EXAM_PORT", "eighty"),
        ("EXAM_PORT", "0"),
        ("EXAM_PORT", "70000"),
        ("EXAM_THREADS", "-1"),
        ("EXAM_BEHIND_TLS", "perhaps"),
        ("EXAM_LANGUAGE", "de"),
        ("EXAM_TIME_ZONE", "Europe/Atlantis"),
        ("EXAM_LOG_LEVEL", "LOUD"),
        ("EXAM_CERTIFICATE_NUMBER", "{number}"),
        ("EXAM_DATABASE_URL", "mysql://somewhere"),
        ("EXAM_DATABASE_URL", "sqlite:///relative.sqlite"),
        ("EXAM_DATABASE_URL", "postgresql://exam:secret@db.example.org/exam"),
        ("EXAM_PUBLIC_URL", "exam.example.org"),
        ("EXAM_SECRET", "z" * 64),
        ("EXAM_SECRET", "short"),
        ("EXAM_CONTENT", ""),
        ("EXAM_SETUP_LINK_HOURS", "0"),
    ],
)
def test_an_unknown_name_or_a_bad_value_stops_the_start_and_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name[5:].lower()):
        load_settings({name: value}, tmp_path)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("prot = 1\n", "prot"),
        ("port = true\n", "port"),
        ("port = ", "settings.toml"),
        ('instance = "elsewhere"\n', "EXAM_INSTANCE"),
        ("[server]\nport = 1\n", "server"),
    ],
)
def test_a_bad_file_is_named_with_the_setting(tmp_path: Path, content: str, named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        load_settings(with_file(tmp_path, content))


def test_a_message_never_repeats_what_may_hold_a_secret(tmp_path: Path) -> None:
    for name in ("secret", "database_url"):
        with pytest.raises(BadSetting) as raised:
            load_settings(with_file(tmp_path, f'{name} = ["hunter2"]\n'))
        assert "hunter2" not in str(raised.value)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = load_settings({}, tmp_path)
    assert len(first.key) == 32
    assert load_settings({}, tmp_path).secret == first.secret
    assert stat.S_IMODE((tmp_path / "instance" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "instance").iterdir()] == ["secret"]


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        loaded = pool.map(lambda _: load_settings({}, tmp_path), range(16))
    assert len({settings.secret for settings in loaded}) == 1


@pytest.mark.parametrize("words", ["", "5e" * 31, "not a secret"])
def test_a_damaged_secret_stops_the_start_instead_of_signing_with_it(tmp_path: Path, words: str) -> None:
    (tmp_path / "secret").write_text(words, encoding="utf-8")
    with pytest.raises(BadSetting, match="secret"):
        load_settings({"EXAM_INSTANCE": str(tmp_path)})


def test_what_only_tests_read_is_no_setting(tmp_path: Path) -> None:
    assert load_settings({"EXAM_CHROMIUM": "/usr/bin/chromium"}, tmp_path).port == 8000


def test_only_the_owner_looks_into_the_instance_folder(tmp_path: Path) -> None:
    load_settings({"EXAM_INSTANCE": str(tmp_path / "instance")})
    assert (tmp_path / "instance").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("folder", [0o755, 0o700])
def test_a_file_with_a_secret_in_a_folder_open_to_others_stops_the_start(tmp_path: Path, folder: int) -> None:
    instance = tmp_path / "instance"
    given = {"EXAM_INSTANCE": str(instance)}
    load_settings(given)
    instance.chmod(folder)
    files = {"secret": (instance / "secret").read_text(), "settings.toml": f'secret = "{"ab" * 32}"\n'}
    for name, content in files.items():
        (instance / name).write_text(content, encoding="utf-8")
        (instance / name).chmod(0o644)
        if folder == 0o700:
            assert load_settings(given).secret
        else:
            with pytest.raises(BadSetting, match=f"chmod 600 .*{name}"):
                load_settings(given)
        (instance / name).chmod(0o600)
        assert load_settings(given).secret


def test_the_password_of_a_database_and_the_key_of_a_certificate_are_kept_from_others_too(tmp_path: Path) -> None:
    instance, key = tmp_path / "instance", tmp_path / "key.pem"
    given = {"EXAM_INSTANCE": str(instance)}
    load_settings(given)
    for folder in (instance, tmp_path):
        folder.chmod(0o755)
    settings = instance / "settings.toml"
    settings.write_text('database_url = "postgresql://exam:tajne@/exam"\n', encoding="utf-8")
    settings.chmod(0o644)
    with pytest.raises(BadSetting, match=r"settings\.toml") as refused:
        load_settings(given)
    assert "tajne" not in str(refused.value)
    settings.write_text('database_url = "postgresql:///exam"\n', encoding="utf-8")
    assert load_settings(given).database_url
    key.write_text("key")
    key.chmod(0o640)
    assert load_settings(given | {"EXAM_TLS": f"cert.pem,{key}"}).tls_files
    key.chmod(0o644)
    with pytest.raises(BadSetting, match=r"key\.pem"):
        load_settings(given | {"EXAM_TLS": f"cert.pem,{key}"})


MAIL = 'public_url = "https://e.example.org"\n[mail]\nhost = "smtp.example.org"\nfrom = "e@example.org"\n'


def test_a_table_of_mail_settings_is_read_with_its_password(tmp_path: Path) -> None:
    password = tmp_path / "mail-password"
    password.write_text("tajne\n", encoding="utf-8")
    password.chmod(0o600)
    mail = load_settings(with_file(tmp_path, MAIL + 'user = "e"\npassword_file = "mail-password"\nport = 465\n')).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.security, mail.user, mail.password) == (
        "smtp.example.org",
        465,
        "starttls",
        "e",
        "tajne",
    )
    assert load_settings({}, tmp_path).mail is None
    password.chmod(0o644)
    with pytest.raises(BadSetting, match="chmod 600"):
        load_settings({"EXAM_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    ("added", "named"),
    [
        ('security = "none"\n', "mail_security"),
        ('security = "ssl"\n', "mail_security"),
        ('from = "nobody"\n', "mail_from"),
        ('reply_to = "nobody"\n', "mail_reply_to"),
        ('user = "e"\n', "mail_password_file"),
        ('user = "e"\npassword_file = "missing"\n', "missing"),
        ('hots = "x"\n', "mail_hots"),
    ],
)
def test_mail_that_could_not_leave_or_would_be_read_on_the_way_stops_the_start(
    tmp_path: Path, added: str, named: str
) -> None:
    given = MAIL.replace('from = "e@example.org"\n', "") + added if added.startswith("from") else MAIL + added
    with pytest.raises(BadSetting, match=named):
        load_settings(with_file(tmp_path, given))


def test_messages_need_to_say_where_to_log_in(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="public_url"):
        load_settings(with_file(tmp_path, MAIL.partition("\n")[2]))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"EXAM_OIDC_ISSUER": "http://login.example.org", "EXAM_OIDC_CLIENT_ID": "exam"}, "oidc_issuer"),
        ({"EXAM_OIDC_ISSUER": "https://login.example.org"}, "oidc_client_id"),
        (
            {
                "EXAM_OIDC_ISSUER": "https://login.example.org",
                "EXAM_OIDC_CLIENT_ID": "exam",
                "EXAM_OIDC_CLIENT_SECRET_FILE": "nowhere",
            },
            "oidc_client_secret_file",
        ),
    ],
)
def test_a_provider_that_could_be_listened_to_or_isnt_known_stops_the_start(
    tmp_path: Path, given: dict[str, str], named: str
) -> None:
    with pytest.raises(BadSetting, match=named):
        load_settings(given, tmp_path)


def test_a_provider_is_read_with_its_secret(tmp_path: Path) -> None:
    given = {"EXAM_OIDC_ISSUER": "https://login.example.org/r", "EXAM_OIDC_CLIENT_ID": "exam"}
    plain = load_settings(given, tmp_path).sign_on
    assert plain is not None and (plain.name, plain.client_secret, plain.strong) == (
        "login.example.org",
        "",
        frozenset(),
    )
    file = tmp_path / "instance" / "oidc"
    file.write_text("tajne\n")
    file.chmod(0o600)
    more = {"EXAM_OIDC_CLIENT_SECRET_FILE": "oidc", "EXAM_OIDC_NAME": "Izba", "EXAM_OIDC_SECOND_FACTOR": "mfa hwk"}
    full = load_settings({**given, **more}, tmp_path).sign_on
    assert full is not None and (full.name, full.client_secret, full.strong) == ("Izba", "tajne", {"mfa", "hwk"})
