-- A poll that found nothing new. ARGV: source, at, next, etag, last_modified, body_hash
redis.call('HSET', key.source .. ARGV[1], 'ok', ARGV[2], 'etag', ARGV[4], 'last_modified', ARGV[5],
  'body_hash', ARGV[6], 'fails', '0', 'problem', '')
redis.call('HDEL', key.source .. ARGV[1], 'since')
redis.call('ZADD', key.polls, ARGV[3], ARGV[1])
return 1
