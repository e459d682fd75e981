"""CourtListener's dockets, pushed and polled; an entry has the same key and the same words whichever way it came.

docket_feed (KIND: a docket's Atom feed) · entry (what every way has in common) · events (webhooks) · rest (look up and
fill in, inside the budget) · known (dockets by id, number and watcher) · source (a docket that can be polled)
"""
