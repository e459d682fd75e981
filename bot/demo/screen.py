"""What the spectator sees beside the messages: captions, what the outlets publish, and the closing tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.demo.story import Feed, Publication, Scene, Story
from bot.demo.words import WORDS

_ZONE = ZoneInfo("America/New_York")
WIDEST = 100


class Screen:
    """Writes to one console; plain text where it is not a terminal. Shape: `lang` is `en` or `zh`."""

    def __init__(self, console: Console, story: Story, lang: str) -> None:
        self.console = console
        self.words: Mapping[str, str] = WORDS[lang]
        self._lang = lang
        self._feeds: dict[str, Feed] = {f.id: f for f in story.feeds}

    @property
    def labels(self) -> dict[str, str]:
        """The console sender's own words."""
        return {key: self.words[f"label_{key}"] for key in ("edit", "reply")}

    def opening(self) -> None:
        self.console.print(Rule(self.words["title"], style="bold"))
        self.console.print(Text(self.words["opening"], style="dim"))

    def caption(self, scene: Scene) -> None:
        self.console.print()
        self.console.print(Text(f"▌ {scene.captions[self._lang]}", style="bold yellow"))

    def incoming(self, publication: Publication, *, is_down: bool) -> None:
        """One line of news as it stands in the outlet's feed, with what is odd about it."""
        feed = self._feeds[publication.source_id]
        row = Table.grid(padding=(0, 1))
        row.add_column(width=14 if self._lang == "zh" else 12, no_wrap=True)
        row.add_column(width=15, no_wrap=True)
        row.add_column()
        title = Text(publication.title)
        odd = self.words["down"] if is_down else self._oddity(publication)
        if odd:
            title.append(f"  [{odd}]", style="italic")
        row.add_row(self.date(publication.at), feed.outlet, title, style="dim")
        self.console.print(Padding(row, (0, 0, 0, 2)))

    def quiet(self) -> None:
        self.console.print(Padding(Text(f"→ {self.words['quiet']}", style="dim italic"), (0, 0, 0, 16)))

    def asked(self, command: str) -> None:
        self.console.print()
        self.console.print(Text.assemble((f"{self.words['you']} ▸ ", "dim"), (command, "bold")))

    def closing(self, summary: Table) -> None:
        self.console.print()
        self.console.print(Rule(self.words["summary"], style="bold"))
        self.console.print(summary)
        self.console.print(Rule(style="dim"))
        self.console.print(self.words["try_it"])

    def date(self, at: datetime) -> str:
        local = at.astimezone(_ZONE)
        return f"{local.month:>2}月{local.day:>2}日 {local:%H:%M}" if self._lang == "zh" else f"{local:%d %b %H:%M}"

    def _oddity(self, publication: Publication) -> str:
        if publication.shown_at is None:
            return self.words["undated"]
        if publication.shown_at.date() != publication.at.date():
            return self.words["claims"].format(date=self.date(publication.shown_at))
        return ""
