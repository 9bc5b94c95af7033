"""What people ask, by command, menu or button, and how it reaches the verbs of the house.

verbs         every verb as a slash command; options, autocomplete: what they take
tree          tells Discord of the commands; translate: what they are called elsewhere
menus         what can be asked of a message; tracking: which sentence of it
buttons       what clicks do; importing: archives; tags: on posts of forums
answer        runs a verb and shows what it says; documents: what there is to take along
faults        what goes wrong, as a sentence
"""
