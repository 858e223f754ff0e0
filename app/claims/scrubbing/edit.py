"""What a rule is: a numbered function that reads the facts and yields faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from decimal import Decimal

from app.claims.scrubbing.settings import Settings
from app.claims.values import ClaimFacts, Finding, LineFacts


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What a rule yields; the edit adds its code, and its severity where the rule names none."""

    field: str
    sentence: str
    fix: str
    at_stake: Decimal
    params: Mapping[str, object] = with_default(default_factory=dict)
    plural: str = ""
    count: int = 0
    severity: str = ""


Faults = Iterator[Fault]
Rule = Callable[[ClaimFacts, Settings], Faults]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One row of the catalogue, with its rule."""

    number: int
    severity: str
    rule: Rule
    parameters: tuple[str, ...] = ()
    data_driven: bool = False

    @property
    def code(self) -> str:
        """The stable code, such as CHK-07."""
        return f"CHK-{self.number:02d}"

    @property
    def group(self) -> str:
        """The drawer of the catalogue it stands in: the name of its file."""
        return self.rule.__module__.rpartition(".")[2]

    @property
    def title(self) -> str:
        """What it looks for, in one English line: the rule's docstring."""
        return (self.rule.__doc__ or "").strip()

    def findings(self, facts: ClaimFacts, settings: Settings) -> Iterator[Finding]:
        """What this edit has to say, at the severity the payer's settings give it."""
        ordered = settings.severities.get(self.code)
        for fault in self.rule(facts, settings):
            yield Finding(
                code=self.code,
                severity=ordered or fault.severity or self.severity,
                field=fault.field,
                sentence=fault.sentence,
                fix=fault.fix,
                at_stake=fault.at_stake,
                params=fault.params,
                plural=fault.plural,
                count=fault.count,
            )


def edit(
    number: int, severity: str, *parameters: str, data_driven: bool = False
) -> Callable[[Rule], Edit]:
    """Make a rule the edit of this number; `parameters` are the settings it reads."""

    def numbered(rule: Rule) -> Edit:
        return Edit(
            number=number,
            severity=severity,
            rule=rule,
            parameters=parameters,
            data_driven=data_driven,
        )

    return numbered


def on_claim(
    facts: ClaimFacts, field_name: str, sentence: str, fix: str, **params: object
) -> Fault:
    """A fault that puts the whole claim at stake."""
    return Fault(
        field=field_name, sentence=sentence, fix=fix, at_stake=facts.payer_total, params=params
    )


def on_line(
    index: int, line: LineFacts, part: str, sentence: str, fix: str, **params: object
) -> Fault:
    """A fault of one line; the sentence may use `%(line)s`, its number on the page."""
    return Fault(
        field=f"lines-{index}-{part}",
        sentence=sentence,
        fix=fix,
        at_stake=line.payer_share,
        params={"line": line.sequence, **params},
    )
