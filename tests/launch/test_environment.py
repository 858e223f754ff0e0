"""What each process of the house is told, and what it is not."""

import pytest

from app.config import load
from app.launch import environment, secrets
from app.sandbox.config import Settings


@pytest.fixture
def settings(tmp_path, cluster):
    known = secrets.load(tmp_path / "secrets.env", data_exists=False)
    made = environment.of_installation(known, web_port=8000, exchange_port=8100)
    return made | environment.of_cluster(cluster, known)


def test_the_house_has_its_own_database_address_and_no_greater(settings):
    told = load(environment.for_house(settings))
    assert "maqbul_app" in told.database_url
    assert (told.database_admin_url, told.database_owner_url) == (None, None)
    assert (told.database_platform_url, told.sandbox_database_url) == (None, None)


def test_only_the_web_may_speak_as_the_operator(settings):
    told = load(environment.for_web(settings))
    assert "maqbul_platform" in told.database_platform_url
    assert (told.database_admin_url, told.database_owner_url) == (None, None)
    assert set(environment.for_web(settings)) - set(environment.for_house(settings)) == {
        "DATABASE_PLATFORM_URL"
    }


def test_the_simulated_exchange_knows_no_key_and_no_data_of_the_house(settings):
    told = environment.for_exchange(settings)
    assert Settings.from_environment(told).database_url == settings["SANDBOX_DATABASE_URL"]
    secret = {settings[name] for name in settings if name.startswith("DATABASE_")}
    secret |= {settings["SECRET_KEY"], settings["MAQBUL_MASTER_KEY"]}
    assert not secret & set(told.values())
