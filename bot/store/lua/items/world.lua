-- What a plan may know. ARGV: source, marks (of items and of contents) joined by spaces, then for each matter: id, the state its reader has (gen,
-- revision). Returns {one digit a mark, is baselined, gen, {revision, is whole, stories, deadlines} …}: stories written
-- since that state, or the newest ones; nothing more where the reader's state is the newest.
local source = ARGV[1]
local generation = count(redis.call('HGET', key.source .. source, 'generation'))
local newer = key.seen .. source .. ':' .. generation
local older = key.seen .. source .. ':' .. (generation - 1)
local contents = key.contents .. source

local marks, digits, carried = {}, {}, {}
for mark in string.gmatch(ARGV[2], '%S+') do
  marks[#marks + 1] = mark
end
in_chunks(marks, function(chunk)
  local in_newer = redis.call('SMISMEMBER', newer, unpack(chunk))
  local in_older = redis.call('SMISMEMBER', older, unpack(chunk))
  local in_contents = redis.call('SMISMEMBER', contents, unpack(chunk))
  for i, mark in ipairs(chunk) do
    digits[#digits + 1] = (in_newer[i] + in_older[i] + in_contents[i] > 0) and '1' or '0'
    if in_newer[i] == 0 and in_older[i] == 1 then
      carried[#carried + 1] = mark
    end
  end
end)
-- What still stands in the feed is never forgotten, however old.
in_chunks(carried, function(chunk)
  redis.call('SADD', newer, unpack(chunk))
end)

local gen = redis.call('GET', key.gen) or ''
local answer = {table.concat(digits), redis.call('HGET', key.source .. source, 'baselined') or '', gen}
for i = 3, #ARGV, 3 do
  local matter, known_gen, known_revision = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local revision = redis.call('HGET', key.matter .. matter, 'revision') or '0'
  local is_known = gen ~= '' and known_gen == gen
  local stories, deadlines = {}, {}
  if not (is_known and known_revision == revision) then
    local ids = is_known and redis.call('ZRANGEBYSCORE', key.touched .. matter, '(' .. known_revision, '+inf')
      or redis.call('ZREVRANGE', key.stories .. matter, 0, world_stories - 1)
    in_chunks(ids, function(chunk)
      for _, body in ipairs(redis.call('HMGET', key.story .. matter, unpack(chunk))) do
        stories[#stories + 1] = body or ''
      end
    end)
    deadlines = redis.call('HVALS', key.deadlines .. matter)
  end
  answer[#answer + 1] = {revision, is_known and '' or '1', stories, deadlines}
end
return answer
