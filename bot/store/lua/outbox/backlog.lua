-- How many rows wait or are on their way, fan-outs included; those of suspended channels do not count.
local n = redis.call('ZCARD', key.fan)
for _, lane in ipairs(redis.call('ZRANGE', key.due, 0, -1)) do
  n = n + redis.call('ZCARD', key.lane .. lane)
end
return n
