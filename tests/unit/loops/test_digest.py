"""Many stories at once through the real composer: one message, and later edits of it."""

from dataclasses import replace

from bot.domain.delivery import Refused, Urgency
from bot.domain.event import Action
from bot.domain.ids import StoryId
from tests.contract.given import address as addressed
from tests.contract.given import commit, queue, reminder_event, story
from tests.make import report
from tests.unit.loops.engine import CHANNEL, Engine

NAMES = [f"s{n}" for n in range(7)]


async def _opened() -> Engine:
    engine = Engine()
    await engine.open()
    for name in NAMES:
        told = report(title=f"Headline of {name}.", key=name, excerpt="")
        await commit(engine.store, stories=(story(name, reports=(told,)),))
        await queue(engine.store, f"e-{name}", to=(CHANNEL,), story_id=StoryId(name))
    return engine


def _told(text: str) -> list[str]:
    return [name for name in NAMES if f"Headline of {name}." in text]


async def test_stories_that_waited_together_are_one_message():
    engine = await _opened()
    assert ["7 messages waited for this channel"] == await engine.step()
    [sending] = engine.sender.attempts
    assert (NAMES, "", "") == (_told(sending.text), sending.edits, sending.replies_to)
    assert "https://wire.example/s3" in sending.text


async def test_later_report_edits_the_whole_digest():
    engine = await _opened()
    await engine.step()
    other = report("press", "k9", title="Other headline.")
    known = story("s3", reports=(report(title="Headline of s3.", key="s3", excerpt=""), other))
    await commit(engine.store, stories=(known,))
    edit = {"story_id": StoryId("s3"), "action": Action.EDIT}
    await queue(engine.store, "edit", to=(CHANNEL,), urgency=Urgency.UPDATE, **edit)
    await engine.step()
    *_, edited = engine.sender.attempts
    assert (NAMES, "m1") == (_told(edited.text), edited.edits)
    assert "https://press.example/k9" in edited.text


async def test_next_stage_of_a_story_replies_to_the_digest():
    engine = await _opened()
    await engine.step()
    await queue(engine.store, "reply", to=(CHANNEL,), story_id=StoryId("s3"), action=Action.REPLY)
    await engine.step()
    assert ("m1", "") == (engine.sender.attempts[-1].replies_to, engine.sender.attempts[-1].edits)


async def test_refused_digest_is_told_story_by_story():
    engine = await _opened()
    engine.sender.answers.append(Refused("content filter"))
    await engine.step()
    assert [NAMES, *([name] for name in NAMES)] == [_told(s.text) for s in engine.sender.attempts]


async def test_outdated_reminder_is_left_out_of_a_digest():
    engine = await _opened()
    outdated = replace(reminder_event(), version=0)
    await commit(engine.store, events=(outdated,))
    await addressed(engine.store, outdated.id, to=(CHANNEL,))
    assert ["7 messages waited for this channel"] == await engine.step()


async def test_digest_for_a_channel_that_left_is_not_sent():
    engine = await _opened()
    claimed = await engine.store.outbox.claim()
    await engine.store.subscriptions.unsubscribe(CHANNEL, engine.matter.id)
    await engine.store.outbox.recover()
    assert ([], 7) == (await engine.step(), len(claimed.gathered))
    assert 0 == await engine.store.outbox.backlog()
