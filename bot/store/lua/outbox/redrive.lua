-- Dead letters go back into their lanes as if nobody had tried them yet, behind what waits there as urgently; one that
-- may have arrived stays in doubt. One whose event is gone could only die again. ARGV: {row …}. Returns those put back.
local again = {}
for _, row in ipairs(cjson.decode(ARGV[1])) do
  local at = key.row .. row
  local state, channel, event, doubt, urgency = unpack(
    redis.call('HMGET', at, 'state', 'channel', 'event', 'doubt', 'urgency'))
  if state == 'X' and channel and redis.call('EXISTS', key.event .. (event or '')) == 1 then
    local lane = lane_of(channel)
    redis.call('ZREM', key.dead, row)
    redis.call('HSET', at, 'channel', lane, 'state', doubt == '1' and 'U' or 'P', 'tries', '0', 'claims', '0',
      'reason', '', 'epoch', redis.call('INCR', key.epoch))
    queue_row(row, lane, count(urgency))
    again[#again + 1] = row
  end
end
return again
