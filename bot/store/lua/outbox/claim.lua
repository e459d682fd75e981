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

-- When more than a few messages wait for a lane, its head becomes a digest of them, in the first one's place and with
-- a fate of its own; they are out of the lane as long as it is in there. Edits change messages that are there already.
local function gathered(lane, head)
  if redis.call('ZCARD', key.lane .. lane) <= most_single then
    return head
  end
  local rows, scores, since = {}, {}, nil
  local waiting = redis.call('ZRANGEBYSCORE', key.lane .. lane, '-inf', '(' .. whole(urgency_of_edits * 2 ^ 40),
    'WITHSCORES', 'LIMIT', 0, 2 * most_gathered)
  for i = 1, #waiting, 2 do
    local state, members, alone, queued = unpack(
      redis.call('HMGET', key.row .. waiting[i], 'state', 'members', 'alone', 'queued'))
    if state == 'P' and not members and alone ~= '1' and #rows < most_gathered then
      rows[#rows + 1], scores[#scores + 1] = waiting[i], waiting[i + 1]
      queued = tonumber(queued or '') or now_us()
      since = math.min(queued, since or queued)
    end
  end
  if #rows <= most_single or rows[1] ~= head then
    return head
  end
  local digest = string.sub(redis.sha1hex(table.concat(rows)), 1, 24)
  local event, urgency = unpack(redis.call('HMGET', key.row .. head, 'event', 'urgency'))
  redis.call('HSET', key.row .. digest, 'event', event, 'channel', lane, 'matter', '', 'story', '', 'state', 'P',
    'tries', '0', 'claims', '0', 'urgency', urgency or '0', 'queued', whole(since), 'members', table.concat(rows, ' '))
  for i, row in ipairs(rows) do
    redis.call('ZREM', key.lane .. lane, row)
    redis.call('HSET', key.row .. row, 'state', 'G', 'digest', digest, 'score', scores[i])
  end
  redis.call('ZADD', key.lane .. lane, scores[1], digest)
  return digest
end

-- What a digest's message is made of: {row, body, subscription, message} of each of its rows in that state. One that
-- was on its way when its chat moved may still arrive by itself.
local function parts_of(row, lane, wanted)
  local parts = {}
  for _, member in ipairs(members_of(row)) do
    local state, event, matter, story = unpack(
      redis.call('HMGET', key.row .. member, 'state', 'event', 'matter', 'story'))
    if state == wanted then
      parts[#parts + 1] = {member, redis.call('HGET', key.event .. (event or ''), 'body') or '',
        redis.call('HGET', key.subscriptions .. (matter or ''), lane) or '',
        redis.call('HGET', key.messages .. lane, story or '') or ''}
    end
  end
  return parts
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
  local message = redis.call('HGET', key.messages .. lane, story or '') or ''
  local digest = digest_in(message)
  return {row, lane, body, was, count(tries) + 1, redis.call('HGET', at, 'first'), epoch,
    redis.call('HGET', key.subscriptions .. (matter or ''), lane) or '', message, parts_of(row, lane, 'G'),
    digest and parts_of(digest, lane, 'A') or {}}
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
    row = row and gathered(lane, row)
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
