-- How much of each allowance is spent. ARGV: publisher, then the span of each.
local granted, now, answer = key.budget .. ARGV[1], now_us(), {}
settle_budget(granted, now)
for i = 2, #ARGV do
  answer[#answer + 1] = redis.call('ZCOUNT', granted, '(' .. whole(now - ARGV[i]), '+inf')
end
return answer
