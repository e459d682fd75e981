"""When a source is asked next, and whether anything may have been missed: pure functions of what is remembered of it.

interval (the next poll), heat (when it is sooner) · habits (what a poll teaches, what the next one asks with) ·
gap (missed, or only renamed) · health (silent or failing), in its working_time · hubs (who push it)
"""
