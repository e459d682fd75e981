-- A failed poll. ARGV: source, at, next, problem
redis.call('HINCRBY', key.source .. ARGV[1], 'fails', 1)
redis.call('HSETNX', key.source .. ARGV[1], 'since', ARGV[2])
redis.call('HSET', key.source .. ARGV[1], 'problem', ARGV[4])
redis.call('ZADD', key.polls, ARGV[3], ARGV[1])
return 1
