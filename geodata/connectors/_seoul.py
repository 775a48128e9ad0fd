"""What the Seoul connectors share: their source cards' words, the incident codes of TOPIS and how grave each is.

Codes and Korean names: TOPIS services AccMainCode and AccSubCode (Seoul open data, KOGL Type 1), as of 2026; English names
and the gravities are the project's own.
"""

from geodata.source import Source
from geodata.text import Text

ZONE = "Asia/Seoul"
KEY = "SEOUL_OPENAPI_KEY"
KOGL = Text(ko="공공누리 제1유형 (출처표시)", en="KOGL Type 1 (attribution)")


def source(title: Text, provider: Text, dataset: str, refresh: Text) -> Source:
    """Source card of a dataset of the Seoul open-data square; ``dataset``: its public number, e.g. "OA-13315"."""
    return Source(
        provider=provider, licence=KOGL, title=title, url=f"https://data.seoul.go.kr/dataList/{dataset}/A/1/datasetView.do", refresh=refresh
    )


CITY = Text(ko="서울특별시", en="Seoul Metropolitan Government")
TOPIS = Text(ko="서울특별시 교통정보과 (TOPIS)", en="Seoul Metropolitan Government, TOPIS traffic information")

# main code -> (kind of the topic road_incidents, Korean, English)
MAIN: dict[str, tuple[str, str, str]] = {
    "A01": ("crash", "교통사고", "Traffic accident"),
    "A02": ("breakdown", "차량고장", "Vehicle breakdown"),
    "A03": ("crash", "보행사고", "Pedestrian accident"),
    "A04": ("works", "공사", "Road works"),
    "A05": ("hazard", "낙하물", "Fallen object"),
    "A06": ("crash", "버스사고", "Bus accident"),
    "A07": ("other", "지하철사고", "Subway accident"),
    "A08": ("hazard", "화재", "Fire"),
    "A09": ("weather", "기상/재난", "Weather or disaster"),
    "A10": ("event", "집회및행사", "Gathering or event"),
    "A11": ("other", "기타", "Other"),
    "A12": ("other", "제보", "Report by a citizen"),
    "A13": ("other", "단순정보", "Notice"),
}
KIND_BY_NAME = {ko: kind for kind, ko, _ in MAIN.values()} | {"집회/행사": "event", "행사": "event", "집회": "event", "사고": "crash"}

CLOSED = "009"  # acc_road_code of a road closed in full; any other code, or none, is a part of it

# Gravity 1 (minor) to 4 (grave) by main code, and by sub code where one of them is graver or lighter than its class.
SEVERITY: dict[str, int] = {
    "A01": 2, "A02": 1, "A03": 3, "A04": 1, "A05": 2, "A06": 2, "A07": 3, "A08": 4, "A09": 2, "A10": 1, "A11": 1, "A12": 1, "A13": 1,
    "01B03": 3, "01B04": 3, "01B05": 3, "05B01": 1, "09B01": 3, "09B03": 3, "09B05": 4, "09B06": 3, "09B08": 3, "09B15": 3, "09B16": 3,
    "09B13": 1, "09B18": 1, "13B01": 1,
}  # fmt: skip


def severity(main: str | None, sub: str | None, road_code: str | None = None) -> int | None:
    """Gravity 1 to 4 of an incident by its codes, one more where the road is closed in full; None for unknown codes."""
    grade = SEVERITY.get(sub or "", SEVERITY.get(main or ""))
    return None if grade is None else min(4, grade + (road_code == CLOSED))


def codes_named(main: str | None, sub: str | None) -> tuple[str | None, str | None]:
    """TOPIS codes behind the Korean names of a main and a sub class; where the main class goes by a name of its own, the sub code
    tells it. None for a name that is not TOPIS's."""
    sub_code = _SUB_CODES.get(sub or "")
    return _MAIN_CODES.get(main or "") or (f"A{sub_code[:2]}" if sub_code else None), sub_code


SUB: dict[str, tuple[str, str]] = {
    "01B01": ("추돌사고", "Rear-end collision"),
    "01B03": ("전복사고", "Overturned vehicle"),
    "01B04": ("차량화재", "Vehicle fire"),
    "01B05": ("전도사고", "Vehicle on its side"),
    "02B01": ("차량고장", "Vehicle breakdown"),
    "03B01": ("보행사고", "Pedestrian accident"),
    "04B01": ("시설물보수", "Repair of facilities"),
    "04B02": ("청소작업", "Cleaning"),
    "04B03": ("차선도색", "Lane marking"),
    "04B04": ("도로보수", "Road repair"),
    "04B05": ("제설작업", "Snow clearing"),
    "04B06": ("포장공사", "Paving"),
    "04B07": ("가로수정비", "Tree care"),
    "05B01": ("소형낙하물", "Small fallen object"),
    "05B02": ("대형낙하물", "Large fallen object"),
    "06B01": ("버스사고", "Bus accident"),
    "07B01": ("지하철사고", "Subway accident"),
    "08B01": ("화재", "Fire"),
    "09B01": ("폭우", "Downpour"),
    "09B02": ("호우주의보", "Heavy rain advisory"),
    "09B03": ("호우경보", "Heavy rain warning"),
    "09B04": ("태풍주의보", "Typhoon advisory"),
    "09B05": ("태풍경보", "Typhoon warning"),
    "09B06": ("폭설", "Heavy snow"),
    "09B07": ("대설주의보", "Heavy snow advisory"),
    "09B08": ("대설경보", "Heavy snow warning"),
    "09B09": ("폭염", "Heat wave"),
    "09B10": ("폭염주의보", "Heat wave advisory"),
    "09B11": ("한파", "Cold wave"),
    "09B12": ("한파주의보", "Cold wave advisory"),
    "09B13": ("우박", "Hail"),
    "09B14": ("노면미끄러움", "Slippery road"),
    "09B15": ("도로침하", "Road subsidence"),
    "09B16": ("도로침수", "Flooded road"),
    "09B17": ("도로결빙", "Icy road"),
    "09B18": ("노면패임", "Pothole"),
    "09B19": ("강우통제", "Closed for rain"),
    "10B01": ("훈련", "Exercise"),
    "10B02": ("집회/시위", "Demonstration"),
    "10B03": ("행사", "Event"),
    "11B01": ("기타", "Other"),
    "12B01": ("제보", "Report by a citizen"),
    "13B01": ("단순정보", "Notice"),
}

_MAIN_CODES = {ko: code for code, (_, ko, _) in MAIN.items()}
_SUB_CODES = {ko: code for code, (ko, _) in SUB.items()}
