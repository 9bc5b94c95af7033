"""Texts that speak to a model rather than to people.

They are not sent: the rules read them as they read any other text, and a rule cannot be talked to.
This is one wall of several, and none relies on it alone: see docs/decisions/model-trust.md. It may
be wrong about a message (people do talk about prompts), which costs no more than a second reading.
"""

import re
from typing import Final

_WORDS: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|drop|stop following|do not follow)\b"
    r"[^.!?\n]{0,40}\b(?:instruction|prompt|rule|direction|previous|above|earlier|guideline)s?\b"
    r"|\b(?:ignorier|vergiss|missachte)\w*\b[^.!?\n]{0,40}\b(?:anweisung|regel|vorgabe)"
    r"|\b(?:ignore[sz]?|oublie[sz]?)\b[^.!?\n]{0,40}\b(?:instruction|consigne|règle)"
    r"|\b(?:ignora|olvida)\w*\b[^.!?\n]{0,40}\b(?:instruccion|regla|orden)"
    r"|(?:指示|命令|プロンプト)[^。\n]{0,20}無視|忽略[^。\n]{0,20}(?:指令|指示|提示)"
    r"|\b(?:system|developer|hidden|initial) (?:prompt|message|instruction)s?\b"
    r"|\b(?:new|updated|real|actual|following) (?:instruction|task|rule|directive)s?[ \t]{0,8}[:：]"
    r"|\b(?:you are|act as|pretend to be|you're) (?:now |no longer )?"
    r"(?:an?|the|my|in) (?:\w+ ){0,3}(?:ai|assistant|model|bot|llm|chatgpt|classifier|mode|dan)\b"
    r"|\b(?:language model|classifier|annotator|extractor|llm|chatgpt|gpt-\d|the ai)\b"
    r"[^.!?\n]{0,60}\b(?:must|should|please|shall|output|return|answer|mark|label|list|report)\b"
    r"|\b(?:output|return|respond|reply|answer|print|emit)\b[^.!?\n]{0,30}"
    r"\b(?:json|empty list|an empty|nothing else|only the|the word|verbatim)\b"
    r"|\b(?:mark|label|classify|treat|count|list|report|tag|flag)\b[^.!?\n]{0,30}\b(?:message|line|item|"
    r"entry|post|id|everything|everyone|all|others?|the rest)\b[^.!?\n]{0,30}\b(?:as|is|are)\b"
    r"|\b(?:end|begin|start) of (?:the )?(?:message|data|input|context|excerpt|transcript|user)s?\b"
    r"|\bbase64\b|\brot13\b",
    re.IGNORECASE,
)
_MARKS: Final = re.compile(
    r"<\||\|>|\[/?INST\]|<</?SYS>>|</?(?:system|user|assistant|think|messages?|data|instructions?)\b[^<>]{0,40}>"
    r"|(?m:^\W{0,8}(?:system|assistant|developer|human|user)[ \t]{0,8}[:：])"
    r"|(?m:^[ \t]{0,8}#{2,}[ \t]{0,8}(?:system|instruction|response|assistant|user|input|end)\b)"
    r'|["“”\'](?:id|by|text|asked|items|kind|quote|wanted|role|missing|confidence|context|content|tool_calls?)["“”\']\s{0,8}[:：]'
    r"|<start_of_turn>|<end_of_turn>|</?s>"
    r"|[\U000e0000-\U000e007f]"
    r"|[\u200b-\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069]{3}"
    r"|[A-Za-z0-9+/]{80}",
    re.IGNORECASE,
)


def speaks_to_a_model(text: str) -> bool:
    """Whether a text tries, or seems to try, to tell a model what to do."""
    return _MARKS.search(text) is not None or _WORDS.search(text) is not None
