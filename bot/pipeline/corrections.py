"""Whether a source takes back what it reported: an item that is published again and says so, or says the opposite."""

from __future__ import annotations

import re

from bot.domain.event import Verdict
from bot.domain.item import Item
from bot.domain.story import Report, Story
from bot.pipeline.cluster import earlier_report, story_of

_WORDS = ("correction", "corrects", "corrected", "retraction", "retracts", "retracted", "in error", "erroneously")
_CHINESE = ("更正", "勘误", "勘誤", "撤稿", "撤回报道", "撤回報道")
_SAYS_SO = re.compile("|".join((*(rf"\b{word}\b" for word in _WORDS), *_CHINESE)), re.IGNORECASE)


def corrected_story(item: Item, report: Report, verdict: Verdict, stories: tuple[Story, ...]) -> Story | None:
    """The story whose report this new version of an item takes back; None when it takes nothing back.

    A headline that is merely rewritten, even into a summary, takes nothing back: it must say so, or report that it
    ended the other way.
    """
    story = story_of(report, stories)
    earlier = earlier_report(story, report) if story else None
    return story if story and earlier and _takes_back(item, verdict, earlier, story) else None


def _takes_back(item: Item, verdict: Verdict, earlier: Report, story: Story) -> bool:
    if earlier.stage is not story.stage or verdict.stage is story.stage:
        return False
    if verdict.stage.is_final and story.stage.is_final:
        return verdict.alert.rank <= earlier.alert.rank  # who says more than before takes nothing back
    return _SAYS_SO.search(f"{item.title}\n{item.summary}") is not None
