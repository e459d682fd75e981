"""The chats, messages and members of a small Telegram, with the rules that the bot must live with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.make import NOON

ME: dict[str, Any] = {"id": 4242, "is_bot": True, "first_name": "Reprieve", "username": "reprieve_bot"} | {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
_MAX_UNITS, _MAX_ENTITIES = 4096, 100
_FARTHEST = timedelta(days=3 * 365 + 2)
_GONE = {
    "blocked": "Forbidden: bot was blocked by the user",
    "kicked": "Forbidden: bot was kicked from the supergroup chat",
    "deleted": "Forbidden: the group chat was deleted",
    "deactivated": "Forbidden: user is deactivated",
}
_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages"),
)
_RESTRICTED = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *("can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics"),
    *("can_edit_tag", "can_react_to_messages"),
)
_STANDINGS: dict[str, dict[str, Any]] = {
    "creator": {"is_anonymous": False},
    "administrator": {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, False)},
    "restricted": {"is_member": True, "until_date": 0, **dict.fromkeys(_RESTRICTED, False)},
    "kicked": {"until_date": 0},
}


class Refusal(Exception):  # noqa: N818  it is an answer
    """What the Bot API says instead of a result."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        told = {"ok": False, "error_code": self.code, "description": self.description}
        return told | ({"parameters": self.parameters} if self.parameters else {})


@dataclass
class Chat:
    """A chat. `trouble` is a key of the reasons why the bot may not write; `topics` maps open topics to True."""

    id: int
    type: str
    title: str = ""
    trouble: str = ""
    moved_to: int = 0
    topics: dict[int, bool] = field(default_factory=dict)
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        named = {"first_name": self.title} if self.type == "private" else {"title": self.title or "A chat"}
        return {"id": self.id, "type": self.type, **named} | ({"is_forum": True} if self.topics else {})


@dataclass
class TelegramWorld:
    """What the methods of the Bot API act on."""

    now: datetime = NOON
    chats: dict[int, Chat] = field(default_factory=dict)
    menus: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    pinned: dict[int, int] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: count(100))

    def add(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def next_id(self) -> int:
        return next(self._ids)

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Raises: Refusal."""
        if method not in METHODS:
            raise Refusal(404, "Not Found")
        return METHODS[method](self, **params)

    def writable(self, chat_id: int) -> Chat:
        chat = self.chats.get(int(chat_id))
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved_to:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, words, migrate_to_chat_id=chat.moved_to)
        if chat.trouble:
            raise Refusal(403, _GONE[chat.trouble])
        return chat


def _get_me(_world: TelegramWorld) -> dict[str, Any]:
    return ME


def _send_message(
    world: TelegramWorld,
    chat_id: int,
    text: str,
    *,
    message_thread_id: int = 0,
    reply_parameters: dict[str, Any] | None = None,
    entities: list[dict[str, Any]] | None = None,
    **_others: Any,
) -> dict[str, Any]:
    chat = world.writable(chat_id)
    if message_thread_id and message_thread_id not in chat.topics:
        raise Refusal(400, "Bad Request: message thread not found")
    if message_thread_id and not chat.topics[message_thread_id]:
        raise Refusal(400, "Bad Request: TOPIC_CLOSED")
    reply = reply_parameters or {}
    original = chat.messages.get(reply.get("message_id", 0))
    if reply and original is None and not reply.get("allow_sending_without_reply"):
        raise Refusal(400, "Bad Request: message to be replied not found")
    _check_text(world, text, entities or [])
    message: dict[str, Any] = {
        "message_id": world.next_id(),
        "date": int(world.now.timestamp()),
        "chat": chat.shown(),
        "text": text,
        **({"entities": entities} if entities else {}),
        **({"message_thread_id": message_thread_id, "is_topic_message": True} if message_thread_id else {}),
        **({"sender_chat": chat.shown()} if chat.type == "channel" else {"from": ME}),
        **({"reply_to_message": original} if original else {}),
    }
    chat.messages[message["message_id"]] = message
    return message


def _edit_message_text(
    world: TelegramWorld,
    chat_id: int,
    message_id: int,
    text: str,
    *,
    entities: list[dict[str, Any]] | None = None,
    **_others: Any,
) -> dict[str, Any]:
    chat = world.writable(chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise Refusal(400, "Bad Request: message to edit not found")
    _check_text(world, text, entities or [])
    if (message["text"], message.get("entities", [])) == (text, entities or []):
        words = "message is not modified: specified new message content and reply markup are exactly the same"
        raise Refusal(400, f"Bad Request: {words} as a current content and reply markup of the message")
    edited = message | {"text": text, "entities": entities or [], "edit_date": int(world.now.timestamp())}
    chat.messages[message_id] = edited
    return edited


def _delete_message(world: TelegramWorld, chat_id: int, message_id: int) -> bool:
    if world.writable(chat_id).messages.pop(message_id, None) is None:
        raise Refusal(400, "Bad Request: message to delete not found")
    return True


def _pin_chat_message(world: TelegramWorld, chat_id: int, message_id: int, **_others: Any) -> bool:
    if message_id not in world.writable(chat_id).messages:
        raise Refusal(400, "Bad Request: message to pin not found")
    world.pinned[chat_id] = message_id
    return True


def _get_chat(world: TelegramWorld, chat_id: int) -> dict[str, Any]:
    gifts = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), True)
    accepts = {"accepted_gift_types": gifts | {"gifts_from_channels": True}}
    return world.writable(chat_id).shown() | {"accent_color_id": 0, "max_reaction_count": 11} | accepts


def _get_chat_member(world: TelegramWorld, chat_id: int, user_id: int) -> dict[str, Any]:
    status = world.writable(chat_id).members.get(user_id, "left")
    return member(user_id, status)


def member(user_id: int, status: str, **rights: bool) -> dict[str, Any]:
    """A ChatMember of any status, with what belongs to it."""
    user: dict[str, Any] = ME if user_id == ME["id"] else {"id": user_id, "is_bot": False, "first_name": "Somebody"}
    return {"user": user, "status": status, **_STANDINGS.get(status, {}), **rights}


def _set_my_commands(
    world: TelegramWorld, commands: list[dict[str, str]], scope: dict[str, Any] | None = None, language_code: str = ""
) -> bool:
    world.menus[_scope(scope), language_code] = commands
    return True


def _get_my_commands(
    world: TelegramWorld, scope: dict[str, Any] | None = None, language_code: str = ""
) -> list[dict[str, str]]:
    return world.menus.get((_scope(scope), language_code), [])


def _scope(scope: dict[str, Any] | None) -> str:
    return ":".join(str(part) for part in (scope or {"type": "default"}).values())


def _yes(_world: TelegramWorld, **_params: Any) -> bool:
    return True


def _check_text(world: TelegramWorld, text: str, entities: list[dict[str, Any]]) -> None:
    units = text.encode("utf-16-le")
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(units) // 2 > _MAX_UNITS:
        raise Refusal(400, "Bad Request: message is too long")
    if len(entities) > _MAX_ENTITIES:
        raise Refusal(400, "Bad Request: ENTITIES_TOO_LONG")
    for entity in entities:
        _check_entity(world, units, entity)


def _check_entity(world: TelegramWorld, units: bytes, entity: dict[str, Any]) -> None:
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if not 0 <= start < end <= len(units) // 2:
        raise Refusal(400, "Bad Request: ENTITY_BOUNDS_INVALID")
    try:
        units[2 * start : 2 * end].decode("utf-16-le")
    except UnicodeDecodeError:
        raise Refusal(400, "Bad Request: can't parse entities: an entity begins in the middle of a symbol") from None
    if entity["type"] == "date_time" and entity["unix_time"] > (world.now + _FARTHEST).timestamp():
        raise Refusal(400, "Bad Request: ENTITY_DATE_INVALID")


METHODS: dict[str, Callable[..., Any]] = {
    "getMe": _get_me,
    "sendMessage": _send_message,
    "editMessageText": _edit_message_text,
    "deleteMessage": _delete_message,
    "pinChatMessage": _pin_chat_message,
    "getChat": _get_chat,
    "getChatMember": _get_chat_member,
    "setMyCommands": _set_my_commands,
    "getMyCommands": _get_my_commands,
    "answerCallbackQuery": _yes,
    "deleteWebhook": _yes,
}
RESULTS = {"getMe": "User", "sendMessage": "Message", "editMessageText": "Message", "getChat": "ChatFullInfo"}
MEMBERS = {
    "creator": "ChatMemberOwner",
    "administrator": "ChatMemberAdministrator",
    "member": "ChatMemberMember",
    "restricted": "ChatMemberRestricted",
    "left": "ChatMemberLeft",
    "kicked": "ChatMemberBanned",
}


def result_type(method: str, result: Any) -> str:
    """The type of a method's result in the Bot API; empty for what has none of its own."""
    return MEMBERS[result["status"]] if method == "getChatMember" else RESULTS.get(method, "")
