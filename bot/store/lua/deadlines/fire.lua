-- Reminders become events, once. ARGV: instance, {ids, events}
if is_fenced_off(ARGV[1]) then
  return fenced()
end
local given = cjson.decode(ARGV[2])
local n_taken = 0
for _, id in ipairs(given.ids) do
  n_taken = n_taken + redis.call('ZREM', key.reminders, id)
end
if n_taken == 0 then
  return 0
end
add_events(given.events)
return 1
