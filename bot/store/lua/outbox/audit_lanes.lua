-- Since when the oldest row of each urgency waits, in some of the lanes that have turns. ARGV: first lane, how many,
-- the highest urgency. Returns {how many lanes there were, since or "" …}
local lanes = redis.call('ZRANGE', key.due, ARGV[1], ARGV[1] + ARGV[2] - 1)
local answer = {#lanes}
for urgency = 0, ARGV[3] do
  local oldest
  for _, lane in ipairs(lanes) do
    local row = redis.call('ZRANGEBYSCORE', key.lane .. lane, whole(urgency * 2 ^ 40),
      '(' .. whole((urgency + 1) * 2 ^ 40), 'LIMIT', 0, 1)[1]
    local since = row and tonumber(redis.call('HGET', key.row .. row, 'queued') or '')
    if since and (not oldest or since < oldest) then
      oldest = since
    end
  end
  answer[#answer + 1] = oldest and whole(oldest) or ''
end
return answer
