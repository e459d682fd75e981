"""The doctor's checks. Each returns findings and raises nothing that is to be expected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.config import Settings, load
from bot.delivery.discord_check import discord_check
from bot.delivery.telegram_check import telegram_check
from bot.domain.channel import Channel, Platform
from bot.domain.errors import ConfigError, ReprieveError, SourceError, StoreError, StoreInUseError, StoreSettingsError
from bot.domain.matter import Matter
from bot.domain.source import Condition, Health, HubLease, SourceSpec, Validators
from bot.loops.clock import SystemClock
from bot.packs.load import load_packs
from bot.polling.health import condition_of
from bot.polling.hubs import is_live
from bot.sources.http import Egress
from bot.sources.kind import Fetched
from bot.sources.registry import KINDS, build
from bot.sources.worker import ParseWorker
from bot.store.connection import Connection
from bot.store.embedded import embedded_valkey
from bot.store.inbox import RedisHubs
from bot.store.items import RedisItems
from bot.store.server_check import check_server
from bot.store.subscriptions import RedisSubscriptions

_TROUBLES = frozenset({Health.FAILING, Health.STALE, Health.GAP_SUSPECTED})
SKEW_IS_ODD = timedelta(seconds=5)
SKEW_IS_WRONG = timedelta(seconds=60)


class Status(StrEnum):
    """In growing order of trouble."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. Shape: `id` names the check and never changes; `todo` is empty when all is well."""

    id: str
    subject: str
    status: Status
    what: str
    todo: str = ""

    def row(self) -> dict[str, str]:
        return asdict(self)


class _Chat(Protocol):
    name: str

    async def trouble_in(self, channel: Channel) -> str: ...


async def findings(environ: Mapping[str, str], folder: Path) -> list[Finding]:
    """Everything found, in the order in which it should be put right."""
    try:
        settings = load(environ, folder)
    except ConfigError as error:
        todo = "Correct it; `.env.example` lists every setting."
        return [Finding("settings", "settings", Status.ERROR, problem, todo) for problem in error.problems]
    found = [Finding("settings", "settings", Status.OK, f"understood; the data folder is {settings.data}.")]
    matters, of_packs = _matters(settings)
    of_store, channels = await _store(settings, matters)
    return [
        *found,
        *of_packs,
        _public_url(settings),
        *of_store,
        *await _chats(settings, channels),
        *await _sources(settings, matters),
    ]


def _matters(settings: Settings) -> tuple[tuple[Matter, ...], list[Finding]]:
    try:
        matters = load_packs(settings.matters, settings.packs, KINDS)
    except ConfigError as error:
        return (), [Finding("packs", "packs", Status.ERROR, p, "Correct the pack.") for p in error.problems]
    named = ", ".join(m.id for m in matters)
    return matters, [Finding("packs", "packs", Status.OK, f"{named}: nothing wrong in them.")]


async def _store(settings: Settings, matters: Sequence[Matter]) -> tuple[list[Finding], list[Channel]]:
    """Looks at the server and who subscribed, without taking the lease that a running bot holds."""
    name = "Redis" if settings.redis_url else "bundled Valkey"
    try:
        async with _server(settings) as url, _connected(url) as connection:
            unchecked = await check_server(connection)
            channels = await _channels(RedisSubscriptions(connection), matters)
            remembered = await _remembered(RedisItems(connection, ""), matters)
            remembered += [_agreed(lease) for lease in await RedisHubs(connection).all()]
    except StoreInUseError:
        what = "a running bot holds it, so its channels are not looked at."
        return [Finding("store", name, Status.OK, what)], []
    except StoreSettingsError as error:
        todo = "Change the setting in the server's configuration and restart it."
        return [Finding("store.settings", name, Status.ERROR, problem, todo) for problem in error.problems], []
    except (StoreError, OSError) as error:
        todo = "Check REPRIEVE_REDIS_URL and that the server runs." if settings.redis_url else "See the data folder."
        return [Finding("store", name, Status.ERROR, str(error), todo)], []
    well = Finding("store", name, Status.OK, f"keeps what it acknowledges; {len(channels)} channels subscribed.")
    return [
        well,
        *(Finding("store.settings", name, Status.WARNING, u, "See to it yourself.") for u in unchecked),
        *remembered,
    ], channels


async def _remembered(items: RedisItems, matters: Sequence[Matter]) -> list[Finding]:
    """What the bot's own polls found wrong, which a look at this moment does not show."""
    specs = {s.id: s for m in matters for s in m.sources}
    states, now = await items.source_states(list(specs)), SystemClock().now()
    conditions = {spec: condition_of(spec, states[sid], now) for sid, spec in specs.items()}
    return [_past(spec, found) for spec, found in conditions.items() if found.health in _TROUBLES]


def _past(spec: SourceSpec, found: Condition) -> Finding:
    what, _, todo = found.reason.partition(". ")
    said = f"when last polled: {what.rstrip('.')}."
    todo = todo or "Look there with a browser: has anything happened that the bot did not tell?"
    return Finding(f"source.{found.health}", f"{spec.outlet} <{spec.url}>", Status.WARNING, said, todo)


def _agreed(lease: HubLease) -> Finding:
    """What stands with the hub of a source."""
    subject, now = f"{lease.source_id} <{lease.link.hub}>", SystemClock().now()
    if is_live(lease, now) and lease.ends_at is not None:
        return Finding("hub", subject, Status.OK, f"its hub pushes until {lease.ends_at:%Y-%m-%d %H:%M} UTC.")
    what, _, todo = (lease.problem or "it was not asked yet").partition("; ")
    advice = f"{todo[:1].upper()}{todo[1:]}." if todo else "The source is polled meanwhile; its hub is asked again."
    return Finding("hub", subject, Status.WARNING, f"its hub does not push: {what.rstrip('.')}.", advice)


def _public_url(settings: Settings) -> Finding:
    url = settings.web.public_url
    if url is None:
        what = "none is set: hubs are not asked to push, every source is polled."
        return Finding("public_url", "web.public_url", Status.OK, what)
    if not url.startswith("https://"):
        todo = "Put a reverse proxy with a certificate before the bot and give its https:// address."
        return Finding("public_url", "web.public_url", Status.WARNING, "what hubs push can be read on the way.", todo)
    return Finding("public_url", "web.public_url", Status.OK, f"hubs are asked to push to {url}.")


@asynccontextmanager
async def _server(settings: Settings) -> AsyncIterator[str]:
    if settings.redis_url:
        yield settings.redis_url.get_secret_value()
        return
    async with embedded_valkey(settings.valkey_folder) as url:
        yield url


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    connection = Connection(url)
    try:
        yield connection
    finally:
        await connection.close()


async def _channels(subscriptions: RedisSubscriptions, matters: Sequence[Matter]) -> list[Channel]:
    channels: dict[Channel, None] = {}
    for matter in matters:
        cursor = 0
        while True:
            chunk, cursor = await subscriptions.of_matter(matter.id, cursor)
            channels |= dict.fromkeys(s.channel for s in chunk)
            if not cursor:
                break
    return list(channels)


async def _chats(settings: Settings, channels: Sequence[Channel]) -> list[Finding]:
    discord, telegram = settings.discord, settings.telegram
    if not discord.token and not telegram.token:
        todo = "Set REPRIEVE_DISCORD_TOKEN or REPRIEVE_TELEGRAM_TOKEN; README tells where to get one."
        return [Finding("token", "tokens", Status.WARNING, "none is set: the bot talks on its terminal only.", todo)]
    found: list[Finding] = []
    if discord.token:
        check = discord_check(discord.token.get_secret_value(), discord.api_base)
        found += await _chat(Platform.DISCORD, check, channels)
    if telegram.token:
        check_telegram = telegram_check(telegram.token.get_secret_value(), telegram.base_url)
        found += await _chat(Platform.TELEGRAM, check_telegram, channels)
    return found


async def _chat(
    platform: Platform, opening: AbstractAsyncContextManager[_Chat], channels: Sequence[Channel]
) -> list[Finding]:
    found: list[Finding] = []
    try:
        async with opening as chat:
            found.append(Finding(f"{platform}.token", platform, Status.OK, f"takes the token of {chat.name}."))
            own = [c for c in channels if c.platform is platform]
            found += [_standing(channel, await chat.trouble_in(channel)) for channel in own]
    except ReprieveError as error:
        check = f"{platform}.token" if isinstance(error, ConfigError) else f"{platform}.reach"
        what, _, todo = str(error).partition(". ")
        found.append(Finding(check, platform, Status.ERROR, f"{what}.", todo))
    return found


def _standing(channel: Channel, trouble: str) -> Finding:
    what, _, todo = trouble.partition(": ")
    if not trouble:
        return Finding(f"{channel.platform}.chat", channel.id, Status.OK, "the bot may write there.")
    return Finding(f"{channel.platform}.chat", channel.id, Status.ERROR, f"{what}.", f"{todo[:1].upper()}{todo[1:]}.")


@dataclass(slots=True)
class _Listening:
    """The egress, noting how far the clocks of others are from ours."""

    egress: Egress
    clock: SystemClock
    skews: list[timedelta] = field(default_factory=list)

    async def fetch(self, url: str, validators: Validators, headers: Mapping[str, str] | None = None) -> Fetched:
        answer = await self.egress.fetch(url, validators, headers)
        if answer.served_at is not None:
            self.skews.append(self.clock.now() - answer.served_at)
        return answer


async def _sources(settings: Settings, matters: Sequence[Matter]) -> list[Finding]:
    specs = list({s.id: s for m in matters for s in m.sources}.values())
    clock = SystemClock()
    async with Egress(clock, allow=settings.egress.allow) as egress, ParseWorker() as worker:
        listening = _Listening(egress, clock)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_source(spec, listening, worker, settings.keys.given)) for spec in specs]
    return [*(t.result() for t in tasks), *_skew(listening.skews)]


async def _source(spec: SourceSpec, egress: _Listening, worker: ParseWorker, keys: Mapping[str, str]) -> Finding:
    subject = f"{spec.outlet} <{spec.url}>"
    try:
        polled = await build(spec, egress, worker, keys).poll(Validators())
    except SourceError as error:
        what, _, todo = str(error).partition(". ")
        return Finding(
            "source", subject, Status.ERROR, f"{what.rstrip('.')}.", todo or "Correct the address in the pack."
        )
    n_items = len(polled.parsed.items) if polled.parsed else 0
    if not n_items:
        todo = "Open the address in a browser; if it stays empty, replace the source in the pack."
        return Finding("source", subject, Status.WARNING, "answers, but lists nothing.", todo)
    hub = ", and names a hub that can push them" if polled.hub else ""
    return Finding("source", subject, Status.OK, f"answers with {n_items} items{hub}.")


def _skew(skews: Sequence[timedelta]) -> list[Finding]:
    """The middle of what all servers say: one of them may itself be wrong. Units: their Date header tells seconds."""
    if not skews:
        return []
    skew = sorted(skews)[len(skews) // 2]
    off = abs(skew)
    if off <= SKEW_IS_ODD:
        return [Finding("clock", "clock", Status.OK, f"agrees with {len(skews)} servers.")]
    status = Status.ERROR if off > SKEW_IS_WRONG else Status.WARNING
    side = "ahead of" if skew > timedelta(0) else "behind"
    what = f"{off.total_seconds():.0f} s {side} {len(skews)} servers."
    return [Finding("clock", "clock", status, what, "Let the machine set its clock by NTP; reminders fire by it.")]
