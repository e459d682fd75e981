-- A channel that follows nothing and waits for nothing is left alone; the answer of what is on its way still counts.
-- ARGV: channel, reason
local lane = lane_of(ARGV[1])
if redis.call('SCARD', key.followed .. lane) == 0 and redis.call('ZCARD', key.lane .. lane) == 0 then
  return 0
end
redis.call('HSET', key.parked, lane, ARGV[2])
take_back(lane)
no_turn(lane)
return 1
