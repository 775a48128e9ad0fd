"""The recipient's page: works without JavaScript, opens once, and believes no form but its own."""

import re
from typing import Any

from fastapi.testclient import TestClient

from tests.dash_app.orders.steps import BASE, LEE, browser, opened, order, path_of


def test_previews_use_nothing_up_and_see_nothing(served: Any, desk: TestClient) -> None:
    given = order(desk)
    for _ in range(3):
        preview = browser(served).get(path_of(given))
        assert preview.status_code == 200
        assert "set-cookie" not in preview.headers
        assert "재난상황과" in preview.text
        assert "건물 화재" not in preview.text
        assert "&lt;b&gt;" not in preview.text
        assert preview.headers["cache-control"] == "no-store"
    assert desk.get("/api/orders").json()["orders"][0]["state"] == "given"
    assert opened(served, given)


def test_the_opened_page_shows_what_where_by_when_and_markup_as_text(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, _ = opened(served, given)
    page = phone.get(path_of(given)).text
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;지금&lt;/b&gt; 확인" in page
    assert "중앙로 12 &lt;i&gt;뒤&lt;/i&gt;" in page
    for words in (
        "건물 화재",
        "남은 시간 29분",
        "당직 (시연)",
        "시연용 연락처",
        "열어 봄",
        "kim",
        "feature=emergency_calls%3Af1",
        "tel:+4930000-12",
    ):
        assert words in page
    english = phone.get(path_of(given), headers={"accept-language": "en-GB"}).text
    assert "Building fire" in english
    assert re.search(r"29 min \d+ s left", english)


def test_the_cookie_is_for_this_browser_and_these_pages_only(served: Any, desk: TestClient) -> None:
    given = order(desk)
    reply = browser(served).post(path_of(given), data={"do": "open"}, follow_redirects=False)
    assert reply.status_code == 303
    cookie = reply.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/o/", "max-age="))
    assert given["link"].split("/o/")[1].split("?")[0].lower() not in cookie


def test_the_second_person_is_told_to_ask_for_a_new_link(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, csrf = opened(served, given)
    other = browser(served)
    for reply in (other.get(path_of(given)), other.post(path_of(given), data={"do": "open"}), other.post(path_of(given), data={"do": "accept", "csrf": csrf})):  # fmt: skip
        assert reply.status_code == 410
        assert "이미 다른 기기에서 열린 링크입니다" in reply.text
        assert "건물 화재" not in reply.text
    assert phone.get(path_of(given)).status_code == 200
    # a link tapped in another site's page comes without a strict cookie; the page's own button brings it
    assert phone.post(path_of(given), data={"do": "open"}).status_code == 200
    assert len(desk.get("/api/orders").json()["orders"][0]["steps"]) == 2, "coming back is no step"


def test_a_new_link_cuts_the_old_session(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, csrf = opened(served, given)
    refused = desk.post(f"/api/orders/{given['order']['id']}/link", headers=LEE)
    assert (refused.status_code, refused.json()["en"]) == (403, "Only who gave the order may do that.")
    again = desk.post(f"/api/orders/{given['order']['id']}/link", json={"lang": "en"}).json()
    assert "lang=" not in again["link"]  # the recipient's own browser decides
    old = phone.get(path_of(given))
    assert (old.status_code, "새 링크가 발급되어" in old.text) == (410, True)
    assert phone.post(path_of(given), data={"do": "accept", "csrf": csrf}).status_code == 410
    assert opened(served, again)


def test_answers_want_the_page_s_token_our_origin_and_a_note(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, csrf = opened(served, given)
    link = path_of(given)
    assert phone.post(link, data={"do": "accept"}).status_code == 403
    assert phone.post(link, data={"do": "accept", "csrf": "0" * 64}).status_code == 403
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert phone.post(link, data={"do": "accept", "csrf": csrf}, headers=headers).status_code == 403
    assert phone.post(link, content=b"do=accept&note=" + b"x" * 30_000).status_code == 413
    bare = phone.post(link, data={"do": "refuse", "csrf": csrf, "note": "  "})
    assert (bare.status_code, "내용을 적어 주세요" in bare.text) == (400, True)
    long = phone.post(link, data={"do": "refuse", "csrf": csrf, "note": "가나" * 600})
    assert (long.status_code, "가나가나" in long.text) == (400, True), "what was typed stays"
    early = phone.post(link, data={"do": "done", "csrf": csrf, "note": "x"})
    assert (early.status_code, "확인함" in early.text) == (409, True)
    assert desk.get("/api/orders").json()["orders"][0]["state"] == "seen"
    ours = phone.post(
        link, data={"do": "refuse", "csrf": csrf, "note": "관할 아님"}, headers={"origin": BASE, "sec-fetch-site": "same-origin"}
    )
    assert ours.status_code == 200
    assert "관할 아님" in ours.text


def test_unknown_links_and_foreign_forms_open_nothing(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone = browser(served)
    assert phone.get("/o/nonsense").status_code == 404
    assert phone.post("/o/nonsense", data={"do": "open"}).status_code == 404
    assert phone.post(path_of(given), data={"do": "open"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert phone.get(path_of(given)).status_code == 200
    assert desk.get("/api/orders").json()["orders"][0]["state"] == "given"
