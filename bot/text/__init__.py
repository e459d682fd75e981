"""Text in, value out; pure and stdlib only.

clean (what may never reach a chat) · html_text (markup to plain text) · urls (absolute and canonical addresses)
timestamps (a feed's date to UTC) · dates* (dates stated in prose)
"""
