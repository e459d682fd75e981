"""Looks at the books every minute, says what is wrong, and tells a monitor outside when nothing is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

import structlog

from bot.domain.audit.checks import AuditProblem, Check, problems_in
from bot.domain.audit.facts import AuditFacts
from bot.domain.delivery import Urgency
from bot.domain.errors import SourceError
from bot.domain.ids import DeliveryId, SourceId
from bot.ports import AuditStore, Clock, Metrics

Ping = Callable[[], Awaitable[object]]
_log = structlog.get_logger("audit")


@dataclass(frozen=True, slots=True)
class Audited:
    """The newest audit. Units: `at_s` is of the monotonic clock."""

    at_s: float
    problems: tuple[AuditProblem, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many problems each check found; only those that found any."""
        return dict(Counter(str(p.check) for p in self.problems))


class Auditor:
    """`tick` audits once. `ping` reaches the monitor that misses it when it stays out; it may raise SourceError."""

    def __init__(
        self,
        store: AuditStore,
        receipts: Callable[[], Sequence[DeliveryId]],
        watched: Callable[[], Collection[SourceId]],
        clock: Clock,
        metrics: Metrics,
        ping: Ping | None = None,
    ) -> None:
        self._store = store
        self._receipts = receipts
        self._watched = watched
        self._clock = clock
        self._metrics = metrics
        self._ping = ping
        self._is_heard = True
        self.newest: Audited | None = None

    async def tick(self) -> None:
        facts = await self._store.facts(self._receipts(), sorted(self._watched()))
        before = self.newest.problems if self.newest else ()
        self.newest = Audited(self._clock.monotonic(), problems_in(facts, self._clock.now()))
        self._tell(before, self.newest.problems)
        self._show(facts, self.newest)
        if not self.newest.problems:
            await self._report()

    def _tell(self, before: Sequence[AuditProblem], now: Sequence[AuditProblem]) -> None:
        """Each problem when it begins and when it ends."""
        known, lasting = {(p.check, p.subject) for p in before}, {(p.check, p.subject) for p in now}
        for problem in now:
            if (problem.check, problem.subject) not in known:
                _log.error("the audit found a problem", check=problem.check, problem=problem.reason)
        for problem in before:
            if (problem.check, problem.subject) not in lasting:
                _log.info("a problem is over", check=problem.check, problem=problem.reason)

    def _show(self, facts: AuditFacts, audited: Audited) -> None:
        for check in Check:
            self._metrics.gauge("audit_problems", audited.counts.get(check, 0), check=check)
        for urgency in Urgency:
            age = facts.at - facts.waiting.get(urgency, facts.at)
            self._metrics.gauge("oldest_undelivered_s", max(age.total_seconds(), 0.0), level=urgency.name.lower())
        self._metrics.gauge("dead_letters", facts.n_dead)

    async def _report(self) -> None:
        if self._ping is None:
            return
        try:
            await self._ping()
        except SourceError as error:
            if self._is_heard:
                _log.warning("the monitor that should hear from us cannot be reached", problem=str(error))
            self._is_heard = False
        else:
            self._is_heard = True
        self._metrics.count("audit_pings", outcome="heard" if self._is_heard else "failed")
