"""`looseends eval`: the rules beside what people say."""
