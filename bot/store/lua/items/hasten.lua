-- Brings next polls forward. ARGV: at, source …
for i = 1, #ARGV, 2 do
  redis.call('ZADD', key.polls, 'XX', 'LT', ARGV[i], ARGV[i + 1])
end
return 1
