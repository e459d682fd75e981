from pathlib import Path

import pytest

from bot.config import env_example, load, settings
from bot.domain.errors import ConfigError

ROOT = Path(__file__).parents[3]


def written(folder: Path, text: str) -> Path:
    path = folder / "reprieve.toml"
    path.write_text(text, "utf-8")
    return path


def problems(environ: dict[str, str], folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(environ, folder)
    return caught.value.problems


def test_defaults_suffice_when_nothing_is_set(tmp_path):
    made = load({}, tmp_path)
    assert (None, None, None) == (made.redis_url, made.discord.token, made.telegram.token)
    assert ("127.0.0.1", 8080) == (made.web.host, made.web.port)
    assert made.data / "packs" == made.packs


def test_environment_wins_when_both_say_something(tmp_path):
    written(tmp_path, 'lang = "en"\n[web]\nport = 9000\nhost = "::1"\n')
    made = load({"REPRIEVE_WEB__PORT": "9001"}, tmp_path)
    assert (9001, "::1") == (made.web.port, made.web.host)


@pytest.mark.parametrize("place", ["named", "here", "data"])
def test_file_is_found_when_it_is_in_a_known_place(tmp_path, place):
    here, data, other = (tmp_path / name for name in ("here", "data", "other"))
    for folder in (here, data, other):
        folder.mkdir()
    environ = {"REPRIEVE_DATA": str(data)}
    path = written({"named": other, "here": here, "data": data}[place], 'lang = "zh"\n')
    if place == "named":
        environ["REPRIEVE_CONFIG"] = str(path)
    made = load(environ, here)
    assert ("zh_Hans", path.parent / "packs") == (made.lang, made.packs)


@pytest.mark.parametrize(
    ("given", "lang"),
    [("en", "en"), ("zh", "zh_Hans"), ("zh-CN", "zh_Hans"), ("zh_hans", "zh_Hans"), ("ZH-Hans", "zh_Hans")],
)
def test_language_is_understood_in_its_usual_spellings(tmp_path, given, lang):
    assert lang == load({"REPRIEVE_LANG": given}, tmp_path).lang


def test_lists_are_split_at_commas_when_they_come_from_the_environment(tmp_path):
    made = load({"REPRIEVE_MATTERS": "tiktok, mine", "REPRIEVE_EGRESS__ALLOW": "127.0.0.0/8,::1/128"}, tmp_path)
    assert ("tiktok", "mine") == made.matters
    assert ["127.0.0.0/8", "::1/128"] == [str(n) for n in made.egress.allow]


def test_empty_value_counts_as_not_set(tmp_path):
    assert load({"REPRIEVE_DISCORD_TOKEN": "", "REPRIEVE_WEB__PORT": ""}, tmp_path) == load({}, tmp_path)


def test_secret_is_read_from_its_file(tmp_path):
    (tmp_path / "token").write_text("  abc.def\n")
    made = load({"REPRIEVE_DISCORD_TOKEN_FILE": str(tmp_path / "token")}, tmp_path)
    assert ("abc.def",) == made.secrets
    assert "abc" not in repr(made)


def test_empty_secret_file_counts_as_not_set():
    assert load({"REPRIEVE_TELEGRAM_TOKEN_FILE": "/dev/null"}, Path("/")).telegram.token is None


def test_secret_in_two_places_is_refused(tmp_path):
    environ = {"REPRIEVE_REDIS_URL": "redis://x/0", "REPRIEVE_REDIS_URL_FILE": "/dev/null"}
    assert ["environment: REPRIEVE_REDIS_URL and REPRIEVE_REDIS_URL_FILE are both set; keep one of them."] == problems(
        environ, tmp_path
    )


def test_secret_file_that_cannot_be_read_is_refused(tmp_path):
    environ = {"REPRIEVE_DISCORD_TOKEN_FILE": str(tmp_path / "none")}
    [problem] = problems(environ, tmp_path)
    assert (
        f"environment: REPRIEVE_DISCORD_TOKEN_FILE: {tmp_path}/none cannot be read: No such file or directory."
        == problem
    )


def test_redis_password_is_a_secret_and_its_host_is_not(tmp_path):
    assert ("p@ss",) == load({"REPRIEVE_REDIS_URL": "redis://:p%40ss@db:6379/0"}, tmp_path).secrets
    assert () == load({"REPRIEVE_REDIS_URL": "redis://db:6379/0"}, tmp_path).secrets


def test_api_keys_are_secrets_and_known_by_name(tmp_path):
    (tmp_path / "key").write_text("a1B2c3\n")
    made = load({"REPRIEVE_KEYS__CONGRESS_FILE": str(tmp_path / "key")}, tmp_path)
    assert ({"congress": "a1B2c3"}, ("a1B2c3",)) == (made.keys.given, made.secrets)
    assert "a1B2c3" not in repr(made)
    assert {} == load({}, tmp_path).keys.given


def test_api_key_with_a_line_break_in_it_is_refused_without_showing_it(tmp_path):
    with pytest.raises(ConfigError, match=r"REPRIEVE_KEYS__CONGRESS.*copy it again") as caught:
        load({"REPRIEVE_KEYS__CONGRESS": "abc\r\nX-Other: 1"}, tmp_path)
    assert "abc" not in str(caught.value)


def test_courtlistener_token_and_webhook_secret_are_secrets(tmp_path):
    names = {"REPRIEVE_COURTLISTENER__TOKEN": "t0ken", "REPRIEVE_COURTLISTENER__WEBHOOK_SECRET": "s" * 24}
    assert ("t0ken", "s" * 24) == load(names, tmp_path).secrets


@pytest.mark.parametrize("secret", ["short", "s" * 23, "with/a/slash/and/24/letters", "späte-umlaute-sind-keine-pfade"])
def test_webhook_secret_that_is_short_or_no_path_is_refused_without_showing_it(tmp_path, secret):
    with pytest.raises(ConfigError, match=r"WEBHOOK_SECRET.*openssl rand") as caught:
        load({"REPRIEVE_COURTLISTENER__WEBHOOK_SECRET": secret}, tmp_path)
    assert secret not in str(caught.value)


def test_ping_address_is_a_secret(tmp_path):
    made = load({"REPRIEVE_AUDIT__PING_URL": "https://monitor.example/0f3a"}, tmp_path)
    assert ("https://monitor.example/0f3a",) == made.secrets


def test_ping_address_is_https_unless_http_is_allowed(tmp_path):
    environ = {"REPRIEVE_AUDIT__PING_URL": "http://10.0.0.5:8000/ping/0f3a"}
    [problem] = problems(environ, tmp_path)
    assert "0f3a" not in problem
    assert "starts with https://, or set audit.allow_http as well" in problem
    assert load({**environ, "REPRIEVE_AUDIT__ALLOW_HTTP": "true"}, tmp_path).audit.ping_url is not None


def test_every_problem_is_reported_at_once_with_its_place(tmp_path):
    path = written(tmp_path, 'lang = "fr"\nmattrs = ["tiktok"]\n\n[web]\nprot = 1\nport = "x"\n[discrod]\nx = 1\n')
    environ = {"REPRIEVE_WEB__PROT": "1", "REPRIEVE_EGRESS__ALLOW": "nowhere", "REPRIEVE_TELEGRAM__BASE_URL": "ftp://x"}
    assert {
        "environment: unknown name REPRIEVE_WEB__PROT; did you mean “REPRIEVE_WEB__PORT”?",
        "environment: “REPRIEVE_EGRESS__ALLOW”: value is not a valid IPv4 or IPv6 network.",
        "environment: “REPRIEVE_TELEGRAM__BASE_URL”: give an address that starts with https:// or http://.",
        f"{path}:1: “lang”: it should be 'en' or 'zh_Hans'.",
        f"{path}:2: unknown key “mattrs”; did you mean “matters”?",
        f"{path}:5: unknown key “prot”; did you mean “port”?",
        f"{path}:6: “port”: it should be a valid integer, unable to parse string as an integer.",
        f"{path}:7: unknown key “discrod”; did you mean “discord”?",
    } == set(problems(environ, tmp_path))


def test_problem_with_a_secret_does_not_show_it(tmp_path):
    [problem] = problems({"REPRIEVE_REDIS_URL": "postgres://:hunter2@db/0"}, tmp_path)
    assert "hunter2" not in problem


def test_broken_file_is_refused_with_its_line(tmp_path):
    path = written(tmp_path, 'lang = "en"\nweb = {\n')
    [problem] = problems({}, tmp_path)
    assert problem.startswith(f"{path}:2: not valid TOML")


def test_named_file_that_is_missing_is_refused(tmp_path):
    [problem] = problems({"REPRIEVE_CONFIG": str(tmp_path / "none.toml")}, tmp_path)
    assert f"{tmp_path}/none.toml cannot be read: No such file or directory." == problem


def test_settings_cannot_be_changed(tmp_path):
    made = load({}, tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        made.lang = "zh_Hans"


def test_every_setting_can_be_given_by_environment_and_explains_itself():
    assert [s.env for s in settings() if not s.description] == []
    assert {
        *("REPRIEVE_DISCORD_TOKEN", "REPRIEVE_TELEGRAM_TOKEN", "REPRIEVE_REDIS_URL"),
        "REPRIEVE_KEYS__CONGRESS",
        *("REPRIEVE_COURTLISTENER__TOKEN", "REPRIEVE_COURTLISTENER__WEBHOOK_SECRET"),
        "REPRIEVE_AUDIT__PING_URL",
    } == {s.env for s in settings() if s.is_secret}


def test_env_example_is_current():
    assert env_example() == (ROOT / ".env.example").read_text("utf-8"), "run `make env-example`"


def test_env_example_is_accepted_when_every_line_is_uncommented(tmp_path):
    lines = (line.removeprefix("# ") for line in env_example().splitlines())
    environ = dict(line.split("=", 1) for line in lines if line.startswith("REPRIEVE_"))
    assert load({}, tmp_path) == load(environ, tmp_path)
