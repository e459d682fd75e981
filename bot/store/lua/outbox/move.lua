-- A chat has another id: everything goes over to it. ARGV: old, new
local old, new = ARGV[1], ARGV[2]
if old == new then
  return 0
end

take_back(old)
for _, row in ipairs(redis.call('ZRANGE', key.lane .. old, 0, -1)) do
  redis.call('HSET', key.row .. row, 'channel', new)
end
redis.call('ZUNIONSTORE', key.lane .. new, 2, key.lane .. new, key.lane .. old)
redis.call('DEL', key.lane .. old)
redis.call('HDEL', key.parked, old)
no_turn(old)
join_turns(new)

for _, matter in ipairs(redis.call('SMEMBERS', key.followed .. old)) do
  local body = redis.call('HGET', key.subscriptions .. matter, old)
  local order = redis.call('ZSCORE', key.followers .. matter, old)
  if body then
    redis.call('HSETNX', key.subscriptions .. matter, new, body)
    redis.call('ZADD', key.followers .. matter, 'NX', order or redis.call('INCR', key.seq), new)
    redis.call('SADD', key.followed .. new, matter)
  end
  redis.call('HDEL', key.subscriptions .. matter, old)
  redis.call('ZREM', key.followers .. matter, old)
end
redis.call('DEL', key.followed .. old)

local messages = redis.call('HGETALL', key.messages .. old)
for i = 1, #messages, 2 do
  redis.call('HSETNX', key.messages .. new, messages[i], messages[i + 1])
end
redis.call('DEL', key.messages .. old)

redis.call('HSET', key.alias, old, new)
redis.call('HDEL', key.alias, new)
local aliases = redis.call('HGETALL', key.alias)
for i = 1, #aliases, 2 do
  if aliases[i + 1] == old then
    redis.call('HSET', key.alias, aliases[i], new)
  end
end
return 1
