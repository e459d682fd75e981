-- The publisher grants nothing for this long. ARGV: publisher, milliseconds
redis.call('SET', key.budget_ends .. ARGV[1], '1', 'PX', ARGV[2])
return 1
