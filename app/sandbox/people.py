"""Who the people are: as providers told them last, else as the script has them, else made up from their number."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from app.sandbox import schema
from app.sandbox.fields import day_at, text_at
from app.sandbox.parsing import Message
from app.sandbox.reading import patient_number

_PEOPLE = schema.people
_SEXES = ("female", "male")
_OLDEST, _DAYS = date(1940, 1, 1), 29_000


@dataclass(frozen=True)
class Particulars:
    """What the register of persons says of somebody."""

    sex: str
    born: date


# The people of the script who are on file in the demo.
SCRIPTED = {
    "10000001": Particulars("male", date(1986, 2, 15)),
    "10000004": Particulars("male", date(1979, 7, 7)),
    "12345678": Particulars("male", date(1984, 3, 12)),
    "20338912": Particulars("male", date(1976, 11, 23)),
    "21217890": Particulars("male", date(1980, 6, 6)),
}


def remember(connection: Connection, message: Message) -> None:
    """Keep what a message tells of its patient; what it leaves out stays as it was."""
    patient = message.resolve(text_at(message.focal, "patient", "reference"))
    number, sex, born = patient_number(patient), text_at(patient, "gender"), day_at(patient, "birthDate")  # fmt: skip
    if not number or (sex not in _SEXES and born is None):
        return
    known = particulars(connection, number)
    told = Particulars(sex if sex in _SEXES else known.sex, born or known.born)
    if told != known:
        values = {"sex": told.sex, "born": told.born}
        connection.execute(
            insert(_PEOPLE)
            .values(number=number, **values)
            .on_conflict_do_update(index_elements=[_PEOPLE.c.number], set_=values)
        )


def particulars(connection: Connection, number: str) -> Particulars:
    """Sex and birth date of the person with an identity number; always the same where nobody told them."""
    row = connection.execute(select(_PEOPLE).where(_PEOPLE.c.number == number)).one_or_none()
    if row is not None:
        return Particulars(row.sex, row.born)
    return SCRIPTED.get(number) or made_up(number)


def made_up(number: str) -> Particulars:
    """Particulars that follow from the number alone."""
    drawn = int.from_bytes(hashlib.sha256(f"person:{number}".encode()).digest()[:5], "big")
    return Particulars(_SEXES[drawn % 2], _OLDEST + timedelta(days=drawn // 2 % _DAYS))
