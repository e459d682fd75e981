-- The next row of the lane that is due longest, marked S before this returns. ARGV: instance
if is_fenced_off(ARGV[1]) then
  return fenced()
end

-- A clock set back leaves every turn in a far future: no turn may lie further ahead than it was ever set.
local function pull_back(now)
  for _, lane in ipairs(redis.call('ZRANGE', key.due, 0, -1)) do
    local latest = now + count(redis.call('HGET', key.wait, lane))
    if tonumber(redis.call('ZSCORE', key.due, lane)) > latest then
      redis.call('ZADD', key.due, whole(latest), lane)
    end
  end
  redis.call('SET', key.clock, whole(now))
end

local function flaw(body, claims)
  if not body then
    return 'its event is gone'
  elseif claims >= most_claims then
    return 'the bot died ' .. claims .. ' times while sending it'
  end
end

local function take(lane, row, body, was, claims, now)
  local at = key.row .. row
  local epoch = redis.call('INCR', key.epoch)
  local matter, story, tries = unpack(redis.call('HMGET', at, 'matter', 'story', 'tries'))
  redis.call('HSETNX', at, 'first', whole(now))
  redis.call('HSET', at, 'state', 'S', 'epoch', epoch, 'tries', count(tries) + 1, 'claims', claims + 1)
  if was == 'S' or was == 'U' then
    redis.call('HSET', at, 'doubt', '1')
  end
  redis.call('HSET', key.sending, lane, row)
  set_turn(lane, lease_us)
  return {row, lane, body, was, count(tries) + 1, redis.call('HGET', at, 'first'), epoch,
    redis.call('HGET', key.subscriptions .. (matter or ''), lane) or '',
    redis.call('HGET', key.messages .. lane, story or '') or ''}
end

local now = now_us()
if now < count(redis.call('GET', key.clock)) - clock_slack_us then
  pull_back(now)
end

for _ = 1, 100 do
  -- Read afresh: what this loop has just made due is due for it too.
  local lane = redis.call('ZRANGEBYSCORE', key.due, '-inf', whole(now_us()), 'LIMIT', 0, 1)[1]
  if not lane then
    return false
  end
  -- A row whose lease ran out goes first: one row of a lane is on its way at a time, and its fate is settled soonest.
  local row = redis.call('HGET', key.sending, lane)
  if not row or not redis.call('ZSCORE', key.lane .. lane, row) then
    redis.call('HDEL', key.sending, lane)
    row = redis.call('ZRANGE', key.lane .. lane, 0, 0)[1]
  end
  if not row then
    no_turn(lane)
  else
    local event, was, claims = unpack(redis.call('HMGET', key.row .. row, 'event', 'state', 'claims'))
    local body = event and redis.call('HGET', key.event .. event, 'body')
    local reason = flaw(body, count(claims))
    if reason then
      bury_row(row, lane, reason)
    else
      return take(lane, row, body, was or '', count(claims), now)
    end
  end
end
return false
