-- ARGV: channel, matter. Drops what is queued, except a send that is on its way. Returns 1 when there was one.
return unsubscribe(ARGV[1], ARGV[2])
