-- ARGV: row, epoch, reason
local lane, state, epoch = unpack(redis.call('HMGET', key.row .. ARGV[1], 'channel', 'state', 'epoch'))
if not lane or state ~= 'S' or epoch ~= ARGV[2] then
  return 0
end
bury_row(ARGV[1], lane, ARGV[3])
set_turn(lane, 0)
return 1
