-- Before every script: the clock of the server, and what several scripts do alike. Instants count microseconds.

local function now_us()
  local t = redis.call('TIME')
  return t[1] * 1000000 + t[2]
end

local function whole(n)
  return string.format('%.0f', n)
end

-- A stored number; what is none counts as 0, so that one spoilt field does not stop the script for everyone.
local function count(field)
  return tonumber(field or 0) or 0
end

-- Calls `f` with at most 1,000 of `list` at a time: a command takes only so many arguments.
local function in_chunks(list, f)
  for first = 1, #list, 1000 do
    f({unpack(list, first, math.min(first + 999, #list))})
  end
end

-- Only the instance that holds the lease decides and sends. One that has run out is taken back if nobody has it.
local function is_fenced_off(instance)
  local holder = redis.call('GET', key.instance)
  if not holder then
    redis.call('SET', key.instance, instance, 'PX', instance_ms)
  end
  return holder and holder ~= instance
end

local function fenced()
  return redis.error_reply('FENCED another instance holds the lease')
end

-- A chat may have got another id; rows and subscriptions live under the newest one.
local function lane_of(channel)
  return redis.call('HGET', key.alias, channel) or channel
end

local function no_turn(lane)
  redis.call('ZREM', key.due, lane)
  redis.call('HDEL', key.wait, lane)
end

-- The lane's next turn: `wait` from now while it holds rows and is not suspended, else none.
local function set_turn(lane, wait)
  if redis.call('ZCARD', key.lane .. lane) == 0 or redis.call('HEXISTS', key.parked, lane) == 1 then
    return no_turn(lane)
  end
  local now = now_us()
  redis.call('ZADD', key.due, whole(now + wait), lane)
  redis.call('HSET', key.wait, lane, whole(wait))
  if now > count(redis.call('GET', key.clock)) then
    redis.call('SET', key.clock, whole(now))
  end
end

-- Rows came into the lane. One that has a turn keeps it: it waits for an answer, or for its platform. One without may
-- still have an attempt on its way, at a row that a late answer closed.
local function join_turns(lane)
  if not redis.call('ZSCORE', key.due, lane) then
    set_turn(lane, redis.call('HEXISTS', key.sending, lane) == 1 and lease_us or 0)
  end
end

-- Puts a row at the end of what is as urgent in its lane; from now on it waits.
local function queue_row(row, lane, urgency)
  redis.call('HSET', key.row .. row, 'urgency', whole(urgency), 'queued', whole(now_us()))
  redis.call('ZADD', key.lane .. lane, whole(urgency * 2 ^ 40 + redis.call('INCR', key.seq)), row)
  join_turns(lane)
end

-- An attempt at `row` is over: the lane moves on after `wait`, unless another of its rows is on its way by now.
local function end_attempt(lane, row, wait)
  if redis.call('HGET', key.sending, lane) == row then
    redis.call('HDEL', key.sending, lane)
    set_turn(lane, wait)
  elseif redis.call('ZCARD', key.lane .. lane) == 0 then
    no_turn(lane)
  end
end

-- A row leaves its lane for good, in state A or X.
local function close_row(row, lane, state, reason)
  redis.call('ZREM', key.lane .. lane, row)
  redis.call('HSET', key.row .. row, 'channel', lane, 'state', state, 'reason', reason)
end

-- The rows that a digest stands for; none for any other row. One that fell apart may have lost some: what is queued is
-- dropped when a channel leaves.
local function members_of(row)
  local members = {}
  for member in string.gmatch(redis.call('HGET', key.row .. row, 'members') or '', '%S+') do
    if redis.call('EXISTS', key.row .. member) == 1 then
      members[#members + 1] = member
    end
  end
  return members
end

-- The digest that a stored message of a story names, if it does.
local function digest_in(message)
  return string.match(message, '^digest:(%w+):')
end

-- The rows of a digest go back to their places, each to be sent on its own; what is in doubt of it is so of them.
local function scatter(row, lane, members)
  local doubt, first = unpack(redis.call('HMGET', key.row .. row, 'doubt', 'first'))
  for _, member in ipairs(members) do
    local at = key.row .. member
    if redis.call('HGET', at, 'state') == 'G' then
      redis.call('HSET', at, 'state', doubt == '1' and 'U' or 'P', 'channel', lane, 'alone', '1')
      if doubt == '1' then
        redis.call('HSET', at, 'doubt', '1', 'first', first or whole(now_us()))
      end
      redis.call('ZADD', key.lane .. lane, redis.call('HGET', at, 'score') or '0', member)
    end
  end
  join_turns(lane)
end

local function bury_row(row, lane, reason)
  local members = members_of(row)
  close_row(row, lane, 'X', reason)
  if #members > 0 then
    scatter(row, lane, members)
    redis.call('EXPIRE', key.row .. row, keep_rows_s)
  else
    redis.call('ZADD', key.dead, whole(now_us()), row)
  end
  end_attempt(lane, row, 0)
end

-- The chat itself refuses what is on its way: back into the queue, in doubt if an earlier attempt was, or if nobody
-- has been waiting for the answer any more.
local function take_back(lane)
  local row = redis.call('HGET', key.sending, lane)
  if row then
    local state, doubt = unpack(redis.call('HMGET', key.row .. row, 'state', 'doubt'))
    local turn = tonumber(redis.call('ZSCORE', key.due, lane) or 0)
    if state == 'S' then
      local is_in_doubt = doubt == '1' or turn <= now_us()
      redis.call('HSET', key.row .. row, 'state', is_in_doubt and 'U' or 'P', 'claims', '0')
      redis.call('HSET', key.row .. row, 'doubt', is_in_doubt and '1' or '0')
    end
    redis.call('HDEL', key.sending, lane)
  end
end

-- Lists `id` at `score` and keeps the newest; `f` is told of those that fall off.
local function list_newest(at, score, id, f)
  redis.call('ZADD', at, score, id)
  for _, old in ipairs(redis.call('ZRANGE', at, 0, -(keep_listed + 1))) do
    redis.call('ZREM', at, old)
    f(old)
  end
end

-- Stores events and queues their fan-out, in the order given; a known event is left alone.
local function add_events(events)
  for _, e in ipairs(events) do
    local at = key.event .. e.id
    if redis.call('EXISTS', at) == 0 then
      local order = redis.call('INCR', key.seq)
      redis.call('HSET', at, 'body', e.body, 'matter', e.matter, 'story', e.story, 'queued', whole(now_us()))
      redis.call('EXPIRE', at, keep_events_s)
      redis.call('ZADD', key.fan, order, e.id)
      if e.story ~= '' then
        list_newest(key.events .. e.matter, order, e.id, function() end)
      end
    end
  end
end

-- A poll that went well.
local function note_health(source, at, next)
  redis.call('HSET', key.source .. source, 'ok', at, 'fails', '0', 'problem', '')
  redis.call('HDEL', key.source .. source, 'since', 'failed')
  redis.call('ZADD', key.polls, next, source)
  redis.call('ZADD', key.polled, at, source)
end

-- How a source behaves; '' leaves what is known of it.
local function note_habits(source, habits)
  if habits ~= '' then
    redis.call('HSET', key.source .. source, 'habits', habits)
  end
end

-- A channel follows a matter, as `body` says. Returns 1 when it is new.
local function subscribe(channel, matter, body)
  local is_new = redis.call('HSET', key.subscriptions .. matter, channel, body)
  redis.call('ZADD', key.followers .. matter, 'NX', redis.call('INCR', key.seq), channel)
  redis.call('SADD', key.followed .. channel, matter)
  redis.call('HDEL', key.alias, channel)
  return is_new
end

-- Drops what is queued as well, except a send that is on its way. Returns 1 when there was a subscription.
local function unsubscribe(channel, matter)
  local was_there = redis.call('HDEL', key.subscriptions .. matter, channel)
  redis.call('ZREM', key.followers .. matter, channel)
  redis.call('SREM', key.followed .. channel, matter)
  for _, row in ipairs(redis.call('ZRANGE', key.lane .. channel, 0, -1)) do
    local of, state = unpack(redis.call('HMGET', key.row .. row, 'matter', 'state'))
    if of == matter and state ~= 'S' then
      redis.call('ZREM', key.lane .. channel, row)
      redis.call('DEL', key.row .. row)
    end
  end
  if redis.call('ZCARD', key.lane .. channel) == 0 then
    no_turn(channel)
  end
  return was_there
end

-- Requests that the clock, set back since, has left in the future count as made now; those of days ago are forgotten.
local function settle_budget(granted, now)
  for _, request in ipairs(redis.call('ZRANGEBYSCORE', granted, '(' .. whole(now), '+inf')) do
    redis.call('ZADD', granted, whole(now), request)
  end
  redis.call('ZREMRANGEBYSCORE', granted, '-inf', whole(now - keep_budget_us))
end

-- What is agreed with a source's hub; version 0 where nothing is, or nothing that could be read.
local function hub_lease(source)
  local is_json, lease = pcall(cjson.decode, redis.call('HGET', key.hubs, source) or '')
  local is_lease = is_json and type(lease) == 'table' and type(lease.callback) == 'string'
  return is_lease and {version = count(lease.version), callback = lease.callback} or {version = 0, callback = ''}
end
