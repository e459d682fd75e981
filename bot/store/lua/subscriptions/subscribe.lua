-- ARGV: channel, matter, subscription. Returns 1 when it is new.
return subscribe(ARGV[1], ARGV[2], ARGV[3])
