"""The three questions, what opens a dispute, and what is told to the insurer."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.disputes.rules import Answers
from app.kernel.forms import Form, RadioField, WordsField

YES, NO = "yes", "no"
YES_OR_NO = ((YES, lazy_gettext("Yes")), (NO, lazy_gettext("No")))
LONGEST_COMMENT = 2000


class ChooseForm(Form):
    """Three questions that pick the way; they stand in the address and tell nothing of a patient."""

    wrong = RadioField(
        lazy_gettext("Was anything on the claim wrong?"),
        choices=YES_OR_NO,
        missing=lazy_gettext("Say whether anything on the claim was wrong."),
    )
    decision = RadioField(
        lazy_gettext("Is the decision on some lines wrong?"),
        choices=YES_OR_NO,
        missing=lazy_gettext("Say whether the decision on some lines is wrong."),
    )
    missing = RadioField(
        lazy_gettext("Is something only missing, such as a document?"),
        choices=YES_OR_NO,
        missing=lazy_gettext("Say whether something is only missing."),
    )

    @property
    def answers(self) -> Answers:
        """The three answers; only for a form that is valid."""
        return Answers(
            claim_wrong=self.wrong.data == YES,
            decision_wrong=self.decision.data == YES,
            only_missing=self.missing.data == YES,
        )


class OpenForm(Form):
    """What begins a correction or complaint; the three answers come along."""

    wrong = HiddenField()
    decision = HiddenField()
    missing = HiddenField()
    comment = WordsField(
        lazy_gettext("Why is the decision wrong?"), required=False, multiline=True, longest=LONGEST_COMMENT
    )  # fmt: skip
    late_reason = WordsField(
        lazy_gettext("Why do you send it although the window has passed?"), required=False, longest=300
    )  # fmt: skip

    @property
    def asked(self) -> dict[str, Any]:
        """The answers as they stand in the address."""
        return {name: self[name].data or "" for name in ("wrong", "decision", "missing")}


class CommentForm(Form):
    """What the insurer is told with the claim."""

    version = HiddenField()
    comment = WordsField(
        lazy_gettext("What the insurer is told"), required=False, multiline=True, longest=LONGEST_COMMENT
    )  # fmt: skip

    @property
    def seen(self) -> int:
        """The version that stood on the page."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
