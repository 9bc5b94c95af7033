"""What a model is asked for, and what of its answer counts. Pure.

reading    messages -> claims and questions
judging    what a reply does for a question
titling    what a long post is called, in its own words
grounding  what it says, found word for word in what was sent, or dropped
weighing   beside what the rules say: nothing of theirs is lost
"""
