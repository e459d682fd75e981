-- One request of a publisher's budget, if every allowance has one left. ARGV: publisher, then for each allowance: span,
-- number. Returns 0 when it is granted, else how long until one is free.
local granted, now = key.budget .. ARGV[1], now_us()
local wait = math.max(redis.call('PTTL', key.budget_ends .. ARGV[1]), 0) * 1000
local longest = 0
settle_budget(granted, now)
for i = 2, #ARGV, 2 do
  local span, most = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local within = '(' .. whole(now - span)
  local used = redis.call('ZCOUNT', granted, within, '+inf')
  if used >= most then
    local over = redis.call('ZRANGEBYSCORE', granted, within, '+inf', 'WITHSCORES', 'LIMIT', used - most, 1)
    wait = math.max(wait, over[2] and over[2] + span - now or span)
  end
  longest = math.max(longest, span)
end
if wait == 0 then
  redis.call('ZADD', granted, whole(now), redis.call('INCR', key.seq))
  redis.call('PEXPIRE', granted, whole(math.ceil(longest / 1000)))
end
return whole(wait)
