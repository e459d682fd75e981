-- A docket that was looked up. ARGV: court "/" number, docket
redis.call('HSET', key.dockets, ARGV[1], ARGV[2])
return 1
