"""The memory store's account of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.audit.facts import AuditFacts, Lapsed, WaitingFanOut
from bot.domain.delivery import DeliveryState, Urgency
from bot.domain.ids import DeliveryId, SourceId
from bot.store.codec import instant
from bot.store.memory.state import State


class MemoryAudit:
    """The AuditStore port. Its rows and lanes cannot contradict each other: lanes are derived from rows."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def facts(self, receipts: Sequence[DeliveryId], source_ids: Sequence[SourceId]) -> AuditFacts:
        state = self._state
        fan_out = next(iter(state.fans), None)
        polls = {sid: state.sources[sid].next_poll_at for sid in source_ids if sid in state.sources}
        return AuditFacts(
            at=instant(state.now_us),
            waiting={urgency: instant(min(since)) for urgency in Urgency if (since := list(self._since(urgency)))},
            lapsed=tuple(self._lapsed()),
            fan_out=WaitingFanOut(fan_out, instant(state.decided_us[fan_out])) if fan_out else None,
            unclosed=tuple(did for did in receipts if not self._has_arrived(did)),
            polls={sid: at for sid, at in polls.items() if at is not None},
            n_dead=len(state.dead),
        )

    def _since(self, urgency: Urgency) -> Iterator[int]:
        for channel in self._state.lanes:
            rows = (self._state.rows[did] for did in self._state.open_rows(channel))
            yield from (row.queued_us for row in rows if row.score[0] == urgency)

    def _lapsed(self) -> Iterator[Lapsed]:
        for channel, did in self._state.sending.items():
            lane = self._state.lanes.get(channel)
            if lane is not None and lane.due_us <= self._state.now_us and did in self._state.open_rows(channel):
                yield Lapsed(did, channel, instant(lane.due_us))

    def _has_arrived(self, did: DeliveryId) -> bool:
        return did in self._state.rows and self._state.rows[did].state is DeliveryState.ACKED
