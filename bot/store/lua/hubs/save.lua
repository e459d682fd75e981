-- What is agreed with a source's hub. ARGV: source, version, callback, lease. Returns 0 when another version than the
-- one before it is stored; the first one takes the place of whatever is there, which could not be read.
local version, before = tonumber(ARGV[2]), hub_lease(ARGV[1])
if version > 1 and before.version ~= version - 1 then
  return 0
end
redis.call('HDEL', key.callbacks, before.callback)
redis.call('HSET', key.callbacks, ARGV[3], ARGV[1])
redis.call('HSET', key.hubs, ARGV[1], ARGV[4])
return 1
