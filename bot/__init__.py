"""Loose Ends: the ledger of a community's discussions.

Follow one message through the house, top to bottom:

importers    a file or a paste becomes Arrivals (cogs/ and matrix/ do the same for events)
ingest       the only write path: Arrival -> extract -> link -> resolve -> one transaction
extraction   a message's text -> segments: claims, questions, requests        (pure)
linking      messages -> who replies to whom                                  (pure)
resolution   questions + replies + marks -> roles, states, whose turn         (pure)
llm          a language model where there is one: split, judged, never believed without proof
store        the ledger in SQLite: the only place with SQL
commands     every verb once; asks the store, answers with a view
views        view values -> plain, Markdown, HTML, JSON                       (pure)
evaluation   what people say beside what the rules say: how often they are right (pure)
cli          the terminal edge
"""
