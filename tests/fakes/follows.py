"""What channels follow of their own, over a memory store and a shelf of feeds."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.matter import Matter
from bot.packs.watched import Follows, Matters
from bot.ports import Clock
from bot.store.memory.store import MemoryStore
from tests.fakes.sources import Shelf


def follows_over(
    store: MemoryStore,
    packs: Sequence[Matter],
    clock: Clock,
    shelf: Shelf | None = None,
    watched: Matters | None = None,
) -> Follows:
    """The real thing, but for the web and the server."""
    return Follows(store.follows, watched or Matters(packs), (shelf or Shelf()).build, clock)
