-- The next row of the lane that is due longest, marked S before this returns. ARGV: instance, lease
if redis.call('GET', key.instance) ~= ARGV[1] then
  return redis.error_reply('FENCED another instance holds the lease')
end
local lease = tonumber(ARGV[2])

-- A clock set back leaves every turn in a far future: no turn may lie further ahead than it was ever set.
local function pull_back(now)
  for _, lane in ipairs(redis.call('ZRANGE', key.due, 0, -1)) do
    local wait = tonumber(redis.call('HGET', key.wait, lane) or 0)
    if tonumber(redis.call('ZSCORE', key.due, lane)) - now > wait + clock_slack_us then
      redis.call('ZADD', key.due, whole(now + wait), lane)
    end
  end
end

local now = now_us()
local head = redis.call('ZRANGE', key.due, 0, 0, 'WITHSCORES')
if head[1] and tonumber(head[2]) > now then
  pull_back(now)
end

for _ = 1, 100 do
  head = redis.call('ZRANGE', key.due, 0, 0, 'WITHSCORES')
  if not head[1] or tonumber(head[2]) > now then
    return false
  end
  local lane = head[1]
  local row = redis.call('HGET', key.sending, lane) or redis.call('ZRANGE', key.lane .. lane, 0, 0)[1]
  if not row or not redis.call('ZSCORE', key.lane .. lane, row) then
    redis.call('HDEL', key.sending, lane)
    set_turn(lane, 0)
  else
    local at = key.row .. row
    local event, was, matter, story, claims = unpack(
      redis.call('HMGET', at, 'event', 'state', 'matter', 'story', 'claims'))
    local body = event and redis.call('HGET', key.event .. event, 'body')
    if not body then
      bury_row(row, lane, 'its event is gone')
      set_turn(lane, 0)
    elseif tonumber(claims) >= most_claims then
      bury_row(row, lane, 'the bot died ' .. claims .. ' times while sending it')
      set_turn(lane, 0)
    else
      local epoch = redis.call('INCR', key.epoch)
      redis.call('HINCRBY', at, 'claims', 1)
      local tries = redis.call('HINCRBY', at, 'tries', 1)
      redis.call('HSETNX', at, 'first', whole(now))
      redis.call('HSET', at, 'state', 'S', 'epoch', epoch)
      if was == 'S' or was == 'U' then
        redis.call('HSET', at, 'doubt', '1')
      end
      redis.call('HSET', key.sending, lane, row)
      set_turn(lane, lease)
      return {row, lane, body, was, tries, redis.call('HGET', at, 'first'), epoch,
        redis.call('HGET', key.subscriptions .. matter, lane) or '',
        redis.call('HGET', key.messages .. lane, story) or ''}
    end
  end
end
return false
