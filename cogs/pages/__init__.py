"""Views -> messages of Discord. Pure.

page    what a message shows: a sheet, and the buttons under it
sheets  a view -> Markdown that one message can hold; escape: words that ping nobody
ticket  what a page shows, in so few characters that a button can hold it
"""
