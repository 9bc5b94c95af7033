"""A language model where there is one: any endpoint that speaks as OpenAI's does.

Follow one excerpt of talk:

sending    what may leave the machine, without names, as data between fences    (pure)
endpoint   one call: timeouts, retries, the breaker, the key, the form of the answer
tasks      what is asked for, and what of the answer can be proved; the rest is dropped (pure)
reader     messages split by a model; extractor: `ports.Extractor`, with the rules beside it
judge      `ports.Judge`: what a reply does for a question
later      what waits for the model while the rules have answered
spending   what may be spent, and what was
assembled  all of it, put together for one endpoint
"""
