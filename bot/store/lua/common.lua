-- Before every script: the clock of the server, and what several scripts do alike. Instants count microseconds.

local function now_us()
  local t = redis.call('TIME')
  return t[1] * 1000000 + t[2]
end

local function whole(n)
  return string.format('%.0f', n)
end

-- A chat may have got another id; rows and subscriptions live under the newest one.
local function lane_of(channel)
  return redis.call('HGET', key.alias, channel) or channel
end

-- The lane's next turn: `wait` from now while it holds rows and is not suspended, else none.
local function set_turn(lane, wait)
  if redis.call('ZCARD', key.lane .. lane) == 0 or redis.call('HEXISTS', key.parked, lane) == 1 then
    redis.call('ZREM', key.due, lane)
    redis.call('HDEL', key.wait, lane)
    return
  end
  redis.call('ZADD', key.due, whole(now_us() + wait), lane)
  redis.call('HSET', key.wait, lane, whole(wait))
end

local function end_sending(lane, row)
  if redis.call('HGET', key.sending, lane) == row then
    redis.call('HDEL', key.sending, lane)
  end
end

-- A row leaves its lane for good, in state A or X.
local function close_row(row, lane, state, reason)
  redis.call('ZREM', key.lane .. lane, row)
  redis.call('HSET', key.row .. row, 'state', state, 'reason', reason)
  redis.call('EXPIRE', key.row .. row, keep_rows_s)
  end_sending(lane, row)
end

local function bury_row(row, lane, reason)
  close_row(row, lane, 'X', reason)
  redis.call('PERSIST', key.row .. row)
  redis.call('ZADD', key.dead, whole(now_us()), row)
end

-- What an attempt leaves behind when it is taken back: in doubt if an earlier one may have arrived.
local function state_after_refusal(row)
  if redis.call('HGET', key.row .. row, 'doubt') == '1' then
    return 'U'
  end
  return 'P'
end

-- Stores events and queues their fan-out, in the order given; a known event is left alone.
local function add_events(events)
  for _, e in ipairs(events) do
    local at = key.event .. e.id
    if redis.call('EXISTS', at) == 0 then
      local order = redis.call('INCR', key.seq)
      redis.call('HSET', at, 'body', e.body, 'matter', e.matter, 'story', e.story)
      redis.call('EXPIRE', at, keep_events_s)
      redis.call('ZADD', key.fan, order, e.id)
      if e.story ~= '' then
        redis.call('ZADD', key.events .. e.matter, order, e.id)
        redis.call('ZREMRANGEBYRANK', key.events .. e.matter, 0, -(keep_listed + 1))
      end
    end
  end
end
