"""When a source is asked next, and whether anything may have been missed: pure functions of what is remembered of it.

interval: the time to the next poll. gap: entries that may have come and gone unseen. health: silent or failing.
"""
