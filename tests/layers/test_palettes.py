"""Colours: every scheme for every count, told apart by colour-blind people, readable labels, marks that stand out."""

from itertools import pairwise

import numpy as np
import pytest

from geodata.errors import BadInput
from layers import catalogue, palettes

# Machado, Oliveira, Fernandes 2009: what people without red or green cones see (linear RGB)
SIMULATED = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
JUST_TELLABLE = 6.0  # CIELAB distance; about 2.3 is noticed side by side


def lab(colour: str, eyes: str) -> np.ndarray:
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SIMULATED[eyes]) @ linear, 0, 1)
    x, y, z = (XYZ @ seen) / np.array([0.95047, 1.0, 1.08883])
    f = [c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eyes", SIMULATED)
@pytest.mark.parametrize("scheme", palettes.SCHEMES)
def test_neighbouring_classes_can_be_told_apart(scheme: str, eyes: str) -> None:
    for classes in range(2, 8):
        for one, other in pairwise(palettes.colours(scheme, classes)):
            assert np.linalg.norm(lab(one, eyes) - lab(other, eyes)) > JUST_TELLABLE, (classes, one, other)


def test_the_simulation_does_simulate() -> None:
    red, green = "#c00000", "#4d7a00"
    assert np.linalg.norm(lab(red, "deuteranopia") - lab(green, "deuteranopia")) < 0.5 * np.linalg.norm(
        lab(red, "all cones") - lab(green, "all cones")
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scheme", palettes.SEQUENTIAL)
def test_the_highest_class_stands_out_most(scheme: str, theme: str) -> None:
    for classes in range(2, 8):
        steps = [palettes.contrast(colour, palettes.BACKGROUND[theme]) for colour in palettes.colours(scheme, classes, theme)]
        assert steps == sorted(steps)


@pytest.mark.parametrize("scheme", palettes.SCHEMES)
def test_labels_can_be_read_on_every_class(scheme: str) -> None:
    for classes in range(1, 8):
        found = palettes.colours(scheme, classes)
        assert len(set(found)) == classes
        assert all(palettes.contrast(palettes.ink(colour), colour) >= 4.5 for colour in found)


def test_diverging_schemes_keep_their_sides_on_dark() -> None:
    assert palettes.colours("rdbu", 5, "dark") == palettes.colours("rdbu", 5)


def test_contrast_by_hand() -> None:
    assert palettes.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palettes.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_stand_out(theme: str) -> None:
    for layer in catalogue.layers().values():
        for colour in (layer.colour, *(kind.colour for kind in layer.kinds if kind.colour)):
            assert palettes.contrast(palettes.mark(colour, theme), palettes.BACKGROUND[theme]) >= 3, (layer.id, colour)


def test_an_unknown_scheme_is_named() -> None:
    with pytest.raises(BadInput, match="rainbow"):
        palettes.colours("rainbow", 5)
    with pytest.raises(BadInput, match="8"):
        palettes.colours("blues", 8)
