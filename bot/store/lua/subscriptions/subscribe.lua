-- ARGV: channel, matter, subscription. Returns 1 when it is new.
local is_new = redis.call('HSET', key.subscriptions .. ARGV[2], ARGV[1], ARGV[3])
redis.call('ZADD', key.followers .. ARGV[2], 'NX', redis.call('INCR', key.seq), ARGV[1])
redis.call('SADD', key.followed .. ARGV[1], ARGV[2])
redis.call('HDEL', key.alias, ARGV[1])
return is_new
