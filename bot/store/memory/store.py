"""The store without a server, for unit tests: the same promises, kept in one process's memory."""

from __future__ import annotations

from bot.store.memory.audit import MemoryAudit
from bot.store.memory.follows import MemoryFollows
from bot.store.memory.inbox import MemoryBudgets, MemoryDockets, MemoryHubs, MemoryPushes
from bot.store.memory.items import MemoryDeadlines, MemoryItems, MemorySubscriptions
from bot.store.memory.outbox import MemoryOutbox
from bot.store.memory.state import State


class MemoryStore:
    """The ports over one State. Time for leases is `state.now_us`, which a test sets."""

    def __init__(self) -> None:
        self.state = State()
        self.deadlines = MemoryDeadlines(self.state)
        self.items = MemoryItems(self.state, self.deadlines)
        self.subscriptions = MemorySubscriptions(self.state)
        self.outbox = MemoryOutbox(self.state)
        self.audit = MemoryAudit(self.state)
        self.follows = MemoryFollows(self.state, self.subscriptions)
        self.pushes = MemoryPushes(self.state)
        self.hubs = MemoryHubs(self.state)
        self.dockets = MemoryDockets(self.state)
        self.budgets = MemoryBudgets(self.state)
