"""What anyone may read: the matters of the packs, each as one dossier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deadline import Deadline
from bot.domain.matter import Matter
from bot.polling.health import condition_of
from bot.ports import Clock, DeadlineStore, ItemStore
from bot.render.phrases import Phrases
from bot.render.status_message import Standing

N_STORIES = 50

_OF_ONE_CHANNEL = "~"


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is public of one matter, as it stood at `made_at`.

    Shape: `chains` hold every version of each deadline, oldest first; the stories were told, newest first.
    """

    standing: Standing
    chains: Sequence[Sequence[Deadline]]
    made_at: datetime

    @property
    def matter(self) -> Matter:
        return self.standing.matter


@dataclass(frozen=True, slots=True)
class Records:
    """Where pages and feeds read from.

    Shape: `languages` are Babel locale names, `lang` is the one for readers who ask for none of them; `public_url` is
    where readers find the pages, empty while nobody has said so.
    """

    matters: Sequence[Matter]
    items: ItemStore
    deadlines: DeadlineStore
    clock: Clock
    phrases: Callable[[str], Phrases]
    languages: Sequence[str]
    lang: str = "en"
    public_url: str = ""

    def public(self) -> list[Matter]:
        """The matters of the packs; what a channel follows of its own is nobody else's business."""
        return [m for m in self.matters if not m.id.startswith(_OF_ONE_CHANNEL)]

    def find(self, matter_id: str) -> Matter | None:
        return next((m for m in self.public() if m.id == matter_id), None)

    async def dossier(self, matter: Matter) -> Dossier:
        """Raises: StoreError."""
        now = self.clock.now()
        states = await self.items.source_states([s.id for s in matter.sources])
        current = await self.deadlines.current(matter.id)
        standing = Standing(
            matter=matter,
            deadlines=current,
            stories=await self.items.latest(matter.id, N_STORIES),
            states=states,
            conditions={s.id: condition_of(s, states[s.id], now) for s in matter.sources},
        )
        chains = [await self.deadlines.history(matter.id, d.id) for d in current]
        return Dossier(standing, chains, now)
