-- Queues one chunk of recipients; known rows are left alone. ARGV: event, cursor ("0" ends), {{row, channel, urgency} …}
local event, cursor = ARGV[1], tonumber(ARGV[2])
-- A repeated or late chunk lies behind the cursor.
if not redis.call('ZSCORE', key.fan, event) or cursor ~= 0 and cursor <= count(redis.call('HGET', key.cursor, event)) then
  return 0
end
local matter, story = unpack(redis.call('HMGET', key.event .. event, 'matter', 'story'))
for _, r in ipairs(cjson.decode(ARGV[3])) do
  local row, lane, urgency = r[1], lane_of(r[2]), r[3]
  if redis.call('EXISTS', key.row .. row) == 0 then
    redis.call('HSET', key.row .. row, 'event', event, 'channel', lane, 'matter', matter or '', 'story', story or '',
      'state', 'P', 'tries', '0', 'claims', '0')
    queue_row(row, lane, urgency)
  end
end
if cursor == 0 then
  redis.call('ZREM', key.fan, event)
  redis.call('HDEL', key.cursor, event)
else
  redis.call('HSET', key.cursor, event, ARGV[2])
end
return 1
