"""The Chinese notebook in JupyterLab: a mistake is named, drawn and hinted at, in letters that are there."""

import pytest

from .in_chinese import CHINESE_LAB, demand_letters, finds_its_mistake
from .jupyterlab import open_notebook, serving

pytestmark = pytest.mark.slow


def test_a_mistake_is_found_in_chinese(page, browser, tmp_path):
    demand_letters()
    with serving(tmp_path, CHINESE_LAB) as address:
        open_notebook(page, address, "batchnorm", CHINESE_LAB)
        finds_its_mistake(page, "zh")
