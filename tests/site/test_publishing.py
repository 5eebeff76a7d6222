"""The workflow that publishes the site: exact versions, and no more rights than it needs."""

import re

from ..browser.jupyterlab import ROOT

TEXT = (ROOT / ".github/workflows/site.yml").read_text()
HEAD, BUILD, PUBLISH = re.split(r"^  (?:build|publish):\n", TEXT, flags=re.MULTILINE)


def test_it_publishes_what_make_site_builds():
    assert "      - run: make site\n" in BUILD
    assert "          path: build/site\n" in BUILD
    assert "actions/deploy-pages@" in PUBLISH


def test_every_action_has_an_exact_version():
    used = re.findall(r"uses: (\S+)", TEXT)
    assert len(used) == 3
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", action) for action in used)


def test_only_the_last_step_may_write():
    assert "permissions:\n  contents: read\n" in HEAD
    assert "permissions" not in BUILD
    assert re.findall(r"^      ([a-z-]+): write$", PUBLISH, re.MULTILINE) == ["pages", "id-token"]
    assert TEXT.count("write") == 2
    assert "persist-credentials: false" in BUILD
