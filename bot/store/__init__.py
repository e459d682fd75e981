"""What must survive: Redis or Valkey, spoken to here and nowhere else.

redis_store opens it: connection · server_check · instance (the lease) → items subscriptions deadlines outbox inbox
keys (the layout) · codec, fields (values ↔ JSON) · scripts + lua/ (one atomic script a decision) · embedded (Valkey)
memory/ keeps the same promises without a server, for unit tests
"""
