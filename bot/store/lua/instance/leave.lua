-- ARGV: instance
if redis.call('GET', key.instance) == ARGV[1] then
  return redis.call('DEL', key.instance)
end
return 0
