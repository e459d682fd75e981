-- ARGV: instance, ttl in ms, "1" to take it whoever holds it. Returns what is left of another's lease, 0 when taken.
local holder = redis.call('GET', key.instance)
if holder and holder ~= ARGV[1] and ARGV[3] ~= '1' then
  return redis.call('PTTL', key.instance)
end
redis.call('SET', key.instance, ARGV[1], 'PX', ARGV[2])
return 0
