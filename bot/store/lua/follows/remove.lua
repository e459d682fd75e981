-- Ends a channel's own matter and forgets what it told. ARGV: channel, matter. Returns 0 when the channel has none such.
local channel, matter = ARGV[1], ARGV[2]
local is_own = redis.call('HEXISTS', key.follows, matter) == 1
if not is_own or redis.call('HEXISTS', key.subscriptions .. matter, channel) == 0 then
  return 0
end
unsubscribe(channel, matter)
redis.call('HDEL', key.follows, matter)
redis.call('DEL', key.story .. matter, key.stories .. matter, key.told .. matter, key.touched .. matter,
  key.events .. matter)
-- A plan that was made from what is gone is made again.
redis.call('HINCRBY', key.matter .. matter, 'revision', 1)
return 1
