"""A command as it comes in (Call) and what goes back (Reply), the same for every platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.channel import Channel
from bot.domain.matter import Matter
from bot.domain.message import Message
from bot.domain.source import Usage
from bot.ports import Clock, DeadlineStore, Following, ItemStore, Outbox, SubscriptionStore
from bot.render.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Call:
    """One command of one person in one channel.

    Shape: `name` without slash; `text` is what stands behind it, unparsed; `lang` is the platform's word for the
    caller's language (`en`, `zh-CN`), possibly empty. `may_manage` asks the platform at the time of the call whether
    the caller manages the channel; `missing_rights` names what the bot itself may not do there, empty if nothing.
    """

    name: str
    text: str
    channel: Channel
    user_id: int
    lang: str
    is_private: bool
    may_manage: Callable[[], Awaitable[bool]]
    missing_rights: Callable[[], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer. `is_ephemeral` asks for a reply that only the caller sees, where the platform has it."""

    message: Message
    is_ephemeral: bool = False


Spent = Callable[[], Awaitable[Sequence[Usage]]]
"""What is spent of a publisher's budget now."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the command functions reach the engine through. `menu` is each command's usage and help, for /help.

    Shape: `matters` are those of the packs, which everybody may know; what a channel follows of its own is `follows`.
    `budgets` is keyed by the publisher's name.
    """

    clock: Clock
    items: ItemStore
    subscriptions: SubscriptionStore
    deadlines: DeadlineStore
    outbox: Outbox
    matters: Sequence[Matter]
    follows: Following
    phrases: Callable[[str], Phrases]
    version: str
    menu: Sequence[tuple[str, dict[str, str]]] = ()
    budgets: Mapping[str, Spent] = field(default_factory=dict)


Handler = Callable[[Desk, Call, Phrases], Awaitable[Reply]]
