from datetime import UTC, datetime

import numpy as np
import pandas as pd

from geodata.connector import Feature
from geodata.places.points import as_points, source_record, unique_ids
from geodata.source import Source
from geodata.text import Text


def test_repeated_ids_get_numbers_and_stay_unique():
    assert unique_ids(["a", "b", "a", "a", 7]) == ["a", "b", "a~2", "a~3", "7"]
    ids = unique_ids(["a", "a~2", "a", "a"])
    assert len(set(ids)) == 4
    assert ids[:2] == ["a", "a~2"]


def test_features_keep_what_is_unknown_unknown():
    seen = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    points = as_points([Feature("1", 10.0, 50.0, "one", "k", seen, props={"a": 1}), Feature("2", None, None), Feature("3", 200.0, 50.0)])
    assert points.ids == ["1", "2", "3"]
    assert points.names == ["one", None, None]
    assert np.isnan(points.lons[1:]).all()  # no position, and one that is on no globe
    assert points.props[0] == {"a": 1, "observed_at": "2026-01-02T03:04:00+00:00"}


def test_further_columns_of_a_frame_become_props():
    frame = pd.DataFrame({"id": [1, 2], "lon": [10.0, None], "lat": [50.0, 50.1], "name": ["x", None], "phone": ["1", None]})
    points = as_points(frame)
    assert points.props == [{"phone": "1"}, {}]
    assert points.names == ["x", None]
    assert points.kinds == [None, None]


def test_a_source_is_kept_as_plain_json():
    record = source_record(Source(Text("가", "a"), Text("나", "b"), Text("다", "c"), as_of="2024-12-31"))
    assert record == {
        "provider": {"ko": "가", "en": "a"},
        "licence": {"ko": "나", "en": "b"},
        "title": {"ko": "다", "en": "c"},
        "as_of": "2024-12-31",
    }
