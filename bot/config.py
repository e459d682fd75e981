"""`reprieve.toml` and the environment as frozen Settings; every problem is reported at once, with where it stands.

The environment wins over the file. Each setting has one name in either: `web.port` and `REPRIEVE_WEB__PORT`.
Plain pydantic rather than pydantic-settings: that ignores unknown names in the environment, knows no `…_FILE`, and
cannot say which file and line a value came from.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails

from bot.domain.errors import ConfigError
from bot.toml_file import Location, TomlFile, problem_of, read, unknown_key

PREFIX = "REPRIEVE_"
FILE_NAME = "reprieve.toml"
HEADING = """\
# Every setting of Reprieve as an environment variable; generated from bot/config.py by `make env-example`.
# Copy this file to .env and set what you need: `make run` and docker compose read it.
# The same settings may stand in reprieve.toml; the environment wins. An empty value counts as not set.
# Every secret may be given as the path of a file that holds it instead: NAME_FILE.
"""

_SHORT_NAMES: dict[tuple[str, ...], str] = {
    ("discord", "token"): "DISCORD_TOKEN",
    ("telegram", "token"): "TELEGRAM_TOKEN",
}
_LANGUAGES = {"en": "en", "zh": "zh_Hans", "zh_cn": "zh_Hans", "zh_hans": "zh_Hans", "zh_sg": "zh_Hans"}


def _listed(value: object) -> object:
    """A comma-separated text as a list: environment variables hold no arrays."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _language(value: object) -> object:
    folded = str(value).replace("-", "_").casefold()
    return next((name for prefix, name in _LANGUAGES.items() if folded in (prefix, name.casefold())), value)


def _address(*starts: str) -> AfterValidator:
    def checked(value: str | SecretStr) -> str | SecretStr:
        text = value if isinstance(value, str) else value.get_secret_value()
        if not text.startswith(starts):
            raise ValueError(f"give an address that starts with {', '.join(starts[:-1])} or {starts[-1]}")
        return value

    return AfterValidator(checked)


def _ping_address(value: SecretStr, info: ValidationInfo) -> SecretStr:
    if not value.get_secret_value().startswith(("https://", "http://" if info.data.get("allow_http") else "https://")):
        raise ValueError("give an address that starts with https://, or set audit.allow_http as well")
    return value


def _path_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{24,200}", value.get_secret_value()):
        raise ValueError("use at least 24 letters and digits, for instance the output of `openssl rand -hex 24`")
    return value


def _key(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", value.get_secret_value()):
        raise ValueError("holds a blank or a character that no key has; copy it again")
    return value


Folder = Annotated[Path, AfterValidator(Path.expanduser)]
WebAddress = Annotated[str, _address("https://", "http://"), AfterValidator(lambda address: address.rstrip("/"))]
Networks = Annotated[tuple[IPvAnyNetwork, ...], BeforeValidator(_listed)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Discord(_Section):
    token: SecretStr | None = Field(default=None, description="Bot token from the Discord developer portal.")
    api_base: WebAddress = Field(default="https://discord.com/api/v10", description="REST address of Discord.")
    gateway: Annotated[str, _address("wss://", "ws://")] = Field(
        default="wss://gateway.discord.gg/", description="Gateway address of Discord."
    )


class Telegram(_Section):
    token: SecretStr | None = Field(default=None, description="Bot token from @BotFather.")
    base_url: WebAddress = Field(
        default="https://api.telegram.org", description="Bot API server; set it when you run your own."
    )


class Web(_Section):
    host: str = Field(default="127.0.0.1", description="Address to listen on for /healthz and /metrics.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: WebAddress | None = Field(default=None, description="Public address of this server; hubs push to it.")
    metrics_allow: Networks = Field(
        default=(IPv4Network("127.0.0.0/8"), IPv6Network("::1/128")), description="Networks that may read /metrics."
    )
    trusted_proxies: Networks = Field(
        default=(), description="Your reverse proxies, as CIDR: their X-Forwarded-For is believed, nobody else's."
    )


class Egress(_Section):
    allow: Networks = Field(
        default=(), description="Networks that are not public and may be polled all the same, as CIDR."
    )


class Keys(_Section):
    congress: Annotated[SecretStr, AfterValidator(_key)] | None = Field(
        default=None, description="Key for api.congress.gov; get one free at https://api.congress.gov/sign-up/."
    )

    @property
    def given(self) -> dict[str, str]:
        """The keys that are set, by name."""
        return {name: key.get_secret_value() for name, key in self if key is not None}


class CourtListener(_Section):
    token: Annotated[SecretStr, AfterValidator(_key)] | None = Field(
        default=None,
        description="API token of your account at https://www.courtlistener.com/profile/api-token/; finds dockets "
        "by number.",
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_path_secret)] | None = Field(
        default=None,
        description="Last part of the webhook's address, /inbox/courtlistener/<secret>; without one, none.",
    )
    # SOURCE: https://www.courtlistener.com/help/api/webhooks/, read 2026-10-02.
    allow: Networks = Field(
        default=(IPv4Network("34.210.230.218/32"), IPv4Network("54.189.59.91/32")),
        description="Networks that CourtListener sends webhooks from.",
    )
    # SOURCE: https://www.courtlistener.com/help/api/rest/, the limits of a free account; read 2026-10-02.
    per_minute: int = Field(default=5, ge=0, description="Requests that CourtListener grants your account in a minute.")
    per_hour: int = Field(default=50, ge=0, description="Requests that it grants in an hour.")
    per_day: int = Field(default=125, ge=0, description="Requests that it grants in a day.")


class Audit(_Section):
    allow_http: bool = Field(default=False, description="Let ping_url be http://, as of a monitor in your own network.")
    ping_url: Annotated[SecretStr, AfterValidator(_ping_address)] | None = Field(
        default=None, description="Address to fetch each minute in which the audit finds nothing wrong."
    )


class Log(_Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Quietest level that is written."
    )
    format: Literal["auto", "console", "json"] = Field(
        default="auto", description="auto writes for people on a terminal and JSON elsewhere."
    )


class Settings(_Section):
    """All there is to set."""

    data: Folder = Field(
        default=Path("~/.local/share/reprieve").expanduser(),
        description="Folder that holds what the bot must not forget.",
    )
    redis_url: Annotated[SecretStr, _address("redis://", "rediss://", "unix://")] | None = Field(
        default=None, description="Redis 6.2 or Valkey server; without one the bundled Valkey runs in the data folder."
    )
    lang: Annotated[Literal["en", "zh_Hans"], BeforeValidator(_language)] = Field(
        default="en", description="Language of a new channel: en or zh_Hans."
    )
    matters: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        default=(), description="Matters to watch: names of packs; by default tiktok and every pack of your own."
    )
    packs: Folder | None = Field(
        default=None,
        description="Folder of your own packs; by default `packs` beside reprieve.toml, else in the data folder.",
    )
    discord: Discord = Discord()
    telegram: Telegram = Telegram()
    web: Web = Web()
    egress: Egress = Egress()
    keys: Keys = Keys()
    courtlistener: CourtListener = CourtListener()
    audit: Audit = Audit()
    log: Log = Log()

    @property
    def valkey_folder(self) -> Path:
        """Where the bundled Valkey keeps its files."""
        return self.data / "valkey"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, for the log to mask."""
        of_courtlistener = self.courtlistener.token, self.courtlistener.webhook_secret
        given = (self.discord.token, self.telegram.token, *of_courtlistener, self.audit.ping_url)
        tokens = [s.get_secret_value() for s in given if s]
        password = urlsplit(self.redis_url.get_secret_value()).password if self.redis_url else None
        return (*tokens, *self.keys.given.values(), *([unquote(password)] if password else []))


@dataclass(frozen=True, slots=True)
class _Setting:
    """One setting and its names."""

    location: tuple[str, ...]
    env: str
    is_secret: bool
    default: object
    description: str


def load(environ: Mapping[str, str], folder: Path) -> Settings:
    """The settings from the environment and from the file it names, else `folder`'s, else the data folder's.

    Raises: ConfigError with every problem there is.
    """
    file = _file_for(environ, folder)
    merged = {} if file is None else _copied(file.values)
    from_env: dict[Location, str] = {}
    problems = list(_unknown_names(environ))
    for setting in settings():
        value, found = _from_env(setting, environ)
        problems += found
        if value:
            _put(merged, setting.location, value)
            from_env[setting.location] = setting.env
    try:
        made = Settings.model_validate(merged)
    except ValidationError as error:
        problems += [_sentence(d, file, from_env) for d in error.errors()]
    if problems:
        raise ConfigError(problems)
    return made if made.packs else made.model_copy(update={"packs": _packs_for(made, file)})


def settings() -> tuple[_Setting, ...]:
    """Every setting, in the order of the model."""
    return tuple(_settings_of(Settings, ()))


def env_example() -> str:
    """The text of `.env.example`."""
    blocks = [HEADING, f"# Path of reprieve.toml, when it is neither here nor in the data folder.\n# {PREFIX}CONFIG=\n"]
    for s in settings():
        hint = f" ({s.env}_FILE reads it from a file.)" if s.is_secret else ""
        blocks.append(f"# {s.description}{hint}\n# {s.env}={_shown(s.default)}\n")
    return "\n".join(blocks)


def _settings_of(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[_Setting]:
    for name, field in model.model_fields.items():
        location = (*above, name)
        if isinstance(field.default, BaseModel):
            yield from _settings_of(type(field.default), location)
            continue
        env = PREFIX + _SHORT_NAMES.get(location, "__".join(location).upper())
        yield _Setting(location, env, _is_secret(field.annotation), field.default, field.description or "")


def _is_secret(annotation: object) -> bool:
    return annotation is SecretStr or any(_is_secret(a) for a in get_args(annotation))


def _file_for(environ: Mapping[str, str], folder: Path) -> TomlFile | None:
    if named := environ.get(f"{PREFIX}CONFIG"):
        return read(Path(named).expanduser())
    data = environ.get(f"{PREFIX}DATA") or str(Settings.model_fields["data"].default)
    places = (folder / FILE_NAME, Path(data).expanduser() / FILE_NAME)
    return next((read(p) for p in places if p.is_file()), None)


def _packs_for(made: Settings, file: TomlFile | None) -> Path:
    return (file.path.parent if file else made.data) / "packs"


def _unknown_names(environ: Mapping[str, str]) -> Iterator[str]:
    known = {f"{PREFIX}CONFIG"}
    for s in settings():
        known |= {s.env, f"{s.env}_FILE"} if s.is_secret else {s.env}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            yield f"environment: unknown name {name}; {unknown_key(name, known)}"


def _from_env(setting: _Setting, environ: Mapping[str, str]) -> tuple[str, list[str]]:
    """The value from the environment, empty when not set there, and what is wrong with it."""
    value = environ.get(setting.env, "")
    path = environ.get(f"{setting.env}_FILE", "") if setting.is_secret else ""
    if not path:
        return value, []
    if value:
        return "", [f"environment: {setting.env} and {setting.env}_FILE are both set; keep one of them."]
    try:
        return Path(path).expanduser().read_text("utf-8").strip(), []
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        return "", [f"environment: {setting.env}_FILE: {path} cannot be read: {reason}."]


def _sentence(detail: ErrorDetails, file: TomlFile | None, from_env: Mapping[Location, str]) -> str:
    location = detail["loc"]
    env = next((name for place, name in from_env.items() if location[: len(place)] == place), None)
    if env is None:
        return f"{file.where(location) if file else FILE_NAME}: {problem_of(detail, Settings)}"
    return f"environment: {problem_of({**detail, 'loc': (env,)}, Settings)}"


def _put(values: dict[str, Any], location: tuple[str, ...], value: str) -> None:
    *above, name = location
    for key in above:
        inner = values.get(key)
        values = values.setdefault(key, {}) if isinstance(inner, dict) or inner is None else {}
    values[name] = value


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _copied(v) if isinstance(v, dict) else v for k, v in values.items()}


def _shown(default: object) -> str:
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    home = str(Path.home())
    return "" if default is None else str(default).replace(home, "~", 1)


if __name__ == "__main__":
    sys.stdout.write(env_example())
