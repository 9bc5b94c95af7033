"""What is sent.

consent     whose words may leave the machine                                 (a port)
names       by which words a text speaks of somebody
pseudonyms  names become `person-1`, the same one everywhere
excerpts    messages -> what fits into one call, with what was said before
control     two made-up messages whose reading we know lead each excerpt
prompt      the task, always the same, then numbered messages that chat cannot close
sent        a text as it is sent, and the way back to what was written
suspicion   texts that speak to a model rather than to people
"""
