"""A language model where there is one: any endpoint that speaks as OpenAI's does.

Follow one excerpt of talk:

consent      what may not leave the machine is left out                       (a port)
names        by which words a text speaks of somebody                         (pure)
pseudonyms   names become `person-1`, the same one everywhere                 (pure)
prompt       numbered messages between fences that chat cannot close          (pure)
client       one call: timeouts, retries, the breaker, the key                (httpx)
ladder       how firmly structure is asked for; remembered per endpoint
answers      what came back: repaired where its form is broken                (pure)
grounding    what it says, found word for word in what was sent, or dropped   (pure)
control      two made-up messages whose reading we know lead each excerpt     (pure)
weighing     beside what the rules say: nothing of theirs is lost             (pure)
extractor    `ports.Extractor`: the model where it may and can, else the rules
judge        `ports.Judge`: what a reply does for a question
"""
