-- It arrived: true whatever epoch says so. ARGV: row, epoch, message
local row, message = ARGV[1], ARGV[3]
local channel, state, story, epoch = unpack(redis.call('HMGET', key.row .. row, 'channel', 'state', 'story', 'epoch'))
if not channel then
  return 0
end
local lane = lane_of(channel)
if state ~= 'A' then
  local arrived = members_of(row)
  arrived[#arrived + 1] = row
  for _, each in ipairs(arrived) do
    close_row(each, lane, 'A', '')
    redis.call('EXPIRE', key.row .. each, keep_rows_s)
    redis.call('ZREM', key.dead, each)
  end
  if message ~= '' and story and story ~= '' then
    redis.call('HSET', key.messages .. lane, story, message)
  end
end
-- A late answer leaves the lane to whoever holds it now.
if epoch == ARGV[2] then
  end_attempt(lane, row, 0)
elseif redis.call('ZCARD', key.lane .. lane) == 0 then
  no_turn(lane)
end
return 1
