-- Which marks were seen; those only the older generation knows are carried into the newer one. ARGV: source, mark …
local source = ARGV[1]
local generation = tonumber(redis.call('HGET', key.source .. source, 'generation') or 0)
local newer = key.seen .. source .. ':' .. generation
local older = key.seen .. source .. ':' .. (generation - 1)
local seen = {}
for i = 2, #ARGV do
  local is_seen = redis.call('SISMEMBER', newer, ARGV[i])
  if is_seen == 0 and redis.call('SISMEMBER', older, ARGV[i]) == 1 then
    redis.call('SADD', newer, ARGV[i])
    is_seen = 1
  end
  seen[i - 1] = is_seen
end
return seen
