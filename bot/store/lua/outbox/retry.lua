-- ARGV: row, epoch, may it have arrived ("1"), delay, reason. Refused for a closed row and for a claim that is not its
-- newest. Once in doubt, always in doubt: a definite refusal says nothing of an earlier attempt.
local row = ARGV[1]
local channel, state, epoch, doubt = unpack(
  redis.call('HMGET', key.row .. row, 'channel', 'state', 'epoch', 'doubt'))
if not channel or state == 'A' or state == 'X' or epoch ~= ARGV[2] then
  return 0
end
local is_in_doubt = ARGV[3] == '1' or doubt == '1'
redis.call('HSET', key.row .. row, 'state', is_in_doubt and 'U' or 'P', 'doubt', is_in_doubt and '1' or '0',
  'claims', '0', 'reason', ARGV[5])
end_attempt(lane_of(channel), row, tonumber(ARGV[4]))
return 1
