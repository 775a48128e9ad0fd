"""Formulas computed indicators share. Each makes a ``compute`` function: values of one period by area in, values out.

The same function serves areas and the whole city (inputs are then the city's totals), so a city's rate is formed from its
totals and never as a mean of rates. None stays None; a denominator of zero gives None.
"""

from collections.abc import Callable

from geodata.indicator import Values

Compute = Callable[[tuple[Values, ...], Values], Values]


def ratio(times: float = 1) -> Compute:
    """First input divided by the second, times ``times`` (100 for percent, 1000 for 'per 1,000')."""

    def compute(inputs: tuple[Values, ...], area_km2: Values) -> Values:
        above, below = inputs
        return {area: _divide(value, below.get(area), times) for area, value in above.items()}

    return compute


def density() -> Compute:
    """The one input per square kilometre."""

    def compute(inputs: tuple[Values, ...], area_km2: Values) -> Values:
        return {area: _divide(value, area_km2.get(area), 1) for area, value in inputs[0].items()}

    return compute


def extent() -> Compute:
    """The register's own area in square kilometres; takes no input."""

    def compute(inputs: tuple[Values, ...], area_km2: Values) -> Values:
        return dict(area_km2)

    return compute


def _divide(above: float | None, below: float | None, times: float) -> float | None:
    return None if above is None or not below else above / below * times
