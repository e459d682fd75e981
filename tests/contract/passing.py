"""Time for the ledger, whose clock is the server's own; and a look at its books from outside."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.ids import DeliveryId
from bot.store.keys import lua_header
from bot.store.memory.store import MemoryStore
from bot.store.redis_store import RedisStore
from tests.valkey import AnyStore

_MICROSECOND = timedelta(microseconds=1)

_PASS = """
local function shift(value)
  return string.format('%.0f', tonumber(value) - ARGV[1])
end
for _, lane in ipairs(redis.call('ZRANGE', key.due, 0, -1)) do
  redis.call('ZADD', key.due, shift(redis.call('ZSCORE', key.due, lane)), lane)
end
local clock = redis.call('GET', key.clock)
if clock then
  redis.call('SET', key.clock, shift(clock))
end
"""


async def let_pass(store: AnyStore, span: timedelta) -> None:
    """Moves the ledger's clock; a negative span sets it back. What a server timed moves the other way instead."""
    if isinstance(store, MemoryStore):
        store.state.now_us += span // _MICROSECOND
    else:
        await store.outbox._redis.eval(lua_header() + _PASS, 0, span // _MICROSECOND)


_BOOKS = """
local rows, lanes = {}, {}
for _, at in ipairs(redis.call('KEYS', key.row .. '*')) do
  local channel, state = unpack(redis.call('HMGET', at, 'channel', 'state'))
  rows[#rows + 1] = {string.sub(at, #key.row + 1), channel, state}
end
for _, at in ipairs(redis.call('KEYS', key.lane .. '*')) do
  lanes[#lanes + 1] = {string.sub(at, #key.lane + 1), redis.call('ZRANGE', at, 0, -1)}
end
return {rows, lanes, redis.call('ZRANGE', key.due, 0, -1), redis.call('HKEYS', key.parked)}
"""


async def flaws_of(store: RedisStore) -> list[str]:
    """What contradicts the invariants of the ledger on the server; empty when all is well."""
    rows, lane_rows, due, parked = await store.outbox._redis.eval(lua_header() + _BOOKS, 0)
    lanes, states = dict(lane_rows), {name: state for name, _, state in rows}
    found = [f"{lane} is due and empty" for lane in due if lane not in lanes]
    for lane, members in lanes.items():
        if (lane in due) == (lane in parked):
            found.append(f"{lane} holds rows and is {'due and parked' if lane in due else 'never due'}")
        if sum(states[m] == "S" for m in members) > 1:
            found.append(f"{lane} has two rows on their way")
    for name, channel, state in rows:
        is_open = state in "PSU"
        if is_open != (name in lanes.get(channel, ())):
            found.append(f"{name} is {state} and {'not ' if is_open else ''}in its lane")
    return found


async def open_rows_of(store: AnyStore) -> set[DeliveryId]:
    """The deliveries that have not ended yet."""
    if isinstance(store, MemoryStore):
        return {did for did, row in store.state.rows.items() if row.state in "PSU"}
    rows, *_ = await store.outbox._redis.eval(lua_header() + _BOOKS, 0)
    return {DeliveryId(name) for name, _, state in rows if state in "PSU"}
