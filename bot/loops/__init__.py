"""When to do what; the edges and the core know nothing of each other, the loops bring them together.

clock · schedule (APScheduler, ticks only) · supervise (nothing stops the others) · opening
poll (sooner by heat, watched by watchman), receive and hubs/ (pushes), backfill (gaps) → ingest
deliver (addresses, and is the only one that sends) → compose · remind · audit (is every promise kept?)
"""
