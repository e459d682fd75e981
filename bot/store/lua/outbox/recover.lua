-- After a start: what a previous life had under way is due now. Returns how many.
local lanes = redis.call('HKEYS', key.sending)
for _, lane in ipairs(lanes) do
  set_turn(lane, 0)
end
return #lanes
