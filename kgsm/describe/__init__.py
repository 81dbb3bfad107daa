"""`Study` → `Cube`: its metadata as graphs, its observations as streams that are not written yet."""

from kgsm import iris
from kgsm.cube import Cube
from kgsm.describe.borrowed import describe_borrowed
from kgsm.describe.catalog import describe_essentials, describe_study
from kgsm.describe.changes import describe_change
from kgsm.describe.code_lists import describe_code_list
from kgsm.describe.context import context, keys, prefixes
from kgsm.describe.evidence import describe_evidence, describe_source
from kgsm.describe.forms import distributions
from kgsm.describe.graphs import Description
from kgsm.describe.links import write_links
from kgsm.describe.observations import observation_stream
from kgsm.describe.shapes import describe_shapes
from kgsm.describe.side_files import side_files
from kgsm.describe.structure import describe_component, describe_dataset, describe_slices
from kgsm.describe.terms import Names
from kgsm.namespaces import PREFIXES
from kgsm.study import Study

__all__ = ["describe"]


def describe(study: Study) -> Cube:
    """Return the study as linked data. The tables stay where they are: observations are generated when they are written."""
    description = Description()
    describe_essentials(description, study)
    describe_borrowed(description, study)
    for code_list in study.code_lists:
        describe_code_list(description, code_list)
    for component in study.components:
        describe_component(description, study, component)
    for source in study.sources:
        describe_source(description, study, source)
    for evidence in study.evidence:
        describe_evidence(description, study, evidence)
    for change in study.change_log:
        describe_change(description, study, change)
    for dataset in study.datasets:
        describe_dataset(description, study, dataset)
        describe_slices(description, study, dataset)
    files = distributions(study)
    catalog = Description(places=description.places)
    describe_study(catalog, study, files)
    write_links(study)
    turtle_prefixes = {"property": str(iris.component(study.iri, "")), **PREFIXES}
    names = Names(f"{study.iri}/", turtle_prefixes, prefixes(study), keys(study))
    read = [dataset for dataset in study.datasets if dataset.id in study.tables]
    return Cube(
        graph=description.graph,
        catalog=catalog.graph,
        places=description.places,
        context=context(study),
        observations=tuple(observation_stream(study, dataset, names) for dataset in read),
        distributions=files,
        side_files=side_files(study, files),
        shapes=describe_shapes(study),
        keys=dict(study.keys),
    )
