-- What the audit asks first. ARGV: {row …} that arrived, {source …}. Returns {now, how many dead letters,
-- {row, lane, since …} of leases that ended, {event, since} of the oldest fan-out, {row …} not closed, {source, at …}}
local now = now_us()

local lapsed, sending = {}, redis.call('HGETALL', key.sending)
for i = 1, #sending, 2 do
  local lane, row = sending[i], sending[i + 1]
  local turn = redis.call('ZSCORE', key.due, lane)
  if turn and tonumber(turn) <= now and redis.call('ZSCORE', key.lane .. lane, row) then
    for _, value in ipairs({row, lane, turn}) do
      lapsed[#lapsed + 1] = value
    end
  end
end

local fan_out = {}
local event = redis.call('ZRANGE', key.fan, 0, 0)[1]
if event then
  fan_out = {event, redis.call('HGET', key.event .. event, 'queued') or whole(now)}
end

local unclosed = {}
for _, row in ipairs(cjson.decode(ARGV[1])) do
  if redis.call('HGET', key.row .. row, 'state') ~= 'A' then
    unclosed[#unclosed + 1] = row
  end
end

local polls = {}
for _, source in ipairs(cjson.decode(ARGV[2])) do
  local at = redis.call('ZSCORE', key.polls, source)
  if at then
    polls[#polls + 1] = source
    polls[#polls + 1] = at
  end
end
return {whole(now), redis.call('ZCARD', key.dead), lapsed, fan_out, unclosed, polls}
