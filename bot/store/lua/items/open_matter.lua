-- A matter's deadlines and reminders, if it has none yet. ARGV: matter, {deadlines, reminders}
local at, given = key.deadlines .. ARGV[1], cjson.decode(ARGV[2])
if redis.call('EXISTS', at) == 1 or #given.deadlines == 0 then
  return 0
end
for _, d in ipairs(given.deadlines) do
  redis.call('HSET', at, d.field, d.body)
end
for _, r in ipairs(given.reminders) do
  redis.call('ZADD', key.reminders, r.at, r.id)
end
redis.call('HINCRBY', key.matter .. ARGV[1], 'revision', 1)
return 1
