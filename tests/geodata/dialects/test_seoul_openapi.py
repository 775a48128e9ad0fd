"""The envelope of the Seoul open-data service in all the forms it has been seen in."""

import json
from pathlib import Path

import pytest

from geodata.connector import Request
from geodata.dialect import ProviderError
from geodata.dialects.seoul_openapi import CODES, PAGE_ROWS, address, block, decode, first_page, next_page

OK = {"CODE": "INFO-000", "MESSAGE": "정상"}


def envelope(rows: object, **more: object) -> bytes:
    return json.dumps({"rentBikeStatus": {"list_total_count": 5, "RESULT": OK, "row": rows, **more}}).encode()


def test_the_wrapper_may_have_any_name_and_tags_any_case() -> None:
    page = decode(envelope([{"StationId": "ST-4", "SHARED": "107"}]))
    assert page.rows == ({"stationid": "ST-4", "shared": "107"},)
    assert page.total == 5


def test_xml_and_json_give_the_same_rows() -> None:
    xml = b"<?xml version='1.0'?><AccInfo><list_total_count>1</list_total_count><RESULT><CODE>INFO-000</CODE></RESULT><row><ACC_ID>1</ACC_ID><grs80tm_x/></row></AccInfo>"
    assert decode(xml).rows == decode(json.dumps({"AccInfo": {"RESULT": OK, "row": [{"acc_id": "1", "grs80tm_x": ""}]}}).encode()).rows


def test_one_row_may_come_as_an_object() -> None:
    assert decode(envelope({"stationId": "ST-4"})).rows == ({"stationid": "ST-4"},)


def test_result_keys_with_a_dot_and_one_object_instead_of_rows() -> None:
    body = {"list_total_count": 1, "RESULT": {"RESULT.CODE": "INFO-000"}, "CITYDATA": {"AREA_NM": "여의도", "ACDNT_CNTRL_STTS": []}}
    assert decode(json.dumps(body).encode()).rows[0]["area_nm"] == "여의도"
    with pytest.raises(ProviderError, match="ERROR-500"):
        decode(json.dumps({"RESULT": {"RESULT.CODE": "ERROR-500"}, "CITYDATA": None}).encode())


def test_a_bare_list_under_the_service_name() -> None:
    assert decode(json.dumps({"SeoulRtd.citydata_ppltn": [{"AREA_NM": "여의도"}]}).encode()).rows == ({"area_nm": "여의도"},)


@pytest.mark.parametrize("shape", [[{"a": 1}], {"a": 1}, {"b": [{"a": 1}]}, {"b": {"a": 1}}])
def test_a_block_is_a_list_whatever_its_form(shape: object) -> None:
    assert block({"b": shape}, "b") == [{"a": 1}]


@pytest.mark.parametrize("empty", [[], {}, None, ""])
def test_an_empty_block_is_an_empty_list(empty: object) -> None:
    assert block({"b": empty}, "b") == []


@pytest.mark.parametrize(
    "form",
    [
        '{{"RESULT":{{"CODE":"{}","MESSAGE":"m"}}}}',
        "<RESULT><CODE>{}</CODE></RESULT>",
        "<response><RESULT><CODE>{}</CODE></RESULT></response>",
    ],
)
@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_refuses_in_every_form(form: str, code: str) -> None:
    with pytest.raises(ProviderError, match=code) as caught:
        decode(form.format(code).encode())
    assert caught.value.retry == CODES[code][1]


def test_which_codes_are_worth_asking_again_soon() -> None:
    assert {code for code, (_, retry) in CODES.items() if retry == "soon"} == {"ERROR-500", "ERROR-600"}
    assert CODES["ERROR-337"][1] == "tomorrow"


def test_no_data_is_an_empty_page_and_not_a_fault() -> None:
    assert decode(b'{"RESULT":{"CODE":"INFO-200","MESSAGE":"none"}}').rows == ()


def test_a_quota_message_under_another_code_waits_for_tomorrow() -> None:
    with pytest.raises(ProviderError) as caught:
        decode('{"RESULT":{"CODE":"INFO-300","MESSAGE":"일별 트래픽 제한"}}'.encode())
    assert caught.value.retry == "tomorrow"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\n<!DOCTYPE html><html></html>", "HTML page"),
        (b"<html><body>wait</body></html>", "HTML page"),
        (b'{"rentBikeStatus": {"row": [{"a"', "cut short"),
        (b"<AccInfo><row>", "cut short"),
        (b"\xff\xfe\x00", "cut short"),
        (b"", "cut short"),
        (b"[1]", "not an object"),
        (b'{"unknown": 1}', "unknown"),
        (b'{"s": {"RESULT": {"CODE": "INFO-000"}, "row": ["text"]}}', "no rows that can be read"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "cut short"),
    ],
)
def test_what_cannot_be_read_is_said(body: bytes, words: str) -> None:
    with pytest.raises(ProviderError, match=words) as caught:
        decode(body)
    assert caught.value.retry == "soon"


def test_pages_follow_until_a_short_one() -> None:
    first = first_page("bikeList")
    full, short = decode(envelope([{"a": 1}] * PAGE_ROWS)), decode(envelope([{"a": 1}]))
    second = next_page(full, first)
    assert second == Request("json/bikeList/1001/2000")
    assert next_page(short, second) is None
    assert next_page(decode(b'{"RESULT":{"CODE":"INFO-200"}}'), second) is None


def test_filters_stay_on_following_pages_and_are_encoded() -> None:
    first = first_page("safeOpenCCTV", rows=1, filters="강남구")
    second = next_page(decode(envelope([{"a": 1}])), first)
    assert second is not None
    assert second.path == "json/safeOpenCCTV/2/2/강남구"
    assert address("http://h:1/", "a/b", second) == "http://h:1/a%2Fb/json/safeOpenCCTV/2/2/%EA%B0%95%EB%82%A8%EA%B5%AC"


def test_the_recorded_waiting_page_is_known_for_what_it_is(shared: Path) -> None:
    with pytest.raises(ProviderError, match="HTML page"):
        decode((shared / "live_samples" / "citydata_queue_page_http200.html").read_bytes())


def test_every_recorded_reply_can_be_read(shared: Path) -> None:
    folder = shared / "live_samples"
    for name in (
        "bikelist_observed.json",
        "realtime-city-air.json",
        "publicwifi_recorded_20240312.json",
        "citydata_gwanghwamun_20260811.json",
        "citydata_ppltn_gwanghwamun_20260813.json",
        "accinfo_recorded_2014-2018_yonseiro.xml",
    ):
        assert decode((folder / name).read_bytes()).rows, name
