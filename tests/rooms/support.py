"""A clinic that has granted support access, and somebody of the operator who asks to look."""

from __future__ import annotations

from uuid import uuid4

from app.kernel.db import db
from app.support import asking, granting
from app.support.asking import Question
from app.tenants.scope import as_platform, in_tenant
from tests.cast import Person
from tests.rooms.names import Ids


def a_question_of_support(ids: Ids, owner: Person) -> None:
    """Granted for a day, asked for, not yet approved."""
    with in_tenant(owner.tenant_id, owner.user_id):
        ids["support_grant"] = granting.grant("codes", 24).id
        db.session.commit()
    asked = Question(reason="A code is refused again and again", ticket="T-1", minutes=20)
    with as_platform(uuid4()):
        ids["look"] = asking.ask(owner.tenant_id, ("Third Hand", "اليد الثالثة"), asked)
        db.session.commit()
