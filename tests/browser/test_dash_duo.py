"""The application under Dash's own test fixture (Selenium): it starts, draws, drills, and logs nothing."""

from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dash_app.app import create_app
from geodata.build import build
from geodata.settings import Settings
from tests.conftest import TINY

pytestmark = pytest.mark.browser


def test_draws_and_drills_without_a_word_on_the_console(dash_duo: Any, tmp_path: Any) -> None:
    settings = Settings(home=tmp_path, city=str(TINY), feeds=False)
    build(settings)
    dash_duo.start_server(create_app(settings))
    dash_duo.wait_for_element("path.area.district", timeout=20)
    dash_duo.wait_for_element("#card-body h2", timeout=20)
    district = dash_duo.driver.find_element(By.CSS_SELECTOR, "path.area.district")
    dash_duo.driver.execute_script("arguments[0].focus()", district)
    dash_duo.driver.switch_to.active_element.send_keys(Keys.ENTER)
    dash_duo.wait_for_element("path.area.neighbourhood:not([style*='none'])", timeout=20)
    name = dash_duo.driver.execute_script("return sijangsil.page.areas[sijangsil.page.drawn.view.area][sijangsil.page.lang]")
    dash_duo.wait_for_text_to_equal("#card-body h2", name, timeout=10)
    assert dash_duo.get_logs() == []
