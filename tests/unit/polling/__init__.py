"""When a source is asked, and what its answers teach about it.

One file for each file of bot/polling.
"""
