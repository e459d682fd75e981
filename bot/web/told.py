"""A story in the words of the chats, and instants as machines read them, for whoever reads elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.event import Action, StoryEvent
from bot.domain.ids import EventId
from bot.domain.message import Message
from bot.domain.story import Story
from bot.pipeline.cluster import disagreeing
from bot.render.phrases import Phrases
from bot.render.story_message import story_message
from bot.text.clean import one_line
from bot.text.urls import MAX_URL_CHARS, absolute
from bot.web.records import Dossier


def as_told(story: Story, dossier: Dossier, phrases: Phrases, now: datetime) -> Message:
    """The story's message in a chat. A later deadline is not named in it: an old story did not leave that unchanged."""
    standing, matter = dossier.standing, dossier.matter
    event = StoryEvent(
        id=EventId(story.id),
        matter_id=matter.id,
        story_id=story.id,
        action=Action.POST,
        level=story.level,
        at=story.updated_at,
        reason="",
        change=story.change,
    )
    others = disagreeing(story, standing.stories) if story.term else ()
    return story_message(story, event, None, matter, phrases, matter.zone, now, others)


def iso(at: datetime) -> str:
    """`2025-01-20T04:59:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def address(url: str) -> str:
    """What a stranger's address links to: http or https and nothing invisible, else empty."""
    return absolute(one_line(url, MAX_URL_CHARS))
