"""Our own extractors, held against the contract that plug-ins are held against."""

from bot.extraction.rules_extractor import RulesExtractor
from bot.ports import Extractor
from bot.testing import ExtractorContract


class TestRulesExtractor(ExtractorContract):
    def extractor(self) -> Extractor:
        return RulesExtractor()
