"""What Discord sends when somebody types a command: INTERACTION_CREATE events."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord_server import APP_ID, GUILD_ID, OTHER_ID

VIEW, SEND, EMBED, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 14, 1 << 38
MANAGE_CHANNELS, MANAGE_GUILD, ADMINISTRATOR = 1 << 4, 1 << 5, 1 << 3
ALL_OURS = VIEW | SEND | EMBED | SEND_IN_THREADS
COMMAND, AUTOCOMPLETE = 2, 4
TEXT_CHANNEL, DIRECT, THREAD = 0, 1, 11
_ADA = {
    "id": str(OTHER_ID), "username": "ada", "discriminator": "0", "avatar": None, "public_flags": 0,
    "global_name": "Ada",
}  # fmt: skip


def interaction(
    name: str,
    *,
    channel_id: int = 1001,
    interaction_id: int = 9001,
    kind: int = COMMAND,
    options: tuple[dict[str, Any], ...] = (),
    channel_type: int = TEXT_CHANNEL,
    permissions: int = MANAGE_CHANNELS,
    app_permissions: int = ALL_OURS,
    locale: str = "en-US",
) -> dict[str, Any]:
    """One interaction, in the guild unless the channel is a direct one."""
    is_direct = channel_type == DIRECT
    channel: dict[str, Any] = {"id": str(channel_id), "type": channel_type, "name": "alerts", "position": 1, "flags": 0}
    if channel_type == THREAD:
        channel |= {
            "parent_id": "1000", "owner_id": str(OTHER_ID), "message_count": 1, "member_count": 1,
            "guild_id": str(GUILD_ID),
            "thread_metadata": {
                "archived": False, "locked": False, "auto_archive_duration": 60,
                "archive_timestamp": "2025-01-15T12:00:00Z",
            },
        }  # fmt: skip
    made = {
        "id": str(interaction_id), "application_id": str(APP_ID), "type": kind, "token": f"token-{interaction_id}",
        "version": 1, "channel": channel, "channel_id": str(channel_id), "locale": locale, "entitlements": [],
        "app_permissions": str(app_permissions), "authorizing_integration_owners": {"0": str(GUILD_ID)},
        "context": 1 if is_direct else 0, "attachment_size_limit": 10_485_760,
        "data": {"id": "77", "name": name, "type": 1, "options": list(options)},
    }  # fmt: skip
    if is_direct:
        return made | {"user": _ADA}
    member = {
        "user": _ADA, "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0,
        "permissions": str(permissions), "nick": None, "avatar": None, "premium_since": None, "pending": False,
    }  # fmt: skip
    guild = {"id": str(GUILD_ID), "locale": "en-US", "features": []}
    return made | {"guild_id": str(GUILD_ID), "guild": guild, "guild_locale": "en-US", "member": member}


def option(name: str, value: str, *, is_focused: bool = False) -> dict[str, Any]:
    return {"name": name, "type": 3, "value": value} | ({"focused": True} if is_focused else {})
