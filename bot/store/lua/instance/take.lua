-- Takes or renews the lease. ARGV: instance, "1" to take it whoever holds it.
-- Returns {} when taken, else {holder, milliseconds left of its lease}.
local holder = redis.call('GET', key.instance)
if holder and holder ~= ARGV[1] and ARGV[2] ~= '1' then
  return {holder, redis.call('PTTL', key.instance)}
end
redis.call('SET', key.instance, ARGV[1], 'PX', instance_ms)
redis.call('SET', key.gen, ARGV[1], 'NX')
return {}
