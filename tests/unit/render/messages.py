"""Every kind of message by name, made anew for a language; tests/golden/messages holds how each one reads.

`python -m tests.unit.render.messages` writes the files that are missing. Read them before you keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.domain.deadline import Deadline, DeadlineChange, DeadlineStatus
from bot.domain.event import Action, AlertLevel, EventType, ReminderEvent, Stage, StatedTerm, StoryEvent
from bot.domain.ids import DeadlineId, EventId, MatterId, StoryId
from bot.domain.matter import Matter
from bot.domain.message import Message
from bot.domain.source import Gap, GapSign, Habits, SourceState, Trust
from bot.domain.story import Report, Story
from bot.domain.subscription import LADDER
from bot.phrases import LANGUAGES, phrases_for
from bot.polling.health import condition_of
from bot.render.deadlines_message import deadlines_message
from bot.render.latest_message import latest_message
from bot.render.phrases import Phrases
from bot.render.plain_format import plain
from bot.render.reminder_message import reminder_message
from bot.render.status_message import Standing, status_message
from bot.render.story_message import story_message
from tests import make

FOLDER = Path(__file__).parents[2] / "golden" / "messages"
NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"
NOW = datetime(2025, 1, 16, 20, 30, tzinfo=UTC)
SIGNED_AT = datetime(2025, 1, 21, 1, 10, tzinfo=UTC)


def a_deadline(**changes: object) -> Deadline:
    return make.deadline(**({"decided_at": datetime(2024, 4, 24, 16, 0, tzinfo=UTC)} | changes))


EXTENDED = a_deadline(
    version=2,
    supersedes=1,
    due_at=datetime(2025, 4, 6, 3, 59, tzinfo=UTC),
    status=DeadlineStatus.EXTENDED,
    authority="White House",
    link="https://whitehouse.example/order-1",
    decided_at=SIGNED_AT,
    n_extensions=1,
)
CHANGE = DeadlineChange(a_deadline(), EXTENDED, "states 2025-04-05")

Case = Callable[[Phrases], Message]


def a_report(name: str, outlet: str, **changes: object) -> Report:
    values = {"outlet": outlet, "seen_at": NOW, "published_at": NOW} | changes
    return make.report(name, **values)


PRESS = a_report("harbor", "Harbor Wire", title="President signs a 75-day delay of the TikTok ban")
OFFICIAL = a_report(
    "whitehouse",
    "White House",
    trust=Trust.OFFICIAL,
    title="Extending the TikTok Enforcement Delay",
    url="https://whitehouse.example/order-1",
)
COURT = a_report("court", "D.C. Circuit", trust=Trust.COURT, title="24-1113 TikTok Inc. v. Garland")
OUTLETS = (
    "Harbor Wire", "Lantern Post", "Meridian Daily", "Capitol Ledger", "Northline", "Pier News", "Quay Times",
    "Tide Report", "Delta Desk",
)  # fmt: skip


def a_story(
    *reports: Report,
    event: EventType = EventType.EXTENSION,
    stage: Stage = Stage.ORDERED_OR_HAPPENED,
    **changes: object,
) -> Story:
    level = AlertLevel.BREAKING if stage.is_final else AlertLevel.NOTABLE
    values = {
        "id": StoryId("s"),
        "matter_id": MatterId("tiktok"),
        "event": event,
        "stage": stage,
        "level": level,
        "reports": tuple(replace(r, event=event, stage=stage) for r in reports),
        "opened_at": NOW,
        "updated_at": NOW,
    } | changes
    return Story(**values)  # type: ignore[arg-type]


def told(
    story: Story,
    phrases: Phrases,
    *,
    deadline: Deadline | None = None,
    matter: Matter | None = None,
    zone: str = NEW_YORK,
    now: datetime = NOW,
    others: tuple[Story, ...] = (),
) -> Message:
    event = StoryEvent(EventId("e"), story.matter_id, story.id, Action.POST, story.level, NOW, "first report")
    return story_message(story, event, deadline, matter or make.matter(), phrases, zone, now, others)


def with_deadline(story: Story, **changes: object) -> Case:
    return partial(told, story, deadline=a_deadline(), **changes)


def reported_by(n: int, event: EventType) -> Story:
    reports = [a_report(f"r{i}", o, title="TikTok stops working") for i, o in enumerate(OUTLETS[:n])]
    return a_story(*reports, event=event)


def taken_back(story: Story) -> Story:
    """The story after its first outlet has corrected itself."""
    first, *others = story.reports
    corrected = replace(first, stage=Stage.CONSIDERED, title="Correction: nothing was signed", is_correction=True)
    return replace(story, reports=(*others, corrected))


def stages() -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for stage in Stage:
        cases[f"stage_{stage}_press"] = with_deadline(a_story(PRESS, stage=stage))
        cases[f"stage_{stage}_official"] = with_deadline(a_story(PRESS, OFFICIAL, stage=stage))
    return cases


def events() -> dict[str, Case]:
    stay = a_story(replace(COURT, excerpt="ORDER granting a stay pending appeal"), event=EventType.STAY)
    bill = replace(PRESS, title="Senate and House pass the bill, president signs it")
    return {
        "event_shutdown_one_outlet": with_deadline(reported_by(1, EventType.SHUTDOWN)),
        "event_shutdown_three_outlets": with_deadline(reported_by(3, EventType.SHUTDOWN)),
        "event_restoration_three_outlets": with_deadline(reported_by(3, EventType.RESTORATION)),
        "event_ruling_three_outlets": with_deadline(reported_by(3, EventType.RULING)),
        "event_ruling_by_the_court": with_deadline(a_story(COURT, event=EventType.RULING)),
        "event_ruling_reversed": with_deadline(a_story(COURT, event=EventType.RULING, stage=Stage.LIFTED_OR_REVERSED)),
        "event_stay_temporary": with_deadline(replace(stay, is_temporary=True)),
        "event_stay_denied_press": with_deadline(a_story(PRESS, event=EventType.STAY, stage=Stage.DENIED)),
        "event_injunction_lifted": with_deadline(
            a_story(COURT, event=EventType.INJUNCTION, stage=Stage.LIFTED_OR_REVERSED)
        ),
        "event_legislation_enacted": with_deadline(a_story(bill, OFFICIAL, event=EventType.LEGISLATION)),
        "event_sale_requested": with_deadline(
            a_story(PRESS, event=EventType.DIVESTITURE_DEAL, stage=Stage.ANNOUNCED_PLAN)
        ),
        "event_filing": with_deadline(a_story(PRESS, event=EventType.FILING, stage=Stage.REQUESTED)),
        "event_hearing_held": with_deadline(reported_by(3, EventType.HEARING)),
        "event_none": with_deadline(a_story(PRESS, event=EventType.NONE, stage=Stage.NONE)),
        "report_of_unnamed_sources": with_deadline(a_story(PRESS, is_unconfirmed=True)),
        "report_taken_back": with_deadline(taken_back(reported_by(1, EventType.EXTENSION))),
        "report_taken_back_by_one_of_two": with_deadline(taken_back(reported_by(2, EventType.SHUTDOWN))),
        "report_of_nine_outlets": with_deadline(reported_by(9, EventType.RULING)),
        "report_of_an_old_document": with_deadline(a_story(replace(OFFICIAL, published_at=NOW - timedelta(days=4)))),
        "report_with_a_hostile_title": with_deadline(
            a_story(replace(PRESS, title="Deadline\n\x1b[31mextended\x07 \u202eto\u202c **never** @everyone"))
        ),
        "report_without_an_address": with_deadline(a_story(replace(PRESS, url=""))),
    }


def moves() -> dict[str, Case]:
    official = a_story(PRESS, replace(OFFICIAL, seen_at=SIGNED_AT), change=CHANGE)
    met = replace(
        EXTENDED, version=3, supersedes=2, status=DeadlineStatus.MET, decided_at=SIGNED_AT + timedelta(days=60)
    )
    deal = a_story(OFFICIAL, event=EventType.DIVESTITURE_DEAL, change=DeadlineChange(EXTENDED, met, "ends"))
    at_five = replace(EXTENDED, is_whole_day=False, due_at=datetime(2025, 4, 5, 21, 0, tzinfo=UTC))
    sooner = replace(EXTENDED, due_at=make.FIRST_DUE - timedelta(days=2), n_extensions=0)
    second = replace(EXTENDED, version=3, supersedes=2, n_extensions=2, due_at=datetime(2025, 6, 20, 3, 59, tzinfo=UTC))
    named = a_story(PRESS, stage=Stage.PROPOSED, term=StatedTerm(until=date(2025, 10, 16)))
    two = make.matter(deadlines=(*make.matter().deadlines, make.matter().deadlines[0]))
    return {
        "deadline_moved": partial(told, official, now=SIGNED_AT),
        "deadline_moved_for_a_reader_elsewhere": partial(told, official, now=SIGNED_AT, zone=SHANGHAI),
        "deadline_of_which_two_sources_give_another": partial(
            told,
            official,
            now=SIGNED_AT,
            others=(
                a_story(PRESS, term=StatedTerm(until=date(2025, 4, 19))),
                a_story(replace(PRESS, outlet="Lantern Post"), term=StatedTerm(length="P90D", phrase="for 90 days")),
            ),
        ),
        "deadline_moved_again": partial(
            told, replace(official, change=DeadlineChange(EXTENDED, second, "again")), now=SIGNED_AT
        ),
        "deadline_moved_to_an_hour": partial(
            told, replace(official, change=DeadlineChange(a_deadline(), at_five, "states an hour")), now=SIGNED_AT
        ),
        "deadline_moved_to_an_earlier_day": partial(
            told, replace(official, change=DeadlineChange(a_deadline(), sooner, "earlier")), now=NOW
        ),
        "deadline_met": partial(told, deal, now=SIGNED_AT),
        "deadline_named_by_a_bill": with_deadline(named),
        "deadline_passed": with_deadline(a_story(PRESS, stage=Stage.CONSIDERED), now=make.FIRST_DUE + make.hours(3)),
        "deadline_paused": partial(
            told, a_story(COURT, event=EventType.STAY), deadline=a_deadline(status=DeadlineStatus.STAYED)
        ),
        "deadline_of_none": partial(told, a_story(PRESS, stage=Stage.CONSIDERED)),
        "deadline_of_two": with_deadline(a_story(PRESS, stage=Stage.CONSIDERED), matter=two),
    }


def reminded(
    offset: timedelta,
    phrases: Phrases,
    *,
    late_by: timedelta = timedelta(0),
    deadline: Deadline | None = None,
    zone: str = NEW_YORK,
) -> Message:
    due = deadline or a_deadline()
    now = due.due_at - offset + late_by
    event = ReminderEvent(EventId("e"), due.matter_id, due.id, due.version, offset, now, late_by)
    return reminder_message(event, due, make.matter(), phrases, zone, now)


def reminders() -> dict[str, Case]:
    at_five = a_deadline(
        is_whole_day=False, due_at=datetime(2024, 12, 27, 22, 0, tzinfo=UTC), name="Briefs", id=DeadlineId("briefs")
    )
    rungs = {f"reminder_{_named(offset)}": partial(reminded, offset) for offset in LADDER}
    return rungs | {
        "reminder_24_hours_late": partial(reminded, timedelta(hours=24), late_by=timedelta(hours=3, minutes=10)),
        "reminder_at_zero_late": partial(reminded, timedelta(0), late_by=timedelta(minutes=50)),
        "reminder_24_hours_but_over": partial(reminded, timedelta(hours=24), late_by=timedelta(hours=26)),
        "reminder_of_an_extended_deadline": partial(reminded, timedelta(days=7), deadline=EXTENDED),
        "reminder_of_an_hour": partial(reminded, timedelta(days=3), deadline=at_five),
        "reminder_of_an_hour_for_a_reader_elsewhere": partial(
            reminded, timedelta(days=3), deadline=at_five, zone=SHANGHAI
        ),
        "reminder_for_a_reader_elsewhere": partial(reminded, timedelta(hours=6), zone=SHANGHAI),
    }


HEALTHY = SourceState(is_baselined=True, last_ok_at=NOW - timedelta(minutes=2), last_new_at=NOW - timedelta(minutes=11))
SILENT = replace(HEALTHY, habits=Habits(arrivals=tuple(NOW - make.hours(48 + n) for n in reversed(range(9)))))
GAPPED = replace(HEALTHY, habits=Habits(gap=Gap(GapSign.NO_OVERLAP, NOW - make.hours(2), NOW - make.hours(1), 20, 20)))
FAILING = replace(HEALTHY, n_fails=4, failing_since_at=NOW - timedelta(hours=3), problem="HTTP 503")
SOURCES = (
    make.source("whitehouse", Trust.OFFICIAL, outlet="White House"),
    make.source("harbor", outlet="Harbor Wire"),
    make.source("lantern", outlet="Lantern Post"),
)


def stood(
    phrases: Phrases,
    *,
    deadlines: tuple[Deadline, ...] = (a_deadline(),),
    stories: tuple[Story, ...] = (),
    states: tuple[SourceState, ...] = (HEALTHY, HEALTHY, HEALTHY),
    now: datetime = NOW,
    zone: str = NEW_YORK,
) -> Message:
    by_id = {spec.id: state for spec, state in zip(SOURCES, states, strict=True)}
    conditions = {spec.id: condition_of(spec, by_id[spec.id], now) for spec in SOURCES}
    standing = Standing(make.matter(sources=SOURCES), deadlines, stories, by_id, conditions)
    return status_message(standing, zone, now, phrases)


def statuses() -> dict[str, Case]:
    talk = a_story(PRESS, stage=Stage.CONSIDERED)
    order = a_story(PRESS, OFFICIAL)
    other = a_deadline(id=DeadlineId("briefs"), name="Briefs", status=DeadlineStatus.STAYED)
    met = replace(EXTENDED, status=DeadlineStatus.MET, decided_at=SIGNED_AT)
    return {
        "status_healthy": partial(stood, stories=(talk, order)),
        "status_of_an_extended_deadline": partial(stood, deadlines=(EXTENDED,), stories=(order,), now=SIGNED_AT),
        "status_for_a_reader_elsewhere": partial(stood, stories=(order,), zone=SHANGHAI),
        "status_unhealthy": partial(stood, stories=(order,), states=(HEALTHY, FAILING, FAILING)),
        "status_when_something_may_be_missed": partial(stood, stories=(order,), states=(SILENT, HEALTHY, GAPPED)),
        "status_before_the_first_poll": partial(stood, states=(HEALTHY, SourceState(), SourceState())),
        "status_with_an_older_decision": partial(stood, stories=(talk, talk, talk, order)),
        "status_without_deadline": partial(stood, deadlines=(), stories=(talk,)),
        "status_met": partial(stood, deadlines=(met,), stories=(order,)),
        "status_passed": partial(stood, stories=(talk,), now=make.FIRST_DUE + make.hours(20)),
        "status_of_two_deadlines": partial(stood, deadlines=(a_deadline(), other)),
    }


def lists() -> dict[str, Case]:
    second = replace(EXTENDED, version=3, supersedes=2, n_extensions=2, due_at=datetime(2025, 6, 20, 3, 59, tzinfo=UTC))
    chain = (a_deadline(), EXTENDED, second)
    met = replace(EXTENDED, status=DeadlineStatus.MET)
    stories = (a_story(PRESS, OFFICIAL), a_story(PRESS, stage=Stage.CONSIDERED))

    def chained(*chains: tuple[Deadline, ...]) -> Case:
        return lambda phrases: deadlines_message(make.matter(), chains, NEW_YORK, SIGNED_AT, phrases)

    def newest(*told: Story) -> Case:
        return lambda phrases: latest_message(make.matter(), told, NEW_YORK, phrases)

    return {
        "deadlines_of_a_chain": chained(chain),
        "deadlines_of_one": chained((a_deadline(),)),
        "deadlines_met": chained((a_deadline(), met)),
        "deadlines_of_none": chained(),
        "latest": newest(*stories),
        "latest_of_none": newest(),
    }


def _named(offset: timedelta) -> str:
    hours = offset // timedelta(hours=1)
    if offset < timedelta(0):
        return "after"
    return f"{hours // 24}_days" if hours > 24 else f"{hours}_hours"


CASES: dict[str, Case] = stages() | events() | moves() | reminders() | statuses() | lists()


def written(case: Case) -> str:
    """How a message reads, in every language."""
    return "\n".join(_in_language(case(phrases_for(lang)), lang) for lang in LANGUAGES)


def _in_language(message: Message, lang: str) -> str:
    volume = "silent" if message.is_silent else "loud"
    return f"--- {lang} · {message.tone} · {volume}\n{plain(message)}\n"


def write_missing() -> None:
    for name, case in CASES.items():
        path = FOLDER / f"{name}.txt"
        if not path.exists():
            path.write_text(written(case), "utf-8")


if __name__ == "__main__":
    write_missing()
