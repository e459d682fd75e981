import asyncio
import socket
from datetime import timedelta

import discord
import pytest

from bot.delivery.discord_sender import DiscordSender
from bot.domain.channel import Channel, Platform
from bot.domain.delivery import ChannelGone, DeliveryState, NotSent, Refused, Sent, Unknown
from bot.domain.message import Message, Span
from tests.e2e.discord_kit import CHANNEL, STORY, Answering, client_for, delivery, discord_at, says, sending
from tests.fakes.clock import StandingClock
from tests.fakes.discord_faults import blocking, cutting, failing, hanging, refusing, too_many
from tests.fakes.discord_schema import faults_in_answer
from tests.fakes.discord_server import BOT_ID, NONCE_KEPT

OTHER = Channel(Platform.DISCORD, 1002)
LATER_S = NONCE_KEPT.total_seconds() + 10
MINUTES_10 = timedelta(minutes=10)


async def test_alert_when_all_is_well():
    async with sending() as kit:
        outcome = await kit.send()
        sent = kit.sent()[0]
        body = kit.server.of("POST", "/messages")[0].body
    assert Sent(sent["id"]) == outcome
    assert {
        "content": "",
        "embeds": [
            {
                "title": r"\[ORDERED · EXTENSION\] An order extends the deadline",
                "description": "Confirmed by White House.\n[White House](https://gov.example/order)\n"
                "-# TikTok law · first seen <t:1736942400:F>",
                "color": 0x2D9A5F,
                "footer": {"text": f"ref {delivery().id[:10]}"},
            }
        ],
        "flags": 0,
        "allowed_mentions": {"parse": []},
        "nonce": delivery().id,
        "enforce_nonce": True,
    } == body


async def test_the_fake_answers_as_discord_does():
    async with sending() as kit:
        await kit.send()
        assert [] == faults_in_answer("MessageResponse", kit.sent()[0])


async def test_alert_when_it_is_silent():
    async with sending() as kit:
        await kit.send(Message(title=(Span("30 days left"),), is_silent=True))
        assert 1 << 12 == kit.sent()[0]["flags"]


async def test_reply_when_the_first_message_stands():
    async with sending() as kit:
        first = await kit.send()
        await kit.send(name="e2", replies_to=first.message_id)
        body = kit.server.of("POST", "/messages")[1].body
    assert {"message_id": first.message_id, "fail_if_not_exists": False} == body["message_reference"]


async def test_reply_when_history_may_not_be_read():
    async with sending() as kit:
        kit.server.without_history.add(CHANNEL.chat_id)
        outcome = await kit.send(replies_to="12345")
        sent = kit.sent()[0]
    assert (Sent(sent["id"]), 0, 1) == (outcome, sent["type"], len(sent["embeds"]))


async def test_edit_when_the_message_stands():
    async with sending() as kit:
        first = await kit.send()
        outcome = await kit.send(Message(title=(Span("Updated"),)), name="e2", edits=first.message_id)
        sent = kit.sent()[0]
    assert (first, "Updated") == (outcome, sent["embeds"][0]["title"])


async def test_edit_when_the_message_is_silent_changes_no_flag():
    async with sending() as kit:
        first = await kit.send()
        await kit.send(Message(title=(Span("Updated"),), is_silent=True), name="e2", edits=first.message_id)
        assert 0 == kit.server.of("PATCH", "/messages")[0].body["flags"]


async def test_edit_when_the_message_is_gone():
    async with sending() as kit:
        assert Sent("") == await kit.send(edits="12345")


async def test_edit_when_its_embed_is_refused():
    async with sending() as kit:
        first = await kit.send()
        kit.server.faults[CHANNEL.chat_id].append(refusing(400, 50035))
        outcome = await kit.send(edits=first.message_id, name="e2")
        sent = kit.sent()[0]
    assert (first, [], True) == (outcome, sent["embeds"], "An order extends the deadline" in sent["content"])


async def test_pause_when_one_channel_is_limited():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(too_many(3600.5))
        outcomes = [await kit.send(), await kit.send(channel=OTHER)]
    assert [NotSent, Sent] == [type(o) for o in outcomes]
    assert timedelta(seconds=3600.5) == outcomes[0].retry_after


async def test_pause_when_it_is_short_is_not_slept_through():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(too_many(2.0))
        assert timedelta(seconds=2) == (await kit.send()).retry_after


async def test_pause_when_no_length_is_given():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(too_many())
        assert None is (await kit.send()).retry_after


async def test_pause_when_it_is_for_all_channels():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(too_many(20.0, is_global=True))
        outcomes = [await kit.send(), await kit.send(channel=OTHER)]
        kit.clock.move(seconds=21)
        outcomes += [await kit.send(), await kit.send(channel=OTHER)]
        n_asked = len(kit.server.of("POST", "/messages"))
    assert [NotSent, NotSent, Sent, Sent] == [type(o) for o in outcomes]
    assert 3 == n_asked


async def test_pause_when_a_guard_stands_before_discord():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(blocking())
        outcomes = [await kit.send(), await kit.send(channel=OTHER)]
    assert [(NotSent, None), (NotSent, MINUTES_10)] == [(type(o), o.retry_after) for o in outcomes]


async def test_pause_when_discord_py_refuses_by_itself():
    async with sending() as kit:
        kit.server.bucket |= {"X-RateLimit-Reset-After": "60.0"}
        outcomes = [await kit.send(), await kit.send(name="e2")]
    assert [Sent, NotSent] == [type(o) for o in outcomes]
    assert 59 < outcomes[1].retry_after.total_seconds() <= 60


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
async def test_failure_when_it_was_accepted_and_is_tried_again(status: int):
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(failing(status, is_accepted=True))
        outcomes = [await kit.send(), await kit.send(was=DeliveryState.UNKNOWN)]
        sent = kit.sent()
    assert (1, Unknown, Sent(sent[0]["id"])) == (len(sent), type(outcomes[0]), outcomes[1])


async def test_failure_when_it_was_not_accepted():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(failing(503))
        outcomes = [await kit.send(), await kit.send(was=DeliveryState.UNKNOWN)]
        sent, n_asked = kit.sent(), len(kit.server.of("POST", "/messages"))
    assert (1, 2, [Unknown, Sent]) == (len(sent), n_asked, [type(o) for o in outcomes])


async def test_cut_when_it_was_accepted_and_is_tried_again():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(cutting(is_accepted=True))
        outcomes = [await kit.send(), await kit.send(was=DeliveryState.UNKNOWN)]
        assert (1, [Unknown, Sent]) == (len(kit.sent()), [type(o) for o in outcomes])


async def test_hang_when_it_was_accepted_and_is_tried_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.delivery.discord_sender.ATTEMPT_S", 0.1)
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(hanging(is_accepted=True))
        outcomes = [await kit.send(), await kit.send(was=DeliveryState.UNKNOWN)]
        assert (1, [Unknown, Sent]) == (len(kit.sent()), [type(o) for o in outcomes])


async def test_hang_when_another_channel_sends(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.delivery.discord_sender.ATTEMPT_S", 0.3)
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(hanging())
        async with asyncio.TaskGroup() as group:
            stuck = group.create_task(kit.send())
            assert isinstance(await kit.send(channel=OTHER), Sent)
            assert not stuck.done()
    assert isinstance(stuck.result(), Unknown)


async def test_repeat_when_the_nonce_is_forgotten_and_the_first_arrived():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(failing(is_accepted=True))
        await kit.send()
        kit.clock.move(seconds=LATER_S)
        outcome = await kit.send(was=DeliveryState.UNKNOWN)
        assert [Sent(m["id"]) for m in kit.sent()] == [outcome]


async def test_repeat_when_the_nonce_is_forgotten_and_the_first_was_plain():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id] += [refusing(400, 50035), failing(is_accepted=True)]
        await kit.send()
        kit.clock.move(seconds=LATER_S)
        outcome = await kit.send(was=DeliveryState.UNKNOWN)
        assert [Sent(m["id"]) for m in kit.sent()] == [outcome]


async def test_repeat_when_the_nonce_is_forgotten_and_nothing_arrived():
    async with sending() as kit:
        kit.server.post(CHANNEL.chat_id)
        kit.clock.move(seconds=LATER_S)
        outcome = await kit.send(was=DeliveryState.UNKNOWN)
        sent = kit.sent()[1]
    assert Sent(sent["id"]) == outcome
    assert "repeat" not in sent["embeds"][0]["description"]


async def test_repeat_when_the_nonce_is_about_to_be_forgotten():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(failing(is_accepted=True))
        await kit.send()
        kit.clock.move(seconds=NONCE_KEPT.total_seconds() - 1)
        await kit.send(was=DeliveryState.UNKNOWN)
        assert (1, 1) == (len(kit.sent()), len(kit.server.of("GET", "/messages")))


async def test_first_try_when_it_comes_late_reads_no_history():
    async with sending() as kit:
        kit.clock.move(seconds=LATER_S)
        await kit.send()
        assert [] == kit.server.of("GET", "/messages")


async def test_repeat_when_the_channel_is_old_reads_no_further_than_the_first_try():
    async with sending() as kit:
        for _ in range(120):
            kit.server.post(CHANNEL.chat_id)
        kit.clock.move(days=1)
        tried_at = kit.clock.now()
        kit.clock.move(seconds=LATER_S)
        await kit.send(was=DeliveryState.UNKNOWN, first_tried_at=tried_at)
        assert 1 == len(kit.server.of("GET", "/messages"))


async def test_repeat_when_much_was_written_since():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(failing(is_accepted=True))
        await kit.send()
        for n in range(120):
            kit.server.post(CHANNEL.chat_id, f"chat {n}")
        kit.clock.move(seconds=LATER_S)
        outcome = await kit.send(was=DeliveryState.UNKNOWN)
        assert (Sent(kit.sent()[0]["id"]), 121) == (outcome, len(kit.sent()))


async def test_repeat_when_somebody_else_quotes_our_reference():
    async with sending() as kit:
        kit.server.post(CHANNEL.chat_id, f"what is ref {delivery().id[:10]}")
        kit.clock.move(seconds=LATER_S)
        await kit.send(was=DeliveryState.UNKNOWN)
        assert [False, True] == [int(m["author"]["id"]) == BOT_ID for m in kit.sent()]


@pytest.mark.parametrize(("lang", "label"), [("en", "*This may be a repeat*"), ("zh_Hans", "*可能是重复消息*")])
async def test_repeat_when_it_cannot_be_ruled_out_is_labelled(lang: str, label: str):
    async with sending(repeat_label={"en": "This may be a repeat", "zh_Hans": "可能是重复消息"}) as kit:
        kit.server.without_history.add(CHANNEL.chat_id)
        kit.clock.move(seconds=LATER_S)
        await kit.send(was=DeliveryState.UNKNOWN, lang=lang)
        assert label == kit.sent()[0]["embeds"][0]["description"].split("\n")[0]


async def test_repeat_when_too_much_was_written_to_read_it_all():
    async with sending() as kit:
        for _ in range(210):
            kit.server.post(CHANNEL.chat_id)
        kit.clock.move(seconds=LATER_S)
        await kit.send(was=DeliveryState.UNKNOWN)
        assert "*This may be a repeat*" in kit.sent()[-1]["embeds"][0]["description"]


async def test_repeat_when_the_history_does_not_answer():
    async with sending() as kit:
        kit.clock.move(seconds=LATER_S)
        kit.server.faults[CHANNEL.chat_id].append(failing())
        outcome = await kit.send(was=DeliveryState.UNKNOWN)
        assert (NotSent, []) == (type(outcome), kit.sent())


async def test_repeat_when_the_history_is_not_discords():
    async with sending() as kit:
        kit.clock.move(seconds=LATER_S)
        kit.server.faults[CHANNEL.chat_id].append(blocking(200))
        outcome = await kit.send(was=DeliveryState.UNKNOWN)
        assert (NotSent, []) == (type(outcome), kit.sent())


async def test_repeat_when_the_history_is_cut_off():
    async with sending() as kit:
        kit.clock.move(seconds=LATER_S)
        kit.server.faults[CHANNEL.chat_id] += [
            cutting()
        ] * 2  # aiohttp asks a second time by itself, but only for reads
        outcome = await kit.send(was=DeliveryState.UNKNOWN)
        assert (NotSent, []) == (type(outcome), kit.sent())


@pytest.mark.parametrize(
    ("status", "code"), [(403, 50001), (403, 50013), (404, 10003), (400, 50008), (403, 50083), (403, 99999)]
)
async def test_channel_when_it_refuses_us(status: int, code: int):
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(refusing(status, code))
        outcomes = [await kit.send(), await kit.send(channel=OTHER)]
        n_asked = len(kit.server.of("POST", f"/{CHANNEL.chat_id}/"))
    assert (1, [ChannelGone, Sent]) == (n_asked, [type(o) for o in outcomes])


async def test_channel_when_the_bot_was_kicked():
    async with sending() as kit:
        kit.server.invisible.add(CHANNEL.chat_id)
        assert ChannelGone("the bot cannot see the channel: add it to the server again, or give it View Channel") == (
            await kit.send()
        )


async def test_channel_when_a_guard_forbids_is_not_given_up():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(blocking(403))
        outcomes = [await kit.send(), await kit.send(channel=OTHER)]
    assert [(NotSent, MINUTES_10)] * 2 == [(type(o), o.retry_after) for o in outcomes]


async def test_refusal_when_the_embed_is_wrong_falls_back_once():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(refusing(400, 50035))
        outcome = await kit.send()
        sent = kit.sent()[0]
    assert (Sent(sent["id"]), [], 1 << 2) == (outcome, sent["embeds"], sent["flags"])
    assert [
        r"\[ORDERED · EXTENSION\] **An order extends the deadline**",
        "Confirmed by White House.",
        "[White House](https://gov.example/order)",
        "-# TikTok law · first seen <t:1736942400:F>",
        f"-# ref {delivery().id[:10]}",
    ] == sent["content"].split("\n")


async def test_refusal_when_plain_text_is_refused_too():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id] += [refusing(400, 50035)] * 2
        outcome = await kit.send()
        n_asked = len(kit.server.of("POST", "/messages"))
    assert (Refused, 2) == (type(outcome), n_asked)


async def test_refusal_when_a_filter_forbids_the_words():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(refusing(400, 200000))
        outcome = await kit.send()
        assert (Refused, 1) == (type(outcome), len(kit.server.of("POST", "/messages")))


async def test_token_when_discord_refuses_it():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(refusing(401, 0, "401: Unauthorized"))
        outcomes = [await kit.send(), await kit.send(channel=OTHER)]
        n_asked = len(kit.server.of("POST", "/messages"))
    assert ([(NotSent, MINUTES_10)] * 2, 1) == ([(type(o), o.retry_after) for o in outcomes], n_asked)
    assert "token" in outcomes[0].reason


async def test_place_when_discord_puts_it_elsewhere():
    async with sending() as kit:
        kit.server.misroutes_to = OTHER.chat_id
        assert Refused("Discord put the message into channel 1002") == await kit.send()


async def test_answer_when_it_is_not_discords():
    async with sending() as kit:
        kit.server.faults[CHANNEL.chat_id].append(blocking(200))
        assert Unknown("the answer was not Discord's") == await kit.send()


async def test_connection_when_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with sending() as kit:
            discord.http.Route.BASE = f"http://127.0.0.1:{taken.getsockname()[1]}"
            assert isinstance(await kit.send(), NotSent)


async def test_connection_when_tls_fails():
    async with sending() as kit:
        discord.http.Route.BASE = kit.server.api.replace("http://", "https://")
        assert isinstance(await kit.send(), NotSent)


async def test_connection_when_the_client_is_closed():
    async with sending() as kit:
        await kit.sender._client.close()
        assert isinstance(await kit.send(), NotSent)


async def test_connection_when_the_client_is_not_logged_in():
    async with discord_at(StandingClock()) as server:
        client = client_for(server, Answering(lambda _: says("unused")), [])
        sender = DiscordSender(client, StandingClock())
        assert NotSent("Discord is not connected yet", timedelta(seconds=5)) == await sender.send(delivery(), STORY)


async def test_sender_when_made_after_the_login():
    async with sending() as kit:
        with pytest.raises(ValueError, match="logged in already"):
            DiscordSender(kit.sender._client, kit.clock)
