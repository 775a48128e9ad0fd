"""Dividing an outline by figures alone."""

import numpy as np
import pytest
import shapely

from geodata.boundaries._diagram import Parts, divide


def _parts(*outlines):
    """Exact figures of boxes: uniform spread is width / sqrt(12)."""
    b = np.array([o.bounds for o in outlines])
    areas = shapely.area(outlines)
    return Parts(
        share=areas / areas.sum(),
        x_m=(b[:, 0] + b[:, 2]) / 2,
        y_m=(b[:, 1] + b[:, 3]) / 2,
        sd_x_m=(b[:, 2] - b[:, 0]) / np.sqrt(12),
        sd_y_m=(b[:, 3] - b[:, 1]) / np.sqrt(12),
        corr=np.zeros(len(b)),
    )


def _joined(outline, parts):
    faces = divide(outline, parts)
    numbers = sorted({k for k, _ in faces})
    return {k: shapely.union_all([f for j, f in faces if j == k]) for k in numbers}, [f for _, f in faces]


@pytest.mark.parametrize("cut", [300, 500, 700])
def test_two_boxes_are_found_again_from_their_figures(cut):
    boxes = [shapely.box(0, 0, cut, 600), shapely.box(cut, 0, 1000, 600)]
    found, faces = _joined(shapely.box(0, 0, 1000, 600), _parts(*boxes))
    for k, box in enumerate(boxes):
        assert found[k].intersection(box).area / box.area > 0.97
        assert found[k].area == pytest.approx(box.area, rel=0.02)
    assert sum(f.area for f in faces) == pytest.approx(600_000)


def test_three_parts_meet_without_gap_or_overlap():
    outline = shapely.Point(0, 0).buffer(500)
    parts = Parts(
        np.full(3, 1 / 3), np.array([250.0, -125, -125]), np.array([0.0, 216, -216]), np.full(3, 150.0), np.full(3, 150.0), np.zeros(3)
    )
    found, faces = _joined(outline, parts)
    assert [found[k].area for k in range(3)] == pytest.approx([outline.area / 3] * 3, rel=0.02)
    assert sum(f.area for f in faces) == pytest.approx(outline.area)
    assert shapely.coverage_is_valid(np.array(faces))


def test_borders_are_smooth_not_stairs():
    outline = shapely.box(0, 0, 1000, 1000)
    parts = Parts(np.array([0.5, 0.5]), np.array([300.0, 700]), np.array([300.0, 700]), np.full(2, 200.0), np.full(2, 200.0), np.zeros(2))
    found, _ = _joined(outline, parts)
    border = shapely.line_merge(found[0].boundary.intersection(found[1].boundary))
    assert border.length == pytest.approx(1000 * np.sqrt(2), rel=0.02)  # a staircase would be 2000 m long
