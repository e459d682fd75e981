"""When a deadline moves, and when to speak of it; pure.

moves: a verdict and the deadline in force → a change, or why it stays · chain: the versions that are on file at a time
reminders: the ladder of a deadline, and whether a reminder is still wanted · court_calendar: a court's days off
rules: an event and a length → the last day, by a court's rules of counting · courts: a court's id → its rule
"""
