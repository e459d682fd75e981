"""How many texts are classified in a second on one core: `python -m tests.bench.bench_classify`."""

from __future__ import annotations

from time import perf_counter

from bot.pipeline.classify import Text, TextKind, classify

TEXTS = (
    Text("Appeals court pauses ruling that struck down tariffs while it hears case", "en", TextKind.HEADLINE),
    Text("What the deadline means for creators\nThe agency said it may extend it again.", "en", TextKind.LEDE),
    Text("美上诉法院暂缓执行关税裁决，这意味着什么？", "zh", TextKind.HEADLINE),
    Text("特朗普再度延長TikTok期限90天 白宮稱談判仍在進行", "zh", TextKind.HEADLINE),
    Text(
        "ORDER granting 31 Motion to Stay. All deadlines are stayed for 30 days. (Attachments: # 1)",
        "en",
        TextKind.DOCKET,
    ),
    Text(
        "Further Extending the Enforcement Delay\nThe delay is extended until June 19, 2025.", "en", TextKind.OFFICIAL
    ),
)
_SECONDS = 3.0


def texts_per_second(seconds: float = _SECONDS) -> float:
    """Texts of each kind in turn, for so many seconds, after one warm-up round."""
    for text in TEXTS:
        classify(text)
    n, start = 0, perf_counter()
    while (elapsed := perf_counter() - start) < seconds:
        for text in TEXTS:
            classify(text)
        n += len(TEXTS)
    return n / elapsed


if __name__ == "__main__":
    print(f"{texts_per_second():,.0f} texts/s")  # noqa: T201  a bench prints its figure
