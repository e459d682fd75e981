"""The key layout: the one place where a key is named, for Python and for the scripts."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.delivery import Urgency

SCHEMA_VERSION = 1


class Key(StrEnum):
    """Every key; a name that ends in a colon is the prefix of a family, completed by an id.

    Units: scores and fields that are instants count microseconds since 1970 (exact in a double until 2255).
    """

    # The data as a whole
    SCHEMA = "rp:schema"  # the layout's version
    GEN = "rp:gen"  # random, made with the data: tells it from what an emptied server holds later
    INSTANCE = "rp:instance"  # expires: the one process that may decide and send
    SEQ = "rp:seq"  # counter: the order of events, rows and followers
    EPOCH = "rp:epoch"  # counter: a new fencing epoch for each claim
    CLOCK = "rp:clock"  # the latest instant a turn was set at: an earlier one means that the clock was set back

    # Sources
    SOURCE = "rp:src:"  # + source: hash of validators and health
    SEEN = "rp:seen:"  # + source + ":" + generation: set of marks
    CONTENTS = "rp:contents:"  # + source: set of content marks, of what it lists now
    POLLS = "rp:polls"  # sorted set: source → next poll
    POLLED = "rp:polled"  # sorted set: source → last poll
    PUSHED = "rp:pushed:"  # + publisher + ":" + event: expires; it was taken
    DOCKETS = "rp:dockets"  # hash court + "/" + number → JSON, of those that were looked up
    HUBS = "rp:hubs"  # hash source → JSON, what is agreed with its hub
    CALLBACKS = "rp:callbacks"  # hash the last part of a callback's address → source
    BUDGET = "rp:budget:"  # + publisher: sorted set of requests, by when they were granted
    BUDGET_ENDS = "rp:budgetends:"  # + publisher: expires; until then it grants nothing

    # Matters
    MATTER = "rp:matter:"  # + matter: hash with the revision
    STORY = "rp:story:"  # + matter: hash story → JSON
    STORIES = "rp:stories:"  # + matter: sorted set story → updated
    TOLD = "rp:told:"  # + matter: the same, of those that anyone was told
    TOUCHED = "rp:touched:"  # + matter: sorted set story → revision that wrote it
    DEADLINES = "rp:deadlines:"  # + matter: hash deadline "|" version → JSON
    REMINDERS = "rp:rem"  # sorted set: reminder id → fires at; the id says the rest

    # Events
    EVENT = "rp:event:"  # + event: hash of body, matter, story
    EVENTS = "rp:events:"  # + matter: sorted set of story events, by order
    FAN = "rp:fan"  # sorted set of events not addressed to the end yet, by order
    CURSOR = "rp:cursor"  # hash event → the last follower addressed

    # Subscriptions
    SUBSCRIPTIONS = "rp:subs:"  # + matter: hash channel → JSON
    FOLLOWERS = "rp:followers:"  # + matter: sorted set of channels, by order of joining
    FOLLOWED = "rp:chan:"  # + channel: set of matters
    FOLLOWS = "rp:follows"  # hash matter → JSON, of the matters that channels made for themselves

    # Deliveries
    ROW = "rp:dlv:"  # + delivery: hash, one row of the ledger
    LANE = "rp:out:"  # + channel: sorted set of open rows, by urgency and order
    DUE = "rp:due"  # sorted set: open lane → its next turn
    WAIT = "rp:wait"  # hash lane → how long that turn was set ahead
    SENDING = "rp:sending"  # hash lane → the row that is on its way
    PARKED = "rp:parked"  # hash lane → why it is suspended
    ALIAS = "rp:alias"  # hash channel → the channel it became
    MESSAGES = "rp:msg:"  # + channel: hash story → message id, or "digest:" + row + ":" + message id
    DEAD = "rp:dead"  # sorted set: given-up row → when


LIMITS = {
    "instance_ms": 20_000,  # the lease of an instance, renewed long before
    "lease_us": 30_000_000,  # of a claimed row: longer than an attempt may last
    "keep_rows_s": 14 * 86_400,  # a closed row, for late answers
    "keep_events_s": 120 * 86_400,  # longer than a suspended channel keeps its queue
    "keep_listed": 1_000,  # stories and story events a matter lists
    "world_stories": 200,  # stories of a matter that a plan may know
    "marks_per_generation": 5_000,  # far above any feed's window, so a mark outlives its item's stay there
    "most_claims": 5,  # so many ends without an answer while sending one row, and it is given up
    "claims_together": 2,  # after so many of those ends it is sent alone, so that it takes no other row along
    "most_single": 5,  # messages that may wait for one channel; when there are more, they come as one
    "most_gathered": 10,  # of which a digest is made: so many fit into one message of either platform
    "urgency_of_edits": int(Urgency.UPDATE),
    "clock_slack_us": 1_000_000,
    "keep_pushed_s": 7 * 86_400,  # repeats end after 60 hours, and go on when a dead endpoint is switched on again
    "keep_budget_us": 2 * 86_400_000_000,  # longer than any allowance's span
    "follows_of_channel": 10,  # matters that a channel may make for itself
    "follows_in_all": 1_000,  # and all channels together: each is one more place to poll
}
"""What the scripts keep, and for how long."""


def lua_header() -> str:
    """Layout and limits as Lua, so that no script spells a key or a number of its own."""
    fields = ", ".join(f"{key.name.lower()} = '{key.value}'" for key in Key)
    numbers = "\n".join(f"local {name} = {value}" for name, value in LIMITS.items())
    return f"local key = {{{fields}}}\n{numbers}\n"
