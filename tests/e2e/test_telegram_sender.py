"""The Telegram sender and the real python-telegram-bot over real HTTP: what arrives, and what each trouble means."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from datetime import timedelta

import pytest
import structlog

from bot import log
from bot.delivery import telegram_sender
from bot.delivery.pace import Pace, Rate
from bot.delivery.telegram_request import open_bot
from bot.delivery.telegram_sender import TelegramSender
from bot.domain.channel import Channel, Platform
from bot.domain.delivery import ChannelGone, ChannelMoved, Delivery, DeliveryState, NotSent, Refused, Sent, Unknown
from bot.domain.event import Action, AlertLevel, StoryEvent
from bot.domain.ids import DeliveryId, EventId, MatterId, StoryId
from bot.domain.message import Message, Span, Style, TimeShow, Tone
from bot.domain.subscription import Subscription
from tests.fakes.loop_clock import LoopClock
from tests.fakes.telegram_server import TOKEN, Fault, TelegramServer, broken, flood, hanging, refused
from tests.fakes.telegram_world import Chat
from tests.make import FIRST_DUE, NOON

PERSON, GROUP, OTHER = 5, -1007, 6
LABELS = {"en": "Possible repeat", "zh_Hans": "可能重复"}
ALERT = Message(
    title=(Span("[ORDERED] "), Span("Deadline extended 🕰️", Style.BOLD)),
    lines=(
        (Span("White House", url="https://gov.example/order"),),
        (Span("in 4 days", at=FIRST_DUE, show=TimeShow.RELATIVE),),
    ),
    tone=Tone.REPRIEVE,
)
EARLIER = Message(title=(Span("An earlier alert"),), is_silent=True)
TEXT = "[ORDERED] Deadline extended 🕰️\nWhite House\nin 4 days"


@pytest.fixture
async def telegram():
    async with TelegramServer() as server:
        for chat in (Chat(PERSON, "private", "Ada"), Chat(GROUP, "supergroup"), Chat(OTHER, "private", "Bo")):
            server.world.add(chat)
        yield server
    assert [] == server.problems


@pytest.fixture
async def sender(telegram):
    async with open_bot(TOKEN, telegram.base_url) as bot:
        yield TelegramSender(bot, LoopClock(), Pace(chat=Rate(50, 1.0)), LABELS)


def delivery(chat_id: int = PERSON, was: DeliveryState = DeliveryState.PENDING, **changes: object) -> Delivery:
    channel = Channel(Platform.TELEGRAM, chat_id, int(changes.pop("thread_id", 0)))
    lang = str(changes.pop("lang", "en"))
    values = {
        "id": DeliveryId("ab12cd34efgh"),
        "event": StoryEvent(
            EventId("e"), MatterId("tiktok"), StoryId("s"), Action.POST, AlertLevel.BREAKING, NOON, "first report"
        ),
        "channel": channel,
        "epoch": 1,
        "n_tries": 1,
        "was": was,
        "first_tried_at": NOON,
        "subscription": Subscription(channel, MatterId("tiktok"), AlertLevel.NOTABLE, lang, "UTC", NOON),
    }
    return Delivery(**(values | changes))  # type: ignore[arg-type]


async def test_an_alert_arrives_with_its_shape(telegram, sender):
    outcome = await sender.send(delivery(), ALERT)
    (call,) = telegram.calls("sendMessage")
    assert Sent(str(call.result["message_id"])) == outcome
    assert [TEXT] == telegram.texts(PERSON)
    assert {"is_disabled": True} == call.params["link_preview_options"]
    assert "parse_mode" not in call.params
    assert [
        {"type": "bold", "offset": 10, "length": 21},
        {"type": "text_link", "offset": 32, "length": 11, "url": "https://gov.example/order"},
        {"type": "date_time", "offset": 44, "length": 9, "unix_time": 1737349140, "date_time_format": "r"},
    ] == call.params["entities"]


async def test_what_is_not_urgent_makes_no_sound(telegram, sender):
    await sender.send(delivery(), EARLIER)
    await sender.send(delivery(), ALERT)
    assert [True, False] == [call.params["disable_notification"] for call in telegram.calls("sendMessage")]


async def test_a_topic_gets_its_own_alert(telegram, sender):
    telegram.world.chats[GROUP].topics[77] = True
    await sender.send(delivery(GROUP, thread_id=77), ALERT)
    assert 77 == telegram.calls("sendMessage")[0].result["message_thread_id"]


async def test_a_follow_up_replies_to_the_first_message(telegram, sender):
    first = await sender.send(delivery(), EARLIER)
    await sender.send(delivery(), ALERT, replies_to=first.message_id)
    assert first.message_id == str(telegram.calls("sendMessage")[1].result["reply_to_message"]["message_id"])


async def test_a_follow_up_arrives_when_the_first_message_was_deleted(telegram, sender):
    assert isinstance(await sender.send(delivery(), ALERT, replies_to="12345"), Sent)


async def test_an_edit_changes_the_message(telegram, sender):
    first = await sender.send(delivery(), EARLIER)
    assert first == await sender.send(delivery(), ALERT, edits=first.message_id)
    assert [TEXT] == telegram.texts(PERSON)


async def test_an_edit_that_changes_nothing_is_done(telegram, sender):
    first = await sender.send(delivery(), ALERT)
    assert first == await sender.send(delivery(was=DeliveryState.UNKNOWN), ALERT, edits=first.message_id)
    assert [TEXT] == telegram.texts(PERSON)


async def test_an_edit_of_a_deleted_message_needs_nothing(telegram, sender):
    assert Sent("") == await sender.send(delivery(), ALERT, edits="12345")


async def test_a_pause_in_one_chat_delays_no_other(telegram, sender):
    telegram.on("sendMessage", flood(7), chat_id=GROUP)
    start_s = asyncio.get_running_loop().time()
    first = await sender.send(delivery(GROUP), ALERT)
    second = await sender.send(delivery(GROUP, thread_id=77), ALERT)
    other = await sender.send(delivery(OTHER), ALERT)
    assert NotSent("Telegram asks for a pause in this chat", timedelta(seconds=7)) == first
    assert timedelta(seconds=3) < second.retry_after <= timedelta(seconds=7)
    assert isinstance(other, Sent)
    assert asyncio.get_running_loop().time() - start_s < 3.0
    assert [GROUP, OTHER] == [call.params["chat_id"] for call in telegram.calls("sendMessage")]


IN_DOUBT = {
    "error after accept": broken(502, is_after=True),
    "error before accept": broken(500),
    "cut after accept": broken(is_after=True),
    "no JSON": broken(200, is_after=True),
}


@pytest.mark.parametrize("fault", IN_DOUBT.values(), ids=IN_DOUBT)
async def test_an_end_that_tells_nothing_leaves_it_in_doubt(telegram, sender, fault):
    telegram.on("sendMessage", fault)
    assert isinstance(await sender.send(delivery(), ALERT), Unknown)


async def test_a_server_that_hangs_leaves_it_in_doubt(telegram, sender, monkeypatch):
    monkeypatch.setattr(telegram_sender, "ATTEMPT_S", 0.1)
    telegram.on("sendMessage", hanging(is_after=True))
    assert Unknown("Telegram did not answer in time") == await sender.send(delivery(), ALERT)


@pytest.mark.parametrize(
    ("lang", "label"), [("en", "Possible repeat"), ("zh_Hans", "可能重复"), ("xx", "Possible repeat")]
)
async def test_a_possible_repeat_says_so(telegram, sender, lang, label):
    telegram.on("sendMessage", broken(502, is_after=True))
    await sender.send(delivery(), ALERT)
    again = await sender.send(delivery(was=DeliveryState.UNKNOWN, lang=lang), ALERT)
    assert isinstance(again, Sent)
    assert [TEXT, f"{label} (ref ab12cd34)\n{TEXT}"] == telegram.texts(PERSON)


DEFINITE = {
    "flood": flood(1),
    "a server before Telegram": broken(429),
    "a redirect": broken(302),
}


@pytest.mark.parametrize("fault", DEFINITE.values(), ids=DEFINITE)
async def test_a_definite_failure_is_not_in_doubt(telegram, sender, fault):
    telegram.on("sendMessage", fault)
    assert isinstance(await sender.send(delivery(), ALERT), NotSent)


async def test_a_server_that_is_away_gets_nothing(telegram):
    async with open_bot(TOKEN, "http://127.0.0.1:9") as bot:
        outcome = await TelegramSender(bot, LoopClock(), Pace(), LABELS).send(delivery(), ALERT)
    assert NotSent("Telegram cannot be reached (ClientConnectorError)") == outcome


GONE = {
    "blocked": "the user has blocked the bot",
    "kicked": "the bot was removed from the chat: add it again",
    "deleted": "the chat was deleted",
    "deactivated": "the user has deleted their account",
}


@pytest.mark.parametrize("trouble", GONE)
async def test_a_chat_without_us_is_gone(telegram, sender, trouble):
    telegram.world.chats[GROUP].trouble = trouble
    assert ChannelGone(GONE[trouble]) == await sender.send(delivery(GROUP), ALERT)


SILENCED = {
    "not enough rights to send text messages to the chat": "the bot may not post there: give it the right to",
    "have no rights to send a message": "the bot may not post there: give it the right to",
    "need administrator rights in the channel chat": "the bot may not post there: make it an administrator",
    "CHAT_RESTRICTED": "Telegram has restricted the chat",
}


@pytest.mark.parametrize("said", SILENCED)
async def test_a_chat_where_we_may_not_write_is_gone(telegram, sender, said):
    telegram.on("sendMessage", refused(400, f"Bad Request: {said}"))
    assert ChannelGone(SILENCED[said]) == await sender.send(delivery(GROUP), ALERT)
    assert 1 == len(telegram.calls("sendMessage"))


async def test_an_unknown_refusal_of_the_chat_is_quoted(telegram, sender):
    telegram.on("sendMessage", refused(403, "Forbidden: the moon is full"))
    assert ChannelGone("Telegram refuses this chat: Forbidden: the moon is full") == await sender.send(
        delivery(), ALERT
    )


async def test_an_unknown_chat_and_a_closed_or_missing_topic_are_gone(telegram, sender):
    telegram.world.chats[GROUP].topics[77] = False
    outcomes = [
        await sender.send(delivery(999), ALERT),
        await sender.send(delivery(GROUP, thread_id=77), ALERT),
        await sender.send(delivery(GROUP, thread_id=78), ALERT),
    ]
    assert [
        ChannelGone("the chat does not exist, or the bot was never in it"),
        ChannelGone("the topic is closed: reopen it, or subscribe another one"),
        ChannelGone("the topic was deleted: subscribe another one"),
    ] == outcomes


async def test_a_group_that_became_a_supergroup_has_moved(telegram, sender):
    old = telegram.world.add(Chat(-70, "group"))
    telegram.upgrade(old, -1008)
    assert ChannelMoved(Channel(Platform.TELEGRAM, -1008)) == await sender.send(delivery(-70), ALERT)


async def test_a_message_whose_shape_is_refused_goes_plain(telegram, sender):
    telegram.on("sendMessage", refused(400, "Bad Request: ENTITY_DATE_INVALID"))
    assert isinstance(await sender.send(delivery(), ALERT), Sent)
    assert [True, False] == ["entities" in call.params for call in telegram.calls("sendMessage")]
    assert [TEXT] == telegram.texts(PERSON)


async def test_a_message_refused_plain_too_is_given_up(telegram, sender):
    telegram.on("sendMessage", *[refused(400, "Bad Request: something about it")] * 2)
    assert Refused("Telegram refuses this message: Something about it") == await sender.send(delivery(), ALERT)


async def test_a_message_that_went_elsewhere_is_not_called_sent(telegram, sender):
    telegram.world.chats[PERSON] = Chat(OTHER, "private", "Bo")
    assert Refused("Telegram put the message into another chat, 6") == await sender.send(delivery(), ALERT)


@pytest.mark.parametrize("code", [401, 404])
async def test_a_refused_token_waits_for_a_person(telegram, sender, code):
    telegram.on("sendMessage", refused(code, "Unauthorized"))
    outcome = await sender.send(delivery(), ALERT)
    assert (NotSent, timedelta(minutes=5)) == (type(outcome), outcome.retry_after)


@pytest.fixture
def logged():
    """All that a log without any mask would hold at its most talkative."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook
    stream = io.StringIO()
    log.configure("DEBUG", "json", [], stream)
    yield stream
    root.handlers[:], _, sys.excepthook = before
    root.setLevel(before[1])
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


async def test_no_trouble_tells_the_token(telegram, logged, monkeypatch):
    monkeypatch.setattr(telegram_sender, "ATTEMPT_S", 0.1)
    faults: list[Fault] = [
        *(broken(), broken(is_after=True), broken(302), broken(404), broken(429), broken(502), broken(200)),
        *(hanging(), flood(1), refused(401, "Unauthorized"), refused(404, "Not Found"), refused(500, "Oops")),
    ]
    ends = []
    for number, fault in enumerate(faults, 100):
        telegram.world.add(Chat(number, "private"))
        telegram.on("sendMessage", fault)
        async with open_bot(TOKEN, telegram.base_url) as bot:
            sender = TelegramSender(bot, LoopClock(), Pace(), LABELS)
            ends.append(await sender.send(delivery(number), ALERT))
    for base_url in ("http://127.0.0.1:9", "http://[bad"):
        async with open_bot(TOKEN, base_url) as bot:
            ends.append(await TelegramSender(bot, LoopClock(), Pace(), LABELS).send(delivery(), ALERT))
    for end in ends:
        logging.getLogger("reprieve").error("end of an attempt: %r", end)
    assert len(faults) + 2 == logged.getvalue().count("end of an attempt")
    assert "canary" not in logged.getvalue()
    assert [] == [end for end in ends if isinstance(end, Sent)]
