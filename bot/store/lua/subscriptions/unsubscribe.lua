-- ARGV: channel, matter. Drops what is queued, except a send that is on its way. Returns 1 when there was one.
local channel, matter = ARGV[1], ARGV[2]
local was_there = redis.call('HDEL', key.subscriptions .. matter, channel)
redis.call('ZREM', key.followers .. matter, channel)
redis.call('SREM', key.followed .. channel, matter)
for _, row in ipairs(redis.call('ZRANGE', key.lane .. channel, 0, -1)) do
  local of, state = unpack(redis.call('HMGET', key.row .. row, 'matter', 'state'))
  if of == matter and state ~= 'S' then
    redis.call('ZREM', key.lane .. channel, row)
    redis.call('DEL', key.row .. row)
  end
end
if redis.call('ZCARD', key.lane .. channel) == 0 then
  no_turn(channel)
end
return was_there
