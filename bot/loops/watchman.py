"""Tells when a source breaks and when it recovers, once each."""

from __future__ import annotations

import structlog

from bot.domain.source import Condition, Health, SourceSpec, SourceState
from bot.polling.habits import gap_opened
from bot.polling.health import condition_of
from bot.ports import Clock, Metrics

_log = structlog.get_logger("poll")
_TOLD = {
    Health.FAILING: "source fails",
    Health.STALE: "source is silent for longer than usual",
    Health.GAP_SUSPECTED: "source may have entries that were missed",
    Health.HEALTHY: "source recovered",
}


class Watchman:
    """Compares a source before and after each poll: the log, the counters and the gauge `source_health`."""

    def __init__(self, clock: Clock, metrics: Metrics) -> None:
        self._clock = clock
        self._metrics = metrics

    def tell(self, spec: SourceSpec, before: SourceState, after: SourceState) -> None:
        now = self._clock.now()
        was, now_is = condition_of(spec, before, now), condition_of(spec, after, now)
        for health in Health:
            self._metrics.gauge("source_health", float(health is now_is.health), source=spec.id, health=health)
        if now_is.health is not was.health:
            self._tell_change(spec, was, now_is)
        if gap := gap_opened(before.habits, after.habits):
            self._metrics.count("source_gaps", sign=gap.sign)
        self._tell_coverage(spec, before, after)

    def _tell_change(self, spec: SourceSpec, was: Condition, now_is: Condition) -> None:
        self._metrics.count("source_changes", health=now_is.health)
        if now_is.health is Health.HEALTHY:
            if was.health is not Health.WAITING:
                _log.info(_TOLD[Health.HEALTHY], source=spec.id, was=was.health, remarks=now_is.reason)
        else:
            _log.warning(_TOLD[now_is.health], source=spec.id, problem=now_is.reason)

    def _tell_coverage(self, spec: SourceSpec, before: SourceState, after: SourceState) -> None:
        coverage = after.habits.coverage
        if coverage.changed_at is None or coverage == before.habits.coverage:
            return
        self._metrics.count("coverage_changes")
        _log.warning(
            "source says that it publishes other kinds of entries",
            source=spec.id,
            before=coverage.before,
            after=coverage.text,
        )
