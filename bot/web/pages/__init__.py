"""The pages that people look at: all matters on one, and one for each; in English and Chinese, without JavaScript too.

view: a dossier as the values that a page shows, from the same lines as the chats · saga: the moves of a deadline
markup: templates and lines as HTML, everything escaped · files: style, script and icon · routes: who gets which page
"""
