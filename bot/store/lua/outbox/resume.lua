-- ARGV: channel. Returns 1 when it was suspended.
local lane = lane_of(ARGV[1])
local was_parked = redis.call('HDEL', key.parked, lane)
if was_parked == 1 then
  set_turn(lane, 0)
end
return was_parked
