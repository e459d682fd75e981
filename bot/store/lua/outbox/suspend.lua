-- A channel that follows nothing and waits for nothing is left alone. ARGV: channel, reason
local lane = lane_of(ARGV[1])
if redis.call('SCARD', key.followed .. lane) == 0 and redis.call('ZCARD', key.lane .. lane) == 0 then
  return 0
end
redis.call('HSET', key.parked, lane, ARGV[2])
local row = redis.call('HGET', key.sending, lane)
if row then
  redis.call('HSET', key.row .. row, 'state', state_after_refusal(row), 'claims', '0', 'reason', ARGV[2])
  redis.call('HDEL', key.sending, lane)
end
set_turn(lane, 0)
return 1
