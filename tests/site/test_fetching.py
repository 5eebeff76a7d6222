"""What the site is made of comes from the registries, by digest, and once."""

import shutil
import tomllib

import pytest

from website import fetching
from website.fetching import UnfetchedError, fetch_pyodide, fetch_wheels


@pytest.fixture
def nothing_cached(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def no_registry(monkeypatch):
    """Whoever asks a registry fails."""
    for name in ("PIP_INDEX_URL", "npm_config_registry"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")


def test_without_npm_it_says_so(nothing_cached, monkeypatch):
    monkeypatch.setenv("PATH", str(nothing_cached))
    with pytest.raises(UnfetchedError) as said:
        fetch_pyodide()
    assert str(said.value) == "npm is missing, which fetches Pyodide for the site: install Node.js with npm."


def test_another_archive_than_the_pinned_one_is_refused(nothing_cached, monkeypatch):
    version = tomllib.loads(fetching.PYODIDE_PIN.read_text())["version"]
    archive = fetching.cache() / f"pyodide-{version}.tgz"

    def other(_, folder):
        (folder / archive.name).write_bytes(b"another")
        return folder / archive.name

    monkeypatch.setattr(fetching, "pack_pyodide", other)
    with pytest.raises(UnfetchedError) as said:
        fetch_pyodide()
    assert str(said.value) == f"{archive} is not the archive that pyodide.toml pins."


@pytest.mark.usefixtures("nothing_cached", "no_registry")
def test_what_a_registry_does_not_give_is_one_sentence():
    with pytest.raises(UnfetchedError, match=r"^The site's parts could not be fetched: .* -m pip download: "):
        fetch_wheels()


@pytest.mark.slow
@pytest.mark.usefixtures("site", "no_registry")
def test_a_second_build_asks_nobody():
    assert fetch_pyodide().name.startswith("pyodide-")
    assert "msgpack" in {wheel.name.partition("-")[0] for wheel in fetch_wheels()}


@pytest.mark.usefixtures("site")
@pytest.mark.slow
def test_a_damaged_file_in_the_cache_is_fetched_anew(tmp_path, monkeypatch):
    shutil.copytree(fetching.cache(), tmp_path / "batchnorm-grader/site")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    wheel = fetch_wheels()[0]
    whole = wheel.read_bytes()
    wheel.write_bytes(b"damaged")
    assert fetch_wheels()[0].read_bytes() == whole


@pytest.mark.usefixtures("site")
def test_pyodide_is_the_one_that_the_kernel_is_made_for():
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    assert tomllib.loads(fetching.PYODIDE_PIN.read_text())["version"] == PYODIDE_VERSION
