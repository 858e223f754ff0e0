"""The words of events of packages that keep their own list."""

from __future__ import annotations

from app.audit.access_events import ACCESS
from app.audit.departing_events import DEPARTING
from app.audit.desk_events import DESK
from app.audit.pharmacy_events import PHARMACY
from app.audit.plan_events import PLANS
from app.audit.practice_events import PRACTICE
from app.audit.support_events import SUPPORT

PACKAGES: dict[str, str] = ACCESS | DEPARTING | DESK | PHARMACY | PLANS | PRACTICE | SUPPORT
