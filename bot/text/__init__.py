"""Text in, value out; pure and stdlib only.

clean (what may never reach a chat) · html_text (markup to plain text) · urls (absolute and canonical addresses)
timestamps (a feed's date to UTC) · dates, dates_en, dates_zh, stated (ends of terms stated in prose)
dockets (docket numbers, and what CourtListener's addresses name) · json_values (parts of JSON that others wrote)
"""
