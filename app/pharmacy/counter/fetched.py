"""A prescription that lies at the exchange, ready to show: while it is asked for, what came, or why not."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape

from app.eligibility import queries as eligibility
from app.exchange.messages import REFUSED
from app.exchange.messages.prescriptions import RUN_OUT, TAKEN, UNKNOWN, USED_UP
from app.kernel import pagewords
from app.kernel.clock import now
from app.patients import queries as patients
from app.patients.wording import KINDS as DOCUMENT_KINDS
from app.patients.wording import SEXES
from app.pharmacy.counter import opening, wording
from app.pharmacy.counter.take_up_form import TakeUpForm
from app.pharmacy.prescriptions import fetching, states, taking_up, task_queries
from app.pharmacy.prescriptions.matching import Match
from app.pharmacy.prescriptions.models import CLINIC, PrescriptionTask
from app.pharmacy.prescriptions.queries import medicines_by_code
from app.prescribing.ordered import Ordered

SOON_SECONDS = 60
WHY_NOT = {
    UNKNOWN: lazy_gettext("The exchange knows no prescription of this number. Compare it with the paper and scan it again, or enter the paper."),
    TAKEN: lazy_gettext("Another pharmacy has taken this prescription up. It must release it there before it can be supplied here."),
    RUN_OUT: lazy_gettext("This prescription has expired. Ask the prescriber for a new one."),
    USED_UP: lazy_gettext("Everything on this prescription was supplied already. Ask the prescriber for a new one."),
    REFUSED: lazy_gettext("The exchange did not hand this prescription over. Try again, or enter the paper."),
    fetching.NOT_DELIVERED: lazy_gettext("The exchange could not be asked. Ask again, or enter the paper: its number is kept."),
    fetching.UNREADABLE: lazy_gettext("The exchange answered, and the answer cannot be read. It was put aside for your administrator. Ask again, or enter the paper."),
    fetching.CALLED_BACK: lazy_gettext("The question was called back before it left. Ask again, or enter the paper."),
}  # fmt: skip
STATES = {
    states.ASKED: (lazy_gettext("Asking the exchange"), "waiting"),
    states.HANDED_OVER: (lazy_gettext("Handed over to you"), "success"),
    states.TURNED_DOWN: (lazy_gettext("Not handed over"), "warning"),
    states.FAILED: (lazy_gettext("Not asked"), "warning"),
    states.TAKEN_UP: (lazy_gettext("On file"), "success"),
    states.LET_GO: (lazy_gettext("Handed back"), "neutral"),
}


def shown(task: PrescriptionTask, form: TakeUpForm | None = None) -> dict[str, Any]:
    """What templates/pharmacy/fetched.html shows; `form` as typed, else with what matches by itself."""
    label, tone = STATES[task.status]
    waits, line = task.status == states.ASKED, eligibility.line(None)
    is_recent = (now() - task.asked_at).total_seconds() < SOON_SECONDS
    return {
        "task": task,
        "heading": _("Prescription from a clinic")
        if task.source == CLINIC
        else _("Prescription from the exchange"),
        "label": label,
        "tone": tone,
        "waits": waits,
        "line": line,
        "pause": 1 if waits and is_recent and not line.is_down else 5,
        "why": WHY_NOT.get(task.reason),
        "said": task.said,
        "for_patient": wording.named(patients.patient(task.patient_id)) if task.patient_id else "",
        **_handed_over(task, form),
    }


def form_of(task: PrescriptionTask) -> TakeUpForm:
    """The form as sent, each line with what matches by itself; raises NotFound for lines of another one."""
    form = TakeUpForm()
    form.belong(_matches(task))
    return form


def _matches(task: PrescriptionTask) -> tuple[Match, ...]:
    ordered = task_queries.ordered(task)
    return task_queries.matches(ordered) if ordered else ()


def _handed_over(task: PrescriptionTask, form: TakeUpForm | None) -> dict[str, Any]:
    ordered = task_queries.ordered(task) if task.status == states.HANDED_OVER else None
    if ordered is None:
        return {"ordered": None}
    matches = task_queries.matches(ordered)
    if form is None:
        form = TakeUpForm.filled(matches)
    known = taking_up.on_file(ordered)
    names = medicines_by_code({code for one in matches for code in (one.local_code, *one.candidates)})  # fmt: skip
    rows = {entry.form.sequence.data: entry.form for entry in form.lines}
    return {
        "ordered": ordered,
        "form": form,
        "patient": known,
        "patient_name": wording.named(known or ordered),
        "ordered_name": wording.named(ordered) if known else "",
        "ordered_sex": SEXES.get(ordered.sex, ordered.sex),
        "differs": known is not None and taking_up.particulars_differ(known, ordered),
        "identity": _identity(ordered),
        "is_others": _is_others(task, ordered),
        "lines": [
            {
                "one": one.ordered,
                "ours": wording.named(names[one.local_code]) if one.local_code in names else "",
                "candidates": [(code, wording.named(names[code])) for code in one.candidates],
                "row": rows.get(str(one.ordered.sequence)),
                "dose": _dose(one),
            }
            for one in matches
        ],
        **(opening.head(known) if known else {}),
    }  # fmt: skip


def _identity(ordered: Ordered) -> Markup:
    told = [escape(DOCUMENT_KINDS.get(one.kind, one.kind)) + " " + pagewords.code(one.number) for one in ordered.documents]  # fmt: skip
    return Markup(" · ").join(told)


def _is_others(task: PrescriptionTask, ordered: Ordered) -> bool:
    """Whether it was asked for at the page of somebody else."""
    if task.patient_id is None:
        return False
    known = taking_up.on_file(ordered)
    return known is None or task.patient_id not in patients.same_person(known.id)


def _dose(one: Match) -> str:
    said = one.ordered
    if said.dose is None or said.times_a_day is None:
        return ""
    once = _("Each time: %(dose)s. Times a day: %(times)s.", dose=wording.plain(said.dose), times=wording.plain(said.times_a_day))  # fmt: skip
    return f"{once} {_('Days: %(days)s.', days=said.days)}" if said.days else once
