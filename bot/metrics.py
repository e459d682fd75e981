"""The Metrics port over prometheus-client, with a registry of its own, and what was measured as plain figures."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any, TypeVar, cast

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

PREFIX = "reprieve_"
N_KEPT = 4096
"""How many of the newest observations quantiles look at."""

_UNIT = re.compile(r"_s$")
_BUCKETS = (0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 3600.0)

Labels = frozenset[tuple[str, str]]
_Metric = TypeVar("_Metric", Counter, Gauge, Histogram)


class Metrics:
    """Counts and durations, for /metrics and for the demo's summary.

    Shape: a name keeps the label names of its first use. Units: a duration named `…_s` is published as `…_seconds`.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._metrics: dict[str, Counter | Gauge | Histogram] = {}
        self._counts: defaultdict[str, defaultdict[Labels, int]] = defaultdict(lambda: defaultdict(int))
        self._observed: defaultdict[str, defaultdict[Labels, deque[float]]] = defaultdict(
            lambda: defaultdict(lambda: deque(maxlen=N_KEPT))
        )

    def count(self, name: str, n: int = 1, **labels: str) -> None:
        self._child(Counter, name, labels).inc(n)
        self._counts[name][frozenset(labels.items())] += n

    def observe(self, name: str, value: float, **labels: str) -> None:
        self._child(Histogram, name, labels, buckets=_BUCKETS).observe(value)
        self._observed[name][frozenset(labels.items())].append(value)

    def gauge(self, name: str, value: float, **labels: str) -> None:
        self._child(Gauge, name, labels).set(value)

    def exposition(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)

    def counted(self, name: str, **labels: str) -> int:
        """The sum of a counter over every label set that holds these labels; 0 when nothing was counted."""
        return sum(n for held, n in self._counts[name].items() if held >= labels.items())

    def counted_by(self, name: str, label: str) -> dict[str, int]:
        """A counter's sums by the values of one label, the largest first."""
        sums: defaultdict[str, int] = defaultdict(int)
        for held, n in self._counts[name].items():
            sums[dict(held).get(label, "")] += n
        return dict(sorted(sums.items(), key=lambda kv: (-kv[1], kv[0])))

    def quantile(self, name: str, q: float, **labels: str) -> float | None:
        """The value that a share `q` of the newest observations does not exceed (nearest rank); None without any."""
        values = sorted(self._values(name, labels))
        return values[min(int(q * len(values)), len(values) - 1)] if values else None

    def _values(self, name: str, labels: dict[str, str]) -> Iterator[float]:
        return (v for held, values in self._observed[name].items() if held >= labels.items() for v in values)

    def _child(self, kind: type[_Metric], name: str, labels: dict[str, str], **options: Any) -> _Metric:
        metric = self._metrics.get(name)
        if metric is None:
            help_text = name.replace("_", " ").capitalize()
            metric = kind(
                PREFIX + _UNIT.sub("_seconds", name), help_text, sorted(labels), registry=self._registry, **options
            )
            self._metrics[name] = metric
        return cast(_Metric, metric.labels(**labels) if labels else metric)
