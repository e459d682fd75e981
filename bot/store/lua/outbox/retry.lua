-- ARGV: row, epoch, state (P or U), delay, reason. Refused for a closed row and for a claim that is not the newest.
local row, epoch, state = ARGV[1], ARGV[2], ARGV[3]
local lane, now_state, now_epoch = unpack(redis.call('HMGET', key.row .. row, 'channel', 'state', 'epoch'))
if not lane or now_state ~= 'S' or now_epoch ~= epoch then
  return 0
end
redis.call('HSET', key.row .. row, 'state', state, 'claims', '0', 'reason', ARGV[5])
end_sending(lane, row)
set_turn(lane, tonumber(ARGV[4]))
return 1
