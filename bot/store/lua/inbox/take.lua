-- Nothing of an event is left to do. ARGV: publisher, event
redis.call('SET', key.pushed .. ARGV[1] .. ':' .. ARGV[2], '1', 'EX', keep_pushed_s, 'NX')
return 1
