"""Values to neutral Messages (story, deadline, reminder, status …) and Messages to each platform's payload (*_format).

Pure: sentences come in as Phrases, instants as aware datetimes. Feed text is data: only the formatters escape it.
"""
