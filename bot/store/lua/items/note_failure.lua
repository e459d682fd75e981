-- A failed poll; told twice, it counts once. ARGV: source, at, next, problem
local source = key.source .. ARGV[1]
if redis.call('HGET', source, 'failed') ~= ARGV[2] then
  redis.call('HSET', source, 'fails', count(redis.call('HGET', source, 'fails')) + 1)
end
redis.call('HSET', source, 'failed', ARGV[2], 'problem', ARGV[4])
redis.call('HSETNX', source, 'since', ARGV[2])
redis.call('ZADD', key.polls, ARGV[3], ARGV[1])
redis.call('ZADD', key.polled, ARGV[2], ARGV[1])
return 1
