"""What people can ask for, once for every platform.

commands.py is the table; a platform's *_commands.py turns its input into a Call, dispatch.py finds the row, checks
permission and answers with a Reply; the other files hold the functions of the rows. The engine is reached through
bot.ports alone.
"""
