import pytest

from bot.metrics import N_KEPT, Metrics


@pytest.fixture
def metrics():
    return Metrics()


def test_counts_sum_over_the_labels_that_are_left_open(metrics):
    metrics.count("polls", outcome="changed", kind="news_feed")
    metrics.count("polls", 2, outcome="failed", kind="news_feed")
    metrics.count("polls", 4, outcome="failed", kind="whitehouse")
    assert (7, 6, 4, 0) == (
        metrics.counted("polls"),
        metrics.counted("polls", outcome="failed"),
        metrics.counted("polls", outcome="failed", kind="whitehouse"),
        metrics.counted("polls", outcome="other"),
    )


def test_counts_are_told_by_label_the_largest_first(metrics):
    metrics.count("polls", 1, outcome="changed")
    metrics.count("polls", 3, outcome="unchanged")
    assert [("unchanged", 3), ("changed", 1)] == list(metrics.counted_by("polls", "outcome").items())


def test_nothing_counted_is_zero_and_nothing_observed_is_none(metrics):
    assert (0, {}, None) == (metrics.counted("x"), metrics.counted_by("x", "y"), metrics.quantile("x", 0.5))


@pytest.mark.parametrize(("q", "value"), [(0.0, 1.0), (0.5, 51.0), (0.99, 100.0), (1.0, 100.0)])
def test_quantile_is_the_nearest_rank(metrics, q, value):
    for n in range(100, 0, -1):
        metrics.observe("wait_s", float(n))
    assert value == metrics.quantile("wait_s", q)


def test_quantile_looks_at_the_newest_observations_only(metrics):
    for n in range(N_KEPT + 10):
        metrics.observe("wait_s", float(n))
    assert 10.0 == metrics.quantile("wait_s", 0.0)


def test_exposition_holds_every_kind_under_its_published_name(metrics):
    metrics.count("polls", outcome="changed")
    metrics.gauge("backlog", 3)
    metrics.observe("poll_s", 0.2)
    text = metrics.exposition().decode()
    assert 'reprieve_polls_total{outcome="changed"} 1.0' in text
    assert "reprieve_backlog 3.0" in text
    assert 'reprieve_poll_seconds_bucket{le="0.25"} 1.0' in text


def test_two_registries_do_not_meet():
    first, second = Metrics(), Metrics()
    first.count("polls")
    assert 0 == second.counted("polls")
    assert b"polls" not in second.exposition()
