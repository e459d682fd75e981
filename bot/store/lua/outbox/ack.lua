-- It arrived: true whatever epoch says so. ARGV: row, message
local row, message = ARGV[1], ARGV[2]
local lane, state, story = unpack(redis.call('HMGET', key.row .. row, 'channel', 'state', 'story'))
if not lane or state == 'A' then
  return 0
end
close_row(row, lane, 'A', '')
redis.call('ZREM', key.dead, row)
redis.call('HSET', key.row .. row, 'message', message)
if message ~= '' and story ~= '' then
  redis.call('HSET', key.messages .. lane, story, message)
end
set_turn(lane, 0)
return 1
