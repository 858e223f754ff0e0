"""Built files are found by name; what is missing is said in one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.kernel import assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """An application whose static folder is empty."""
    app = Flask(__name__, static_folder=str(tmp_path), static_url_path="/static")
    assets.init_app(app)
    with app.test_request_context():
        yield app


@pytest.fixture
def built(bare: Flask, tmp_path: Path) -> Flask:
    """The same with a manifest of three files and two icons."""
    (tmp_path / "build").mkdir()
    manifest = {
        "files": {"app.css": "app.0a1b2c.css", "icons.svg": "icons.3d4e.svg"},
        "icons": ["check", "arrow-left"],
    }
    (tmp_path / "build" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return bare


def test_a_file_is_addressed_with_its_hash(built: Flask) -> None:
    assert assets.asset_url("app.css") == "/static/build/app.0a1b2c.css"


@pytest.mark.usefixtures("bare")
def test_without_a_build_the_sentence_names_the_command() -> None:
    with pytest.raises(RuntimeError, match="run `make assets`"):
        assets.asset_url("app.css")


@pytest.mark.usefixtures("built")
def test_an_unknown_file_is_named() -> None:
    with pytest.raises(RuntimeError, match=r"'other\.css'.*make assets"):
        assets.asset_url("other.css")


def test_an_icon_is_decoration_unless_it_has_a_label(built: Flask) -> None:
    icon = built.jinja_env.globals["icon"]
    plain, labelled = icon("check"), icon("check", label="Done <b>")
    assert 'aria-hidden="true"' in plain
    assert "/static/build/icons.3d4e.svg#check" in plain
    assert 'role="img" aria-label="Done &lt;b&gt;"' in labelled


def test_only_icons_of_direction_are_flipped_for_arabic(built: Flask) -> None:
    icon = built.jinja_env.globals["icon"]
    assert "icon-flip" in icon("arrow-left")
    assert "icon-flip" not in icon("check")
    assert icon("check") is icon("check")


def test_an_icon_outside_the_sprite_is_named(built: Flask) -> None:
    with pytest.raises(RuntimeError, match="'dragon'"):
        built.jinja_env.globals["icon"]("dragon")


def test_a_mounted_application_keeps_its_root(built: Flask) -> None:
    with built.test_request_context("/", base_url="http://localhost/clinic"):
        assert assets.asset_url("app.css") == "/clinic/static/build/app.0a1b2c.css"


def test_a_job_outside_any_request_finds_its_files(tmp_path: Path) -> None:
    app = Flask(__name__, static_folder=str(tmp_path), static_url_path="/static")
    assets.init_app(app)
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "manifest.json").write_text(
        '{"files": {"print.css": "print.1.css"}, "icons": []}'
    )
    with app.app_context():
        assert assets.asset_url("print.css") == "/static/build/print.1.css"


def test_the_manifest_is_read_once_unless_debugging(built: Flask, tmp_path: Path) -> None:
    assets.asset_url("app.css")
    manifest = tmp_path / "build" / "manifest.json"
    manifest.write_text(manifest.read_text().replace("0a1b2c", "ffffff"), encoding="utf-8")
    assert assets.asset_url("app.css").endswith("app.0a1b2c.css")
    built.debug = True
    assert assets.asset_url("app.css").endswith("app.ffffff.css")


def test_the_locks_and_sheets_name_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "assets" / "css").glob("*.css")
    )
    assert "http" not in sources


def test_own_styles_use_logical_properties_only() -> None:
    physical = (
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "border-left",
        "border-right",
        "text-align: left",
        "text-align: right",
        " left:",
        " right:",
        "float: left",
        "float: right",
    )
    for path in (ROOT / "assets" / "css").glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in physical if word in text], path.name


def test_no_template_carries_a_style_or_an_inline_handler() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if "print" in path.parts or "email" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert " style=" not in text, path
        assert "<style" not in text, path
        assert not [
            word for word in (" onclick=", " onsubmit=", " onchange=", " oninput=") if word in text
        ], path
