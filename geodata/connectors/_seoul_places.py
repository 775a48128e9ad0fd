"""Places of Seoul's real-time city data that are asked: one call a place, so only a few fit in a day's calls.

Source of names and positions: the service's public list of hotspots (Seoul open data OA-21285) and a public summary of
2026-04-16; positions are rounded centres, WGS 84, because the replies carry none.
"""

# name -> (longitude, latitude, English name)
PLACES: dict[str, tuple[float, float, str]] = {
    "광화문·덕수궁": (126.9773, 37.5687, "Gwanghwamun and Deoksugung"),
    "강남역": (127.0276, 37.4979, "Gangnam Station"),
    "명동 관광특구": (126.9850, 37.5636, "Myeong-dong"),
    "홍대 관광특구": (126.9241, 37.5569, "Hongdae"),
    "잠실 관광특구": (127.0980, 37.5100, "Jamsil"),
    "여의도": (126.9244, 37.5219, "Yeouido"),
    "성수카페거리": (127.0557, 37.5443, "Seongsu Cafe Street"),
    "이태원 관광특구": (126.9939, 37.5344, "Itaewon"),
}
