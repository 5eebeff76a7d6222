"""JupyterLab whose own menus are Chinese, by its language pack."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Browser, expect

from ..browser.in_chinese import CHINESE_LAB, finds_its_mistake
from ..browser.jupyterlab import open_notebook, serving, shot
from .places import python_with

PACK = "jupyterlab-language-pack-zh-CN"
THEMES = "settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
LOCALE = "settings/@jupyterlab/translation-extension/plugin.jupyterlab-settings"


def finds_a_mistake(browser: Browser, room: Path) -> tuple[str, None]:
    """With menus in Chinese, on a narrow dark page: the welcome page, then a mistake with all that helps."""
    programs = python_with("lab-zh", PACK)
    settings = {LOCALE: '{"locale": "zh_CN"}', THEMES: '{"theme": "JupyterLab Dark"}'}
    for name, text in settings.items():
        (room / name).parent.mkdir(parents=True, exist_ok=True)
        (room / name).write_text(text, encoding="utf-8")
    with serving(room, CHINESE_LAB, python=programs / "python") as address:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}/lab/tree/welcome.ipynb?reset")
        expect(page.get_by_role("menuitem", name="运行", exact=True)).to_be_visible()
        CHINESE_LAB.kernel_is_there(page)
        shot(page, "zh-lab-welcome")
        page.set_viewport_size({"width": 800, "height": 800})
        shot(page, "zh-lab-welcome-800")
        open_notebook(page, address, "batchnorm", CHINESE_LAB)
        finds_its_mistake(page, "zh-lab")
        page.close()
    listed = subprocess.run(
        [programs / "jupyter", "--version"], capture_output=True, text=True, check=True
    ).stdout
    number = next(line.split()[-1] for line in listed.splitlines() if line.startswith("jupyterlab "))
    return f"JupyterLab {number} with {PACK}", None
