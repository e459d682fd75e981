"""Values to neutral Messages (*_message, from times, words and deadline_lines), Messages to payloads (*_format).

Pure: sentences come in as Phrases, instants as aware datetimes. Feed text is data: only the formatters escape it.
"""
