-- It arrived: true whatever epoch says so. ARGV: row, epoch, message
local row, message = ARGV[1], ARGV[3]
local channel, state, story, epoch = unpack(redis.call('HMGET', key.row .. row, 'channel', 'state', 'story', 'epoch'))
if not channel then
  return 0
end
local lane = lane_of(channel)

-- A story keeps the message that is its own, and else the digest in which it was told; whoever changed that digest
-- has no other.
local function note_message(of, value)
  local known = of and redis.call('HGET', key.messages .. lane, of) or ''
  local digest = digest_in(known)
  if not of or of == '' or digest and known == 'digest:' .. digest .. ':' .. value then
    return
  elseif known == '' or digest or not digest_in(value) then
    redis.call('HSET', key.messages .. lane, of, value)
  end
end

if state ~= 'A' then
  local arrived = members_of(row)
  if message ~= '' then
    for _, part in ipairs(arrived) do
      note_message(redis.call('HGET', key.row .. part, 'story'), 'digest:' .. row .. ':' .. message)
    end
  end
  arrived[#arrived + 1] = row
  for _, each in ipairs(arrived) do
    close_row(each, lane, 'A', '')
    redis.call('EXPIRE', key.row .. each, keep_rows_s)
    redis.call('ZREM', key.dead, each)
  end
  if message ~= '' then
    note_message(story, message)
  end
end
-- A late answer leaves the lane to whoever holds it now.
if epoch == ARGV[2] then
  end_attempt(lane, row, 0)
elseif redis.call('ZCARD', key.lane .. lane) == 0 then
  no_turn(lane)
end
return 1
