"""When to do what; the edges and the core know nothing of each other, the loops bring them together.

clock · schedule (APScheduler, ticks only) · supervise (nothing stops the others) · opening · poll → ingest
fan_out → compose → deliver (the only one that sends) · remind
"""
