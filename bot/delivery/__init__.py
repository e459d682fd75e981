"""The ways out, one Sender a platform; each end of an attempt is an Outcome, and nothing is raised.

console_sender · discord_sender (one request: discord_attempt) · telegram_sender (over telegram_request)
pace: how fast a platform lets us speak · discord_check, telegram_check: token and rights, for the doctor
"""
