"""An application as it lies on the desk."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.db import db
from app.onboarding.models import Application
from app.tenants.scope import as_platform
from tests.onboarding.conftest import Applicant
from tests.page import PageClient


@pytest.fixture
def sent(app: Flask, as_: Callable[[str], PageClient], clock: object) -> Applicant:
    """An applicant who has sent everything."""
    found = Applicant(as_(""))
    found.answer()
    found.confirm()
    found.finish()
    found.post("/submit", {"sure": "y"})
    return found


@pytest.fixture
def application_id(app: Flask, sent: Applicant) -> UUID:
    return id_of_newest(app)


def id_of_newest(app: Flask) -> UUID:
    """The application that was begun last, as the desk sees it."""
    with app.app_context(), as_platform():
        query = select(Application.id).order_by(Application.id.desc())
        return db.session.scalars(query).first()
