"""Study folder → `Study` and its tables; every fault of the files, with its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from rdflib import URIRef

from kgsm import iris
from kgsm.meter import Meter
from kgsm.problems import Place, Problem, Severity, StudyError, did_you_mean, in_reading_order, problem
from kgsm.read.changes import read_changes, read_changes_file
from kgsm.read.code_lists import read_code_lists
from kgsm.read.components import is_interval, is_interval_name, known_parts, read_components
from kgsm.read.datasets import read_datasets
from kgsm.read.evidence import read_evidence, read_evidence_file, supported_figures
from kgsm.read.figures import Figures, check_evidence, find_figures
from kgsm.read.folder import file_in, unused_files
from kgsm.read.generic import GENERIC, generic_code_lists
from kgsm.read.keys import Keys
from kgsm.read.setting import Setting
from kgsm.read.sheet import Sheet
from kgsm.read.sources import SOURCES_FILE, read_sources
from kgsm.read.study_file import STUDY_KEYS, check_by_wave, check_highlights, read_about, read_by_wave, read_identity
from kgsm.read.toml_file import TomlFile, read_toml
from kgsm.read.unchanged import state_of
from kgsm.study import CodeList, Component, Concept, Dataset, Sample, Source, Study
from kgsm.tables import Tables
from kgsm.text import Text

__all__ = ["read_folder", "read_identifier", "read_study"]

STUDY_FILE: Final = "study.toml"
_NOTHING: Final = Text(de="", en="")


def read_study(folder: Path) -> Study:
    """Return the study in `folder`; close its tables when it is done with.

    Raises `StudyError` with every problem of the files, where one of them is a violation.
    """
    study, problems = read_folder(folder)
    if study is not None and not any(each.severity is Severity.VIOLATION for each in problems):
        return study
    if study is not None:
        study.tables.close()
    raise StudyError(problems)


def read_folder(folder: Path, meter: Meter | None = None) -> tuple[Study | None, tuple[Problem, ...]]:
    """Return the study in `folder`, as whole as it can be built, and every problem of the files in reading order.

    None stands for a study of which nothing can be built. What is missing or wrong in a study that has problems is replaced
    by something empty, so that its tables can be checked all the same.
    The caller closes the study's tables. `meter` is told how far it is.
    """
    problems: list[Problem] = []
    path = file_in(folder, STUDY_FILE, Place(STUDY_FILE), _NOTHING)
    if isinstance(path, Problem):
        told = path if path.code == "outside-folder" else problem(Place(STUDY_FILE), "no-study")
        return None, (told,)
    before = state_of(path)
    file = read_toml(path, STUDY_FILE, problems)
    if file is None:
        return None, tuple(in_reading_order(problems))
    tables = Tables(meter)
    try:
        study = _study(folder, file, tables, problems)
        if state_of(path) != before:
            problems.append(problem(Place(STUDY_FILE), "changed-file"))
    except BaseException:
        tables.close()
        raise
    return study, tuple(in_reading_order(problems))


def read_identifier(folder: Path) -> tuple[URIRef, Place] | None:
    """Return the IRI of the study in `folder` and where its id stands; None where study.toml cannot be read."""
    problems: list[Problem] = []
    path = file_in(folder, STUDY_FILE, Place(STUDY_FILE), _NOTHING)
    file = None if isinstance(path, Problem) else read_toml(path, STUDY_FILE, problems)
    if file is None:
        return None
    top = Keys(file, (), STUDY_KEYS, problems)
    return iris.study(*read_identity(top, folder.resolve().name)), top.place("id")


def _study(folder: Path, file: TomlFile, tables: Tables, problems: list[Problem]) -> Study:
    top = Keys(file, (), STUDY_KEYS, problems)
    base, study_id = read_identity(top, folder.resolve().name)
    setting = Setting(folder, iris.study(base, study_id), top, problems)
    about = read_about(setting)
    own_lists = read_code_lists(setting)
    code_lists = {**generic_code_lists(), **{each.id: each for each in own_lists}}
    components = read_components(setting, code_lists)
    known = known_parts(code_lists, components, setting.lost)
    datasets = read_datasets(setting, known, tables)
    if about.sample is not Sample.PROBABILITY:
        problems[:0] = _intervals(components, datasets, about.sample, problems)
    sources = read_sources(setting)
    _check_sources(setting, datasets, sources)
    by_wave = {key: read_by_wave(setting, key, code_lists) for key in ("respondents", "invited")}
    respondents, invited = by_wave["respondents"], by_wave["invited"]
    changes = read_changes_file(setting)
    figures, sheet = _figures(setting, tables, datasets, by_wave, [row.get("figure") for row in changes.rows])
    evidence = read_evidence(setting, sheet, sources, figures)
    setting.tell_changed()
    if not any(each.place.file == STUDY_FILE and each.severity is Severity.VIOLATION for each in problems):
        problems.extend(unused_files(folder, setting.used))
    start, end = _period([concept for each in own_lists for concept in each.concepts])
    # Longer than a screen, and yet it only names what was read.
    return Study(
        id=study_id,
        base=base,
        iri=setting.study_iri,
        title=about.title,
        description=about.description,
        method=about.method,
        keywords=about.keywords,
        sample=about.sample,
        respondents=tuple(respondents.items()),
        version=about.version,
        issued=about.issued,
        modified=about.modified,
        licence=about.licence,
        attribution=about.attribution,
        languages=about.languages,
        themes=about.themes,
        spatial=about.spatial,
        political_level=about.political_level,
        contributor_id=about.contributor_id,
        frequency=about.frequency,
        start=start,
        end=end,
        publisher=about.publisher,
        contact=about.contact,
        creators=about.creators,
        code_lists=(*own_lists, *_generic_in_use(datasets, code_lists)),
        components=tuple(each for each in known.components.values() if not each.built_in),
        datasets=datasets,
        sources=sources,
        evidence=evidence,
        highlights=_observations(figures, dict.fromkeys(top.strings("highlights"))),
        respondent_counts=_observations(figures, respondents.values()),
        invited_counts=_observations(figures, invited.values()),
        change_log=read_changes(setting, changes, datasets, figures, tables),
        tables=tables,
        folder=folder,
        place=top.place(),
        keys=tuple((key, top.place(key)) for key in top),
        changes=about.changes,
    )


def _observations(figures: Figures, ids: Iterable[str]) -> tuple[URIRef, ...]:
    return tuple(iri for each in ids if (iri := figures.observations.get(each)))


def _figures(
    setting: Setting,
    tables: Tables,
    datasets: Sequence[Dataset],
    by_wave: Mapping[str, Mapping[str, str]],
    changed: Sequence[str],
) -> tuple[Figures, Sheet]:
    """Return the figures that others refer to, and evidence.csv, after checking that they and what refers to them fit."""
    sheet = read_evidence_file(setting, datasets)
    highlights = setting.top.strings("highlights")
    named = (figure for each in by_wave.values() for figure in each.values())
    wanted = {*(row.get("figure") for row in sheet.rows), *named, *highlights, *changed} - {""}
    figures = find_figures(setting, tables, datasets, wanted)
    for key, figures_of_waves in by_wave.items():
        check_by_wave(setting.top, key, figures_of_waves, figures)
    check_highlights(setting.top, highlights, figures)
    if sheet.whole and sheet.rows:
        check_evidence(tables, datasets, supported_figures(sheet), setting.problems)
    return figures, sheet


def _check_sources(setting: Setting, datasets: Sequence[Dataset], sources: Sequence[Source]) -> None:
    """Add a problem for each dataset whose common source is not among the sources."""
    ids = [each.id for each in sources]
    for each in datasets:
        if each.source is not None and each.source not in ids and SOURCES_FILE not in setting.lost.files:
            place = replace(setting.top.place("dataset", each.id, "source"), column="source")
            setting.problems.append(problem(place, "unknown-source", found=each.source, hint=did_you_mean(each.source, ids)))


def _intervals(
    components: Sequence[Component], datasets: Sequence[Dataset], sample: Sample, problems: Sequence[Problem]
) -> list[Problem]:
    """Return a problem for each interval that the study gives or asks for, as a component or as an unknown column.

    What an interval says of a population holds for a probability sample only; elsewhere it would mislead.
    """
    tables = {each.table for each in datasets}
    found = [(each.place, each.name) for each in components if is_interval(each)]
    for each in problems:
        column = each.place.column
        if each.code == "unknown-column" and each.place.file in tables and column and is_interval_name(column):
            found.append((each.place, column))
    return [problem(place, "interval-refused", found=name, right=sample.value) for place, name in found]


def _period(concepts: Sequence[Concept]) -> tuple[date | None, date | None]:
    """Return the first and the last day of all waves."""
    starts = [each.start for each in concepts if each.start]
    ends = [each.end for each in concepts if each.end]
    return min(starts, default=None), max(ends, default=None)


def _generic_in_use(datasets: Sequence[Dataset], code_lists: Mapping[str, CodeList]) -> list[CodeList]:
    """Return the generic code lists that a structure refers to; `exactness` always, since evidence may."""
    used = {each.component.code_list for dataset in datasets for each in dataset.specifications}
    return [code_lists[each] for each in GENERIC if each in used or each == "exactness"]
