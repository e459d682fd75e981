-- A chat has another id: everything goes over to it. ARGV: old, new, the old channel's JSON, the new one's
local old, new = ARGV[1], ARGV[2]
if old == new then
  return 0
end

local sending = redis.call('HGET', key.sending, old)
if sending then
  redis.call('HSET', key.row .. sending, 'state', state_after_refusal(sending), 'claims', '0')
  redis.call('HDEL', key.sending, old)
end
for _, row in ipairs(redis.call('ZRANGE', key.lane .. old, 0, -1)) do
  redis.call('HSET', key.row .. row, 'channel', new)
end
redis.call('ZUNIONSTORE', key.lane .. new, 2, key.lane .. new, key.lane .. old, 'AGGREGATE', 'MIN')
redis.call('DEL', key.lane .. old)

for _, matter in ipairs(redis.call('SMEMBERS', key.followed .. old)) do
  local at = key.subscriptions .. matter
  local body = redis.call('HGET', at, old)
  if body then
    local first, last = string.find(body, ARGV[3], 1, true)
    redis.call('HSETNX', at, new, string.sub(body, 1, first - 1) .. ARGV[4] .. string.sub(body, last + 1))
    redis.call('HDEL', at, old)
  end
  local order = redis.call('ZSCORE', key.followers .. matter, old)
  redis.call('ZREM', key.followers .. matter, old)
  redis.call('ZADD', key.followers .. matter, 'NX', order or redis.call('INCR', key.seq), new)
  redis.call('SADD', key.followed .. new, matter)
end
redis.call('DEL', key.followed .. old)

local messages = redis.call('HGETALL', key.messages .. old)
for i = 1, #messages, 2 do
  redis.call('HSETNX', key.messages .. new, messages[i], messages[i + 1])
end
redis.call('DEL', key.messages .. old)

redis.call('HDEL', key.parked, old)
redis.call('HSET', key.alias, old, new)
redis.call('HDEL', key.alias, new)
local aliases = redis.call('HGETALL', key.alias)
for i = 1, #aliases, 2 do
  if aliases[i + 1] == old then
    redis.call('HSET', key.alias, aliases[i], new)
  end
end
set_turn(old, 0)
set_turn(new, 0)
return 1
