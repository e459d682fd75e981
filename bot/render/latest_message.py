"""The latest stories of a matter as one chat message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.matter import Matter
from bot.domain.message import Message, Span, Style, Tone
from bot.domain.story import Story
from bot.render.phrases import Phrases
from bot.render.story_message import story_lines


def latest_message(matter: Matter, stories: Sequence[Story], zone: str, phrases: Phrases) -> Message:
    """The stories that were told, newest first, each with its primary link."""
    lines = [line for story in stories for line in ((), *story_lines(story, zone, matter, phrases))]
    if not lines:
        lines = [(), (Span(phrases("No news yet. It will come here as soon as there is any.")),)]
    title = phrases("Latest: {matter}", matter=matter.name_for(phrases.lang))
    return Message(title=(Span(title, Style.BOLD),), lines=tuple(lines[1:]), tone=Tone.INFO)
