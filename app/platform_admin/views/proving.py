"""What the desk does by a fresh proof only: a code beside what is typed, and refusals where they were typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort

from app.access.errors import TooManyTries
from app.access.views.arriving import later
from app.kernel.db import db
from app.kernel.errors import DomainError
from app.kernel.web import answer
from app.platform_admin import door, signin
from app.platform_admin.forms import CodeForm
from app.platform_admin.sessions import AtDesk


@contextmanager
def refusals_on(form: CodeForm) -> Iterator[None]:
    """What refuses inside is undone and stands on the form; the view goes on behind the block.

    Too many wrong codes end the request with the time to wait.
    """
    try:
        yield
    except DomainError as refusal:
        db.session.rollback()
        answer(form, refusal)
    except TooManyTries as refusal:
        raise later(refusal) from refusal


def prove(form: CodeForm) -> AtDesk:
    """Whoever sits here, by the code just typed; raises WrongCode, TooManyTries."""
    me = door.at_desk()
    if me is None:
        abort(401)
    signin.prove_again(me, form.code.data)
    return me
