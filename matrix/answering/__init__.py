"""What people ask, by words, forms or reactions, and the messages that answer them.

typed       what somebody typed -> a verb and what it takes (pure)
announced   commands of forms -> as if typed (pure)
describing  verbs -> what clients make forms of (pure); herald: puts it into rooms
viewing     who asks, and what may be shown there
answer      runs a verb and posts what it says; marking: the same by reaction; importing: archives
sheets      a view -> messages: plain text and HTML (pure)
documents   what there is to take along
"""
