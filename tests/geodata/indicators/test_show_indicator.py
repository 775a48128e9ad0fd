"""The command that prints an indicator."""

from argparse import ArgumentParser

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.cli.show_indicator import COMMAND
from geodata.command import Outcome, silent
from geodata.errors import BadInput
from geodata.indicators.store import load_observations
from geodata.settings import Settings


def show(settings: Settings, *typed: str) -> Outcome:
    parser = ArgumentParser()
    COMMAND.arguments(parser)
    return COMMAND.run(parser.parse_args(typed), settings, silent)


def test_areas_stand_in_order_of_rank_and_unknown_ones_last(settings: Settings, engine: Engine, tiny: City) -> None:
    load_observations(engine, tiny)
    outcome = show(settings, "population")
    assert [(row["area"], row["rank"], row["value"], row["change"]) for row in outcome.rows] == [
        ("M1", 1, 30400, 300),
        ("M2", 2, 19800, -200),
        ("M3", None, None, None),
    ]
    assert "Whole city: unknown." in outcome.notes
    assert "2 of 3 areas have a value; the others are unknown." in outcome.notes
    assert (outcome.facts["period"], outcome.facts["city"]) == ("2024", None)


def test_level_and_period_can_be_chosen(settings: Settings, engine: Engine, tiny: City) -> None:
    load_observations(engine, tiny)
    outcome = show(settings, "population", "--level", "neighbourhood", "--period", "2023")
    assert len(outcome.rows) == len(tiny.neighbourhoods)
    assert outcome.rows[0]["name"] == "가람2동"


def test_without_values_it_says_what_to_type(settings: Settings, engine: Engine) -> None:
    with pytest.raises(BadInput, match="python -m geodata build"):
        show(settings, "fires")
