-- What contradicts itself among the next keys of the server. ARGV: cursor, about how many. Returns {cursor, {flaw …}}
local flaws, is_open_state = {}, {P = true, S = true, U = true}

local function note(...)
  flaws[#flaws + 1] = table.concat({...}, ' ')
end

local function check_row(row)
  local state, lane, digest = unpack(redis.call('HMGET', key.row .. row, 'state', 'channel', 'digest'))
  lane = lane or ''
  local is_in_lane = redis.call('ZSCORE', key.lane .. lane, row)
  local is_open = is_open_state[state]
  if is_open and not is_in_lane then
    note('delivery', row, 'has not ended and is in no queue')
  elseif is_in_lane and not is_open then
    note('delivery', row, 'has ended and is still in the queue of', lane)
  end
  if state == 'S' and redis.call('HGET', key.sending, lane) ~= row then
    note('delivery', row, 'is on its way, and its channel does not know it')
  elseif state == 'G' and not is_open_state[redis.call('HGET', key.row .. (digest or ''), 'state')] then
    note('delivery', row, 'is part of a digest that has ended')
  elseif state == 'X' and redis.call('HEXISTS', key.row .. row, 'members') == 0 and not redis.call('ZSCORE', key.dead, row) then
    note('delivery', row, 'was given up and is not among the dead letters')
  end
end

local function check_lane(lane)
  local has_turn = redis.call('ZSCORE', key.due, lane)
  local is_parked = redis.call('HEXISTS', key.parked, lane) == 1
  if not has_turn and not is_parked then
    note('channel', lane, 'has messages and no turn')
  elseif has_turn and is_parked then
    note('channel', lane, 'is suspended and has a turn')
  end
end

local scanned = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[2])
for _, name in ipairs(scanned[2]) do
  if string.sub(name, 1, #key.row) == key.row then
    check_row(string.sub(name, #key.row + 1))
  elseif string.sub(name, 1, #key.lane) == key.lane then
    check_lane(string.sub(name, #key.lane + 1))
  end
end
return {scanned[1], flaws}
