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

-- A row that several lives of the bot ended with goes alone: the next end then tells whether it is the one that brings
-- it about, and takes nothing else along. Returns how many rows are on their way, and whether one of them goes alone.
local function on_their_way(now)
  local n, is_alone, sending = 0, false, redis.call('HGETALL', key.sending)
  for i = 1, #sending, 2 do
    if count(redis.call('ZSCORE', key.due, sending[i])) > now then
      n = n + 1
      is_alone = is_alone or count(redis.call('HGET', key.row .. sending[i + 1], 'claims')) > claims_together
    end
  end
  return n, is_alone
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

local n_on_their_way, is_alone = on_their_way(now)
if is_alone then
  return false
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
    elseif count(claims) >= claims_together and n_on_their_way > 0 then
      return false
    else
      return take(lane, row, body, was or '', count(claims), now)
    end
  end
end
return false
