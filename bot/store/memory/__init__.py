"""The store without a server, for unit tests; it passes the same contract suite as the real one.

store joins the four ports over one state: items (with deadlines and subscriptions) · outbox (the ledger)
"""
