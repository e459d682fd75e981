"""What channels follow of their own: looked at before it is saved, and watched beside the packs from then on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import overload

from bot.domain.channel import Channel
from bot.domain.ids import MatterId, StoryId, follow_id_for
from bot.domain.item import Item, Parsed
from bot.domain.matter import Docket, Follow, Matter
from bot.domain.plan import Batch, MatterState, Preview, World
from bot.domain.source import SourceSpec, Validators
from bot.domain.story import Story
from bot.domain.subscription import Subscription
from bot.packs.follow import source_for
from bot.pipeline import match
from bot.pipeline.plan import plan
from bot.ports import Clock, FollowStore, Source
from bot.text.clean import capped

LOOKED_BACK = timedelta(days=30)

_MOST_REHEARSED = 200
_MOST_LOOKS_AT_ONCE = 2
_NAME_CHARS = 80
_HAN = re.compile(r"[\u3400-\u9fff]")


class Matters(Sequence[Matter]):
    """Every matter that is watched: those of the packs, then those of channels. It changes while the bot runs."""

    def __init__(self, packs: Iterable[Matter]) -> None:
        self.packs = tuple(packs)
        self._all = self.packs

    def join(self, follows: Iterable[Follow]) -> None:
        """These are watched beside the packs, and no others."""
        self._all = (*self.packs, *(f.made() for f in follows))

    @overload
    def __getitem__(self, index: int) -> Matter: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Matter]: ...
    def __getitem__(self, index: int | slice) -> Matter | Sequence[Matter]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)


class Follows:
    """The Following port. `build` makes a source that can be polled."""

    def __init__(
        self,
        store: FollowStore,
        matters: Matters,
        build: Callable[[SourceSpec], Source],
        clock: Clock,
    ) -> None:
        self._store = store
        self._matters = matters
        self._build = build
        self._clock = clock
        self._known: dict[MatterId, Follow] = {}
        # What strangers ask to look at must not keep watched sources waiting for their turn.
        self._looks = asyncio.Semaphore(_MOST_LOOKS_AT_ONCE)

    async def preview(self, channel: Channel, asked: str | Docket, zone: str) -> Preview:
        (spec, docket), now = source_for(asked, self._matters.packs), self._clock.now()
        async with self._looks:
            polled = await self._build(spec).poll(Validators())
        parsed = polled.parsed or Parsed(())
        follow = _follow(channel, replace(spec, lang=_lang_of(parsed.items, spec.lang)), docket, zone, now)
        matter = follow.made()
        own = [i for i in parsed.items if match.find(i, matter) is not None]
        recent = [i for i in own if i.published_at is None or i.published_at >= now - LOOKED_BACK]
        return Preview(
            follow=_named(follow, parsed, own),
            n_read=len(parsed.items),
            n_own=len(recent),
            oldest_at=min((i.published_at for i in parsed.items if i.published_at), default=None),
            stories=tuple(await _rehearsed(matter, recent[:_MOST_REHEARSED], now)),
            coverage=parsed.coverage,
        )

    async def begin(self, follow: Follow, subscription: Subscription) -> bool:
        is_saved = await self._store.save(follow, subscription)
        await self.refresh()
        return is_saved

    async def end(self, channel: Channel, follow_id: MatterId) -> bool:
        is_removed = await self._store.remove(channel, follow_id)
        await self.refresh()
        return is_removed

    def find(self, ids: Collection[MatterId]) -> list[Follow]:
        return [f for f in self._known.values() if f.id in ids]

    async def refresh(self) -> None:
        """Watches what the store holds now. Raises: StoreError."""
        known = {f.id: f for f in await self._store.all()}
        if known != self._known:
            self._known = known
            self._matters.join(known.values())

    def sources(self) -> list[Source]:
        """The source of each follow, ready to poll; several channels may follow one."""
        specs = {f.source.id: f.source for f in self._known.values()}
        return [self._build(spec) for spec in specs.values()]


def _follow(channel: Channel, spec: SourceSpec, docket: Docket | None, zone: str, now: datetime) -> Follow:
    follow_id = follow_id_for(channel.id, f"{spec.url} {docket.number}" if docket else spec.url)
    name = f"{docket.number} ({docket.court_id})" if docket else spec.outlet
    return Follow(follow_id, name, spec, docket, zone, now)


def _named(follow: Follow, parsed: Parsed, own: Sequence[Item]) -> Follow:
    """The follow under the name that its source or its docket gives itself."""
    if follow.docket:
        return replace(follow, name=capped(own[0].title, _NAME_CHARS)) if own else follow
    if not parsed.title:
        return follow
    name = capped(parsed.title, _NAME_CHARS)
    return replace(follow, name=name, source=replace(follow.source, outlet=name))


def _lang_of(items: Sequence[Item], usual: str) -> str:
    """Chinese where most titles hold Chinese: the classifier reads each language by its own words."""
    n_chinese = sum(_HAN.search(item.title) is not None for item in items)
    return "zh" if 2 * n_chinese > len(items) else usual


async def _rehearsed(matter: Matter, items: Sequence[Item], now: datetime) -> list[Story]:
    """The stories that the matter would have told, the newest first: each item as if it had been polled in its time."""
    source = matter.sources[0]
    seen: set[int] = set()
    stories: dict[StoryId, Story] = {}
    told: dict[StoryId, None] = {}
    in_their_order = list(reversed(items))
    in_their_order.sort(key=lambda item: item.published_at or now)
    for item in in_their_order:
        state = MatterState(matter, 0, tuple(reversed(stories.values())), ())
        world = World(frozenset(seen), is_baselined=True, matters=(state,))
        made = plan(Batch(source, (item,), Validators()), world, min(item.published_at or now, now))
        seen.update(made.marks)
        for story in made.stories:
            stories.pop(story.id, None)
            stories[story.id] = story
        told |= dict.fromkeys(event.story_id for event in made.events)
        await asyncio.sleep(0)
    return [stories[story_id] for story_id in reversed(told)]
