-- A poll that found nothing new. ARGV: source, at, next, etag, last_modified, body_hash, address, habits
note_health(ARGV[1], ARGV[2], ARGV[3])
redis.call('HSET', key.source .. ARGV[1],
  'etag', ARGV[4], 'last_modified', ARGV[5], 'body_hash', ARGV[6], 'address', ARGV[7])
note_habits(ARGV[1], ARGV[8])
return 1
