-- After a start: what a previous life had under way is due now, and its answers no longer count. Returns how many.
local sending, n = redis.call('HGETALL', key.sending), 0
for i = 1, #sending, 2 do
  local lane, row = sending[i], sending[i + 1]
  if redis.call('ZSCORE', key.lane .. lane, row) then
    redis.call('HSET', key.row .. row, 'epoch', redis.call('INCR', key.epoch), 'doubt', '1')
    n = n + 1
  else
    redis.call('HDEL', key.sending, lane)
  end
  set_turn(lane, 0)
end
return n
