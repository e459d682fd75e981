"""What hubs send: confirmations of what they were asked for, and news, which goes straight through the chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256

import structlog

from bot.domain.errors import SourceError
from bot.domain.ids import SourceId
from bot.domain.item import Parsed
from bot.domain.source import HubLease, SourceSpec
from bot.loops.hubs.signature import is_signed
from bot.loops.ingest import Ingest
from bot.polling import hubs
from bot.polling.gap import FEWEST_TO_OVERLAP
from bot.ports import BodyParser, Clock, HubStore, ItemStore, Metrics, PushStore
from bot.text.clean import one_line

NAME = "websub"
_MAX_REASON_CHARS = 200
_MAX_LEASE_DIGITS = 10
_MOST_TRIES = 5

_log = structlog.get_logger("hubs")


class HubInbox:
    """`find` gives a watched source. All methods raise StoreError: whoever asked is to ask again."""

    def __init__(
        self,
        store: HubStore,
        pushes: PushStore,
        items: ItemStore,
        parser: BodyParser,
        ingest: Ingest,
        find: Callable[[SourceId], SourceSpec | None],
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._pushes = pushes
        self._items = items
        self._parser = parser
        self._ingest = ingest
        self._find = find
        self._clock = clock
        self._metrics = metrics
        self._forged: set[SourceId] = set()

    async def knows(self, callback: str) -> bool:
        """Whether a hub was told of this callback."""
        return await self._store.find(callback) is not None

    async def confirm(self, callback: str, fields: Mapping[str, str]) -> bool:
        """Whether what a hub says is agreed: True only for what it was asked for, a short while ago."""
        mode, topic = fields.get("hub.mode", ""), fields.get("hub.topic", "")
        if mode == "denied":
            return await self._denied(callback, topic, one_line(fields.get("hub.reason", ""), _MAX_REASON_CHARS))
        lasts, now = _lasts(fields), self._clock.now()
        agreed = await self._changed(callback, lambda lease: hubs.confirmed(lease, mode, topic, lasts, now))
        self._metrics.count("hub_confirmations", outcome="agreed" if agreed else "refused")
        if agreed is None:
            return False
        until = agreed.ends_at.isoformat() if agreed.ends_at else None
        _log.info("a hub agreed", source=agreed.source_id, to=mode, until=until)
        return True

    async def take(self, callback: str, body: bytes, signatures: Sequence[str]) -> None:
        """Returns when all that a push holds is stored, or when it is dropped."""
        kind = await self._taken(callback, body, signatures)
        self._metrics.count("pushes", publisher=NAME, kind=kind)

    async def _taken(self, callback: str, body: bytes, signatures: Sequence[str]) -> str:
        """What became of a push, one of a small fixed set."""
        lease = await self._store.find(callback)
        spec = self._find(lease.source_id) if lease is not None else None
        if lease is None or spec is None or not hubs.is_live(lease, self._clock.now()):
            return "expired"
        if not is_signed(lease.secret, body, signatures):
            self._tell_of_forgery(lease)
            return "forged"
        key = f"{lease.source_id} {sha256(body).hexdigest()}"
        if await self._pushes.is_taken(NAME, key):
            return "repeated"
        try:
            parsed = await self._parser.parse(spec.kind, body, spec)
        except SourceError as error:
            _log.warning("a push is not readable", source=spec.id, why=str(error))
            return "unreadable"
        if not parsed.items:
            return "empty"
        kind = await self._passed_on(spec, parsed)
        await self._pushes.take(NAME, key)
        await self._changed(callback, lambda lease: hubs.pushed(lease, self._clock.now()))
        return kind

    async def _passed_on(self, spec: SourceSpec, parsed: Parsed) -> str:
        """Into the chain, or, where a push could not be told from old entries under new names, to an early poll."""
        state = (await self._items.source_states([spec.id]))[spec.id]
        marks = [item.mark for item in parsed.items]
        is_strange = len(marks) >= FEWEST_TO_OVERLAP and not (await self._items.world(spec.id, marks, ())).seen
        if is_strange or not state.is_baselined:
            now = self._clock.now()
            await self._items.hasten({spec.id: max(now, state.habits.may_ask_at or now)})
            return "polled"
        await self._ingest.push(spec, parsed)
        return "taken"

    async def _denied(self, callback: str, topic: str, reason: str) -> bool:
        ended = await self._changed(callback, lambda lease: hubs.denied(lease, topic, reason, self._clock.now()))
        if ended is None:
            return False
        self._metrics.count("hub_confirmations", outcome="denied")
        _log.warning("a hub does not push; its source is polled", source=ended.source_id, why=ended.problem)
        return True

    async def _changed(self, callback: str, step: Callable[[HubLease], HubLease | None]) -> HubLease | None:
        """The lease after a step, made again when another hand was faster; None when there is no such step."""
        for _ in range(_MOST_TRIES):
            lease = await self._store.find(callback)
            after = step(lease) if lease is not None else None
            if lease is None or after is None:
                return None
            is_over = hubs.is_over(after, self._clock.now())
            if await (self._store.remove(lease) if is_over else self._store.save(after)):
                return after
        return None

    def _tell_of_forgery(self, lease: HubLease) -> None:
        """Once for each source: whoever knows the callback may try as often as he likes."""
        if lease.source_id not in self._forged:
            self._forged.add(lease.source_id)
            _log.warning("a push with a wrong signature was dropped", source=lease.source_id)


def _lasts(fields: Mapping[str, str]) -> timedelta:
    """The lease that a hub grants; what was asked for when it does not say."""
    said = fields.get("hub.lease_seconds", "")
    if not said:
        return hubs.ASKED_FOR
    is_number = said.isascii() and said.isdigit() and len(said) <= _MAX_LEASE_DIGITS
    return timedelta(seconds=int(said)) if is_number else timedelta(0)
