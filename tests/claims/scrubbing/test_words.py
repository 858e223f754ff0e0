"""What the checker and the states say: short, complete, and in both languages."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.claims.scrubbing import check, fixes
from tests.claims.scrubbing.test_catalogue import TABLES

ROOT = Path(__file__).parents[3]
CATALOGUE = ROOT / "translations/claim_rules/ar/LC_MESSAGES/messages.po"
SOURCES = (
    *sorted((ROOT / "app/claims/scrubbing").glob("*.py")),
    ROOT / "app/claims/states.py", ROOT / "app/kernel/states.py", ROOT / "app/kernel/money.py",
)  # fmt: skip
MOST_WORDS = 25
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
ARABIC = re.compile(r"[\u0621-\u064a]{2}")
FIXES = {value for name, value in vars(fixes).items() if name.isupper()}


def marked(*paths):
    """Every sentence marked by N_ or NN_: its English forms."""
    for path in paths:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"N_", "NN_"}:
                yield tuple(ast.literal_eval(argument) for argument in call.args)


def arabic():
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="ar", abort_invalid=True)
    assert catalogue.num_plurals == 6
    return {
        (message.id if isinstance(message.id, tuple) else (message.id,)): (
            message.string if isinstance(message.string, tuple) else (message.string,)
        )
        for message in catalogue
        if message.id and not message.fuzzy
    }


SENTENCES = sorted(set(marked(*SOURCES)))
TRANSLATED = arabic()


@pytest.mark.parametrize("forms", SENTENCES)
def test_a_sentence_is_short_and_has_its_arabic(forms):
    translated = TRANSLATED[forms]

    assert len(translated) == (6 if len(forms) == 2 else 1)
    for text in (*forms, *translated):
        assert 0 < len(text.split()) <= MOST_WORDS
    for text in translated:
        assert ARABIC.search(text)


@pytest.mark.parametrize("forms", SENTENCES)
def test_the_arabic_names_the_same_things(forms):
    wanted = {name for text in forms for name in PLACEHOLDER.findall(text)}
    counted = len(forms) == 2

    for text in TRANSLATED[forms]:
        given = set(PLACEHOLDER.findall(text))
        assert given <= wanted if counted else given == wanted


def test_no_arabic_is_left_over():
    refusals = set(marked(ROOT / "app/claims/errors.py"))

    assert set(TRANSLATED) <= set(SENTENCES) | refusals


def test_every_finding_can_be_said_with_its_own_params():
    said = set()
    for table in TABLES:
        for facts, _ in table:
            for finding in check(facts):
                for text in (finding.sentence, finding.plural):
                    assert "%(" not in text % finding.params
                assert finding.fix in FIXES
                said.add(finding.sentence)
    assert len(said) > 70
