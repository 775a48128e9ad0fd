import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.places import grid

POSITIONS = st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1, max_size=60)


@settings(deadline=None)
@given(POSITIONS)
def test_every_zoom_counts_every_point_once_and_runs_hold_the_cells_points(positions):
    lons, lats = np.array(positions).T
    keys = grid.z_keys(lons, lats)
    order = np.argsort(keys, kind="stable")
    lons, lats, keys = lons[order], lats[order], keys[order]
    for level in grid.pyramid(lons, lats, keys):
        assert level.n.sum() == len(positions)
        gx, gy = grid.cells(lons, lats, level.zoom)
        for cell in range(len(level.n)):
            run = slice(level.first[cell], level.first[cell] + level.n[cell])
            inside = (gx == level.gx[cell]) & (gy == level.gy[cell])
            assert inside.sum() == level.n[cell]
            assert inside[run].all()
            assert level.lon[cell] == pytest.approx(lons[inside].mean(), abs=1e-9)
            assert level.lat[cell] == pytest.approx(lats[inside].mean(), abs=1e-9)


@settings(deadline=None)
@given(st.floats(-179, 179), st.floats(-84, 84), st.integers(grid.MIN_ZOOM, grid.MAX_ZOOM))
def test_a_cell_covers_the_positions_in_it(lon, lat, zoom):
    (gx,), (gy,) = grid.cells(np.array([lon]), np.array([lat]), zoom)
    west, south, east, north = grid.cell_extent(gx, gy, gx, gy, zoom)
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


def test_cells_are_64_pixels():
    # at zoom 0 a pixel is 360/256 degrees of longitude; two positions 64 px apart lie in neighbouring cells at any zoom
    for zoom in (8, 12, 19):
        step = 360 / 256 / 2**zoom * grid.CELL_PX
        gx, _ = grid.cells(np.array([10.0, 10.0 + step]), np.array([50.0, 50.0]), zoom)
        assert gx[1] - gx[0] == 1


def test_no_points_make_no_pyramid():
    nothing = np.array([])
    assert list(grid.pyramid(nothing, nothing, grid.z_keys(nothing, nothing))) == []
