-- All that a plan changes, or nothing when a matter changed since it was read. ARGV: plan
local plan = cjson.decode(ARGV[1])
for _, m in ipairs(plan.matters) do
  local revision = redis.call('HGET', key.matter .. m.id, 'revision') or '0'
  if revision ~= m.revision then
    return 0
  end
end

local source = key.source .. plan.source
local generation = tonumber(redis.call('HGET', source, 'generation') or 0)
local seen = key.seen .. plan.source .. ':'
if redis.call('SCARD', seen .. generation) >= marks_per_generation then
  redis.call('DEL', seen .. (generation - 1))
  generation = generation + 1
end
for _, mark in ipairs(plan.marks) do
  redis.call('SADD', seen .. generation, mark)
end
redis.call('HSET', source, 'generation', generation, 'baselined', '1', 'etag', plan.etag,
  'last_modified', plan.last_modified, 'body_hash', plan.body_hash, 'ok', plan.at, 'fails', '0', 'problem', '')
redis.call('HDEL', source, 'since')
if #plan.marks > 0 then
  redis.call('HSET', source, 'new', plan.at)
end
redis.call('ZADD', key.polls, plan.next, plan.source)

for _, m in ipairs(plan.matters) do
  redis.call('HINCRBY', key.matter .. m.id, 'revision', 1)
end
for _, s in ipairs(plan.stories) do
  redis.call('HSET', key.story .. s.matter, s.id, s.body)
  redis.call('ZADD', key.stories .. s.matter, s.updated, s.id)
  if s.told then
    redis.call('ZADD', key.told .. s.matter, s.updated, s.id)
  end
  local old = redis.call('ZRANGE', key.stories .. s.matter, 0, -(keep_listed + 1))
  for _, id in ipairs(old) do
    redis.call('ZREM', key.stories .. s.matter, id)
    redis.call('ZREM', key.told .. s.matter, id)
    redis.call('HDEL', key.story .. s.matter, id)
  end
end
for _, d in ipairs(plan.deadlines) do
  redis.call('HSETNX', key.deadlines .. d.matter, d.field, d.body)
end
for _, prefix in ipairs(plan.superseded) do
  for _, id in ipairs(redis.call('ZRANGE', key.reminders, 0, -1)) do
    if string.sub(id, 1, #prefix) == prefix then
      redis.call('ZREM', key.reminders, id)
    end
  end
end
for _, r in ipairs(plan.reminders) do
  redis.call('ZADD', key.reminders, r.at, r.id)
end
add_events(plan.events)
return 1
