"""The whole way from a report to claims, on one screen. Only this file knows the order of steps.

segment       text → tokens
encode        tokens → what the encoder says, window by window
syntax        → sentences, tags, lemmas, trees, entities
events        → acts: triggers, types, modes, auxiliaries, mentions by role, and what was refused
actors        → parties: who each mention is on the report's day
refuse        → which acts lack what their type needs
circumstances → when, where, how many
claims        → the frozen claims
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from whimbrel.actors.agents import Agents
from whimbrel.actors.registry import Registry
from whimbrel.actors.resolve import ActorStep
from whimbrel.annotate.decode import SyntaxStep
from whimbrel.annotate.session import Model
from whimbrel.annotate.windows import EncodeStep
from whimbrel.circumstances.assign import CircumstanceStep
from whimbrel.circumstances.gazetteer import Gazetteer
from whimbrel.claims.assemble import ClaimStep, RefuseStep
from whimbrel.config import version
from whimbrel.document import Document
from whimbrel.errors import PipelineError
from whimbrel.events.triggers import EventStep
from whimbrel.ontology.frames import Frames
from whimbrel.ontology.schema import Ontology, recipient_needed
from whimbrel.records import Report
from whimbrel.segment.tokens import TokenStep


class Step(Protocol):
    """A step names the layers it needs and the one it gives; it takes a batch and returns layers in the same order."""

    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def gives(self) -> str: ...
    def run(self, documents: list[Document]) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Steps in an order that was checked when it was built."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        have: set[str] = set()
        for step in self.steps:
            missing = sorted(set(step.needs) - have)
            if missing or step.gives in have:
                problem = f"needs {', '.join(missing)} first" if missing else f"gives {step.gives} a second time"
                raise PipelineError(f"step {type(step).__name__} {problem}")
            have.add(step.gives)

    def run(self, reports: Sequence[Report]) -> list[Document]:
        """Documents of reports, in order, with every layer."""
        documents = [Document(report) for report in reports]
        for step in self.steps:
            documents = [d.with_layer(step.gives, layer) for d, layer in zip(documents, step.run(documents), strict=True)]
        return documents


def annotator(model: Model) -> Pipeline:
    """The steps up to syntax."""
    return Pipeline((TokenStep(), EncodeStep(model), SyntaxStep(model)))


def coder(model: Model, ontology_folder: Path | None = None, actors: Path | None = None) -> Pipeline:
    """All steps, with the package's ontology and registry and, if given, the user's additions."""
    ontology = Ontology.load(ontology_folder)
    # The model learnt the package's types with their recipients; what a user's file newly says of a type is held to here.
    needed = recipient_needed(ontology) - recipient_needed(Ontology.load())
    places = Gazetteer.load()
    name = f"whimbrel {version()} / {model.release.name} / {ontology.version}"
    return Pipeline(
        (
            *annotator(model).steps,
            EventStep(model, ontology, Frames.load(ontology_folder, ontology), model.release.calibration),
            ActorStep(model, Registry.load(actors), Agents.load(), places.country),
            RefuseStep(needed, frozenset(ontology.by_name) - frozenset(model.labels["event"])),
            CircumstanceStep(places),
            ClaimStep(name),
        )
    )
