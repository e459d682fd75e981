"""THE TABLE. Both platforms' menus, /help and the README's table come from it; adding a command is one row."""

from __future__ import annotations

from handlers.about import about, help_
from handlers.command import Argument, Command
from handlers.follow import follow, unfollow
from handlers.history import deadlines, latest
from handlers.sources import sources
from handlers.status import status
from handlers.subscribe import subscribe, unsubscribe

_MATTER = Argument("matter", {"en": "The name of a matter, such as tiktok", "zh": "事项名称，例如 tiktok"})
_LEVEL = Argument(
    "level",
    {
        "en": "breaking: only actual changes; notable: also what is asked for, proposed or announced",
        "zh": "breaking（重大）：只要实际变化；notable（全部）：也要申请、提议和宣布",
    },
)

_FOLLOW = (
    Argument("what", {"en": "feed or docket", "zh": "feed（订阅源）或 docket（案卷）"}),
    Argument(
        "place",
        {
            "en": "The feed's address, or the docket's number such as 24-1113",
            "zh": "订阅源的网址，或案卷号，例如 24-1113",
        },
    ),
    Argument("court", {"en": "For a docket: its court, such as cadc", "zh": "案卷所在法院，例如 cadc"}),
    Argument("sure", {"en": "yes: save it; without it, only a preview", "zh": "yes：保存；不填则只预览"}),
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "subscribe",
        {"en": "Follow a matter in this channel (its managers only)", "zh": "在本频道关注一个事项（仅限管理员）"},
        subscribe,
        (_MATTER, _LEVEL),
        is_manager_only=True,
        names={"zh": "订阅"},
    ),
    Command(
        "unsubscribe",
        {"en": "Stop following a matter in this channel (its managers only)", "zh": "在本频道取消关注（仅限管理员）"},
        unsubscribe,
        (_MATTER,),
        is_manager_only=True,
        names={"zh": "退订"},
    ),
    Command(
        "status",
        {
            "en": "Countdown, legal state, last events, health of the sources",
            "zh": "倒计时、法律状态、最新事件、来源状况",
        },
        status,
        (_MATTER,),
        names={"zh": "状态"},
    ),
    Command(
        "deadlines",
        {"en": "Every date the deadline has had, and who set it", "zh": "期限的历次日期及其依据"},
        deadlines,
        (_MATTER,),
        names={"zh": "期限"},
    ),
    Command(
        "latest",
        {"en": "The last five events with their sources", "zh": "最近五个事件及来源"},
        latest,
        (_MATTER,),
        names={"zh": "最新"},
    ),
    Command(
        "sources",
        {"en": "How each source does: state, last news, next look", "zh": "各来源的状况：状态、最新消息、下次查看"},
        sources,
        (_MATTER,),
        names={"zh": "来源"},
    ),
    Command(
        "follow",
        {
            "en": "Follow a feed or a docket in this channel; first shows a preview (its managers only)",
            "zh": "在本频道关注一个订阅源或案卷，先预览（仅限管理员）",
        },
        follow,
        _FOLLOW,
        is_manager_only=True,
        names={"zh": "关注"},
    ),
    Command(
        "unfollow",
        {
            "en": "End a feed or docket that this channel follows of its own (its managers only)",
            "zh": "取消本频道自行关注的订阅源或案卷（仅限管理员）",
        },
        unfollow,
        (Argument("name", {"en": "Its id, name or address", "zh": "其编号、名称或网址"}),),
        is_manager_only=True,
        names={"zh": "取关"},
    ),
    Command("help", {"en": "What you can ask for", "zh": "可用的命令"}, help_, names={"zh": "帮助"}),
    Command(
        "about",
        {"en": "What this bot is, and what it cannot do", "zh": "关于本机器人及其局限"},
        about,
        names={"zh": "关于"},
    ),
)
