-- All that a plan changes, or nothing when a matter changed since it was read. ARGV: instance, plan
if is_fenced_off(ARGV[1]) then
  return fenced()
end
local plan = cjson.decode(ARGV[2])
for _, m in ipairs(plan.matters) do
  if (redis.call('HGET', key.matter .. m.id, 'revision') or '0') ~= m.revision then
    return 0
  end
end

local source = key.source .. plan.source
local generation = count(redis.call('HGET', source, 'generation'))
local seen = key.seen .. plan.source .. ':'
if redis.call('SCARD', seen .. generation) >= marks_per_generation then
  redis.call('DEL', seen .. (generation - 1))
  generation = generation + 1
end
for _, marks in ipairs({plan.marks, plan.known_again}) do
  in_chunks(marks, function(chunk)
    redis.call('SADD', seen .. generation, unpack(chunk))
  end)
end
-- Of what the source lists now, and of that alone: an empty answer says nothing of what it listed before.
if #plan.contents > 0 then
  redis.call('DEL', key.contents .. plan.source)
end
in_chunks(plan.contents, function(chunk)
  redis.call('SADD', key.contents .. plan.source, unpack(chunk))
end)
redis.call('HSET', source, 'generation', generation)
-- Without a next poll it was no poll: what is remembered of those stays as it is.
if plan.next ~= '' then
  note_health(plan.source, plan.at, plan.next)
  redis.call('HSET', source, 'baselined', '1', 'etag', plan.etag, 'last_modified', plan.last_modified,
    'body_hash', plan.body_hash, 'address', plan.address)
  note_habits(plan.source, plan.habits)
end
if #plan.marks > 0 then
  redis.call('HSET', source, 'new', plan.at)
end

for _, m in ipairs(plan.matters) do
  redis.call('HINCRBY', key.matter .. m.id, 'revision', 1)
end
for _, s in ipairs(plan.stories) do
  redis.call('HSET', key.story .. s.matter, s.id, s.body)
  redis.call('ZADD', key.touched .. s.matter, redis.call('HGET', key.matter .. s.matter, 'revision') or 0, s.id)
  if s.told then
    redis.call('ZADD', key.told .. s.matter, s.updated, s.id)
  end
  list_newest(key.stories .. s.matter, s.updated, s.id, function(old)
    redis.call('ZREM', key.told .. s.matter, old)
    redis.call('ZREM', key.touched .. s.matter, old)
    redis.call('HDEL', key.story .. s.matter, old)
  end)
end
for _, d in ipairs(plan.deadlines) do
  redis.call('HSETNX', key.deadlines .. d.matter, d.field, d.body)
end
for _, change in ipairs(plan.superseded) do
  for _, id in ipairs(redis.call('ZRANGE', key.reminders, 0, -1)) do
    local version = string.sub(id, 1, #change.of) == change.of and string.match(id, '(%d+)|%-?%d+$', #change.of + 1)
    if version and tonumber(version) < change.by then
      redis.call('ZREM', key.reminders, id)
    end
  end
end
for _, r in ipairs(plan.reminders) do
  redis.call('ZADD', key.reminders, r.at, r.id)
end
add_events(plan.events)
return 1
