"""The store without a server, for unit tests; it passes the same contract suite as the real one.

store joins the ports over one state: items (with deadlines and subscriptions) · follows · inbox · outbox (the ledger)
"""
