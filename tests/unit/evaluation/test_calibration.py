import pytest

from bot.evaluation import Bin, calibration_error, reliability


def test_forecasts_that_come_true_as_often_as_they_say_are_without_error() -> None:
    forecasts = [(0.75, True)] * 3 + [(0.75, False)]

    assert reliability(forecasts) == (Bin(4, 0.75, 0.75),)
    assert calibration_error(reliability(forecasts)) == 0


def test_the_error_weighs_each_bin_by_its_size() -> None:
    forecasts = [(0.9, True), (0.9, False), (0.9, False), (0.1, False)]

    low, high = reliability(forecasts)

    assert (low.size, high.size) == (1, 3)
    assert calibration_error((low, high)) == pytest.approx((0.1 + 3 * (0.9 - 1 / 3)) / 4)


def test_certainty_belongs_to_the_last_bin() -> None:
    assert len(reliability([(1.0, True), (0.95, True)])) == 1


def test_no_forecast_is_no_error() -> None:
    assert calibration_error(reliability([])) == 0
