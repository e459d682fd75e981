-- ARGV: row, epoch, reason. Refused for a closed row and for a claim that is not its newest.
local row = ARGV[1]
local channel, state, epoch = unpack(redis.call('HMGET', key.row .. row, 'channel', 'state', 'epoch'))
if not channel or state == 'A' or state == 'X' or epoch ~= ARGV[2] then
  return 0
end
bury_row(row, lane_of(channel), ARGV[3])
return 1
