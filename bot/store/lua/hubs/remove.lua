-- Nothing is agreed with a source's hub any more. ARGV: source, version. Returns 0 when another version is stored.
local before = hub_lease(ARGV[1])
if before.version ~= tonumber(ARGV[2]) then
  return 0
end
redis.call('HDEL', key.callbacks, before.callback)
redis.call('HDEL', key.hubs, ARGV[1])
return 1
