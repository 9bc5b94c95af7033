"""The language model's settings: off until somebody names an endpoint, a model and channels."""

from decimal import Decimal

import pytest

from bot.errors import ConfigurationError
from bot.settings import load_settings

KEY = "sk-nobody-may-see-this"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where no `.env` stands."""
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))


def set_up(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"LOOSEENDS_LLM__{name.upper()}", value)


def test_nothing_is_sent_anywhere_by_default() -> None:
    settings = load_settings()

    assert settings.extractor == "rules"
    assert not settings.llm.is_set_up
    assert settings.llm.channels == frozenset()


@pytest.mark.parametrize(
    ("values", "is_set_up"),
    [
        ({"base_url": "http://localhost:11434/v1"}, False),
        ({"model": "tiny"}, False),
        ({"base_url": "http://localhost:11434/v1", "model": "tiny"}, True),
    ],
)
def test_an_endpoint_and_a_model_make_it_complete(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], *, is_set_up: bool
) -> None:
    set_up(monkeypatch, **values)

    assert load_settings().llm.is_set_up is is_set_up


def test_the_key_is_in_no_repr_and_no_dump(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, api_key=KEY)
    settings = load_settings()

    assert settings.llm.api_key.get_secret_value() == KEY
    assert KEY not in repr(settings) + str(settings) + str(settings.model_dump())
    assert KEY not in settings.model_dump_json()


@pytest.mark.parametrize("url", ["localhost:11434", "ftp://x", f"https://me:{KEY}@x.example/v1"])
def test_an_address_that_is_none_or_holds_a_secret_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    set_up(monkeypatch, base_url=url)

    with pytest.raises(ConfigurationError, match="LOOSEENDS_LLM__BASE_URL") as raised:
        load_settings()

    assert url not in str(raised.value)


def test_a_price_that_is_not_known_is_unknown_and_not_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_up(monkeypatch, price_sent="0.15")

    assert load_settings().llm.prices == (Decimal("0.15"), None)


@pytest.mark.parametrize("limit", ["money_a_day", "money_a_day_each"])
def test_a_limit_of_money_is_refused_while_a_price_is_unknown(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    set_up(monkeypatch, price_sent="1", **{limit: "2.50"})

    with pytest.raises(ConfigurationError, match="needs both prices"):
        load_settings()
