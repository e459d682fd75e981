"""What must survive: Redis or Valkey, spoken to here and nowhere else.

redis_store opens it: connection · server_check · instance (the lease) → items subscriptions deadlines outbox
keys (the layout) · codec (values ↔ JSON) · scripts + lua/ (one atomic script per decision) · embedded (the bundled server)
memory_store keeps the same promises without a server, for unit tests
"""
