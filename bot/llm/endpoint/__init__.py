"""One endpoint.

client   one call: timeouts, retries, the key; wire: what goes over and comes back
breaker  leaves an endpoint alone that does not answer
ladder   how firmly structure is asked for; remembered for each endpoint
answers  what came back: repaired where its form is broken (pure)
gauge    how many tokens a text makes
"""
