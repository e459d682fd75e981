"""A docket that can be polled: its feed, found by id or by number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.errors import SourceError, StoreError
from bot.domain.matter import Docket, KnownDocket
from bot.domain.source import Polled, SourceSpec, Validators
from bot.ports import DocketLookup
from bot.sources.courtlistener.docket_feed import docket_from, feed_of
from bot.sources.courtlistener.known import Dockets
from bot.sources.polled import PolledSource
from bot.text.dockets import docket_id_in, docket_sought_in


@dataclass(frozen=True, slots=True)
class DocketSource:
    """The Source port. Without a `lookup` a pack must name the docket by its id."""

    feed: PolledSource
    dockets: Dockets
    lookup: DocketLookup | None = None

    @property
    def spec(self) -> SourceSpec:
        return self.feed.spec

    async def poll(self, validators: Validators) -> Polled:
        """What the feed answers now; what it calls the docket is remembered for what is pushed. Raises: SourceError."""
        docket_id = docket_id_in(self.spec.url)
        feed = self.feed
        if self.lookup is not None and not docket_id:
            docket = await self._sought(self.lookup)
            docket_id = docket.id
            feed = replace(feed, kind=replace(feed.kind, address=lambda _: feed_of(docket_id)))
        if self.dockets.find(docket_id) is None:
            # The same body again would not tell the name.
            validators = replace(validators, etag="", last_modified="", body_hash="")
        polled = await feed.poll(validators)
        if polled.parsed is not None and (found := docket_from(polled.parsed, docket_id)):
            self.dockets.learn(found)
        return polled

    async def _sought(self, lookup: DocketLookup) -> KnownDocket:
        sought = docket_sought_in(self.spec.url)
        if sought is None:
            raise SourceError(
                "www.courtlistener.com: the address names no docket. Write the docket's page, or "
                "https://www.courtlistener.com/?court=cadc&docket_number=24-1113, into the pack.",
                is_permanent=True,
            )
        try:
            docket = await lookup.find(Docket(*sought))
        except StoreError as error:
            raise SourceError(f"www.courtlistener.com: {error}") from error
        if docket is None:
            raise SourceError(
                f"www.courtlistener.com: it knows no docket {sought[1]} of {sought[0]}. Compare both with the "
                "docket's page there.",
                is_permanent=True,
            )
        self.dockets.learn(docket)
        return docket
