-- A channel's own matter and its subscription. ARGV: channel, matter, follow, subscription. Returns 0 when it is one too
-- many, for the channel or for all.
local channel, matter = ARGV[1], ARGV[2]
if redis.call('HEXISTS', key.follows, matter) == 0 then
  local own = 0
  for _, followed in ipairs(redis.call('SMEMBERS', key.followed .. channel)) do
    own = own + redis.call('HEXISTS', key.follows, followed)
  end
  if own >= follows_of_channel or redis.call('HLEN', key.follows) >= follows_in_all then
    return 0
  end
end
redis.call('HSET', key.follows, matter, ARGV[3])
subscribe(channel, matter, ARGV[4])
return 1
