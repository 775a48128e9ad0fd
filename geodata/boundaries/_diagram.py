"""Divide an outline among parts of which only figures are known: a generalised balanced power diagram.

A place belongs to the part that minimises (x − c)ᵀ M (x − c) − w: c is the part's mean position, M the inverse of its
spread, and w is raised or lowered until every part has its share of the area. Borders are therefore smooth curves
(conics); they are traced on a triangulated grid, so no staircase has to be smoothed away.
"""

from dataclasses import dataclass

import numpy as np
import shapely

ROUNDS = 200
SHARE_TOLERANCE = 0.002
GRID_POINTS = 3000  # about, per outline
GRID_STEP_M = (8.0, 40.0)  # finest, coarsest


@dataclass(frozen=True)
class Parts:
    """Figures of k parts, all arrays of length k. ``share`` of the outline's area (sums to about 1); ``x_m``/``y_m``: mean
    position; ``sd_x_m``/``sd_y_m``: standard deviations; ``corr``: correlation of x and y. Metres in the outline's CRS."""

    share: np.ndarray
    x_m: np.ndarray
    y_m: np.ndarray
    sd_x_m: np.ndarray
    sd_y_m: np.ndarray
    corr: np.ndarray

    def distances(self, x: np.ndarray, y: np.ndarray, step_m: float) -> np.ndarray:
        """(x − c)ᵀ M (x − c) of n places from the k parts: array n × k, no unit. ``step_m`` keeps slivers finite."""
        sx2, sy2 = self.sd_x_m**2 + step_m**2 / 12, self.sd_y_m**2 + step_m**2 / 12
        sxy = self.corr * self.sd_x_m * self.sd_y_m
        dx, dy = x[:, None] - self.x_m, y[:, None] - self.y_m
        return (sy2 * dx**2 - 2 * sxy * dx * dy + sx2 * dy**2) / (sx2 * sy2 - sxy**2)


def divide(outline: shapely.Geometry, parts: Parts) -> list[tuple[int, shapely.Polygon]]:
    """Faces of ``outline`` (polygon, metres) with the number of the part each belongs to; together they fill it."""
    step_m = float(np.clip(np.sqrt(outline.area / GRID_POINTS), *GRID_STEP_M))
    west, south, east, north = outline.bounds
    xs = np.arange(west - 2 * step_m, east + 3 * step_m, step_m)
    ys = np.arange(south - 2 * step_m, north + 3 * step_m, step_m)
    x, y = (a.ravel() for a in np.meshgrid(xs, ys))
    distance = parts.distances(x, y, step_m)
    weight = _balance(distance[shapely.contains_xy(outline, x, y)], parts.share)
    lines = _borders(distance - weight, xs, ys)
    lines = shapely.simplify(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))), step_m / 20) if len(lines) else lines
    noded = shapely.union_all([outline.boundary, *lines])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.point_on_surface(faces)
    kept = shapely.contains(outline, inside)
    at = parts.distances(shapely.get_x(inside), shapely.get_y(inside), step_m) - weight
    return [(int(k), face) for k, face in zip(at[kept].argmin(axis=1), faces[kept], strict=True)]


def _balance(distance: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Weights that give every part its share of the places (rows of ``distance``); the best found, deterministic."""
    weight, best, smallest = np.zeros(len(share)), np.zeros(len(share)), np.inf
    wanted, pace = share / share.sum(), 1.6
    for _ in range(ROUNDS):
        got = np.bincount((distance - weight).argmin(axis=1), minlength=len(share)) / max(len(distance), 1)
        error = float(np.abs(wanted - got).max())
        if error < smallest:
            best, smallest = weight.copy(), error
        else:
            pace *= 0.95  # overshooting: smaller steps
        if error < SHARE_TOLERANCE:
            break
        weight = weight + pace * (wanted - got)
    return best


def _borders(value: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Border lines of the regions where each column of ``value`` is smallest: array of two-point lines.

    Marching triangles: a cut point depends only on the edge it lies on, so the lines of neighbouring triangles meet
    exactly. ``value``: places × parts, places in rows of ``ys`` and columns of ``xs``.
    """
    number = np.arange(len(xs) * len(ys)).reshape(len(ys), len(xs))
    a, b, c, d = number[:-1, :-1].ravel(), number[:-1, 1:].ravel(), number[1:, 1:].ravel(), number[1:, :-1].ravel()
    triangles = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    triangles.sort(axis=1)  # every edge is walked from its lower to its higher number, in both triangles alike
    label = value.argmin(axis=1)
    labels = label[triangles]
    triangles = triangles[(labels != labels[:, :1]).any(axis=1)]
    place = np.stack([np.tile(xs, len(ys)), np.repeat(ys, len(xs))], axis=1)
    cuts = np.stack([_cut(value, label, place, triangles[:, i], triangles[:, j]) for i, j in ((0, 1), (0, 2), (1, 2))], axis=1)
    crossed = ~np.isnan(cuts[:, :, 0])
    two, three = crossed.sum(axis=1) == 2, crossed.sum(axis=1) == 3
    pairs = cuts[two][crossed[two]].reshape(-1, 2, 2)
    spokes = np.stack([cuts[three], np.repeat(cuts[three].mean(axis=1, keepdims=True), 3, axis=1)], axis=2).reshape(-1, 2, 2)
    segments = np.concatenate([pairs, spokes])
    return shapely.linestrings(segments[(segments[:, 0] != segments[:, 1]).any(axis=1)])


def _cut(value: np.ndarray, label: np.ndarray, place: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Where each edge is cut by the border between the parts at its ends (n × 2; NaN where both ends agree)."""
    ours, theirs = label[start], label[end]
    before = value[start, ours] - value[start, theirs]
    after = value[end, ours] - value[end, theirs]
    with np.errstate(invalid="ignore"):  # equal labels: 0 / 0, marked as not cut
        along = np.where(ours == theirs, np.nan, before / (before - after))
    return place[start] + along[:, None] * (place[end] - place[start])
