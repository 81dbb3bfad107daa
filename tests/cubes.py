"""Cubes made by hand, so that publishing is tested without a study folder: a small study of any number of observations."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kgsm import iris
from kgsm.cube import Cube, Distribution, ObservationStream
from kgsm.namespaces import DCAT, DCTERMS, FOAF, KGSM, PREFIXES, QB, RDF, RDFS, SDMX_MEASURE, SH, SKOS, XSD
from kgsm.problems import Place
from kgsm.publish import publish
from kgsm.report import Report
from kgsm.study import Answers, Dataset
from kgsm.tables import Tables
from kgsm.text import Text

BASE = "https://example.org/"
PLACE = Place("study.toml")
MEDIA_TYPE = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "csv": "text/csv"}
NOTHING = Text("", "")


def tables(rows: int = 6, note: str = 'Größer, "etwa"') -> Tables:
    """Return the tables of a study with one dataset, `use`, of `rows` rows."""
    made = Tables()
    made.connection.execute("SET threads = 1")
    made.connection.execute(
        """
        CREATE TABLE use AS
        SELECT i + 2 AS _row, 'w' || (i % 2) AS wave, 'c' || i AS code, (i % 100)::VARCHAR AS value,
               CASE WHEN i % 3 = 0 THEN ? || chr(10) || i END AS note
        FROM range(?) AS r(i) ORDER BY i
        """,
        [note, rows],
    )
    made.register("use", ("wave", "code", "value", "note"))
    return made


def queries(study: str) -> dict[str, str]:
    """Return the SELECTs of the dataset `use` of the study with that IRI."""
    own = "observation/' || wave || '/' || code || '"
    text = r"""replace(replace(note, '"', '\"'), chr(10), '\n')"""
    observation, integer = f"<{study}/use/{own}>", f"^^<{XSD.integer}>"
    nt = [
        f"'{observation} <{RDF.type}> <{QB.Observation}> .'",
        f"'{observation} <{QB.dataSet}> <{study}/use> .'",
        f"'{observation} <{study}/property/wave> <{study}/code/wave/' || wave || '> .'",
        f"""'{observation} <{SDMX_MEASURE.obsValue}> "' || value || '"{integer} .'""",
        f"""'{observation} <{KGSM.note}> "' || {text} || '"@de .'""",
    ]
    ttl = [
        f"'<use/{own}> a qb:Observation'",
        "'qb:dataSet <use>'",
        "'property:wave <code/wave/' || wave || '>'",
        "'sdmx-measure:obsValue ' || value",
        f"""'kgsm:note "' || {text} || '"@de'""",
    ]
    jsonld = [
        f"""'"type": "qb:Observation", "id": "use/{own}"'""",
        """'"dataSet": "use"'""",
        """'"wave": "code/wave/' || wave || '"'""",
        """'"value": ' || value""",
        """'"note": {"de": ' || to_json(note)::VARCHAR || '}'""",
    ]
    quoted = """'"' || replace(coalesce(note, ''), '"', '""') || '"'"""
    return {
        "nt": f"SELECT concat_ws(chr(10), {', '.join(nt)}) AS line FROM use",
        "ttl": f"SELECT concat_ws(' ; ', {', '.join(ttl)}) || ' .' AS line FROM use",
        "jsonld": f"SELECT '{{' || concat_ws(', ', {', '.join(jsonld)}) || '}}' AS line FROM use",
        "csv": f"SELECT wave || ',' || code || ',' || value || ',' || {quoted} AS line FROM use",
    }


def context(study: str) -> dict[str, object]:
    """Return a JSON-LD context as a study has one."""
    return {
        "@base": f"{study}/",
        **PREFIXES,
        "id": "@id",
        "type": "@type",
        "dataSet": {"@id": "qb:dataSet", "@type": "@id"},
        "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
        "issued": {"@id": "dcterms:issued", "@type": "xsd:date"},
        "label": {"@id": "rdfs:label", "@container": "@language"},
        "note": {"@id": "kgsm:note", "@container": "@language"},
        "order": "qb:order",
        "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
        "structure": {"@id": "qb:structure", "@type": "@id"},
        "value": "sdmx-measure:obsValue",
        "wave": {"@id": f"{study}/property/wave", "@type": "@id"},
    }


def cube(made: Tables, study_id: str = "towns", base: str = BASE, changes: Mapping[str, str] | None = None) -> Cube:
    """Return the cube of a study over `made`; `changes` replace queries by form."""
    study = iris.study(base, study_id)
    files = [(study_id, form, None) for form in ("ttl", "jsonld", "nt")] + [("use", "csv", "use")]
    distributions = tuple(
        Distribution(iris.distribution(study, f"{name}.{form}"), f"{study_id}/{name}.{form}", form, MEDIA_TYPE[form], dataset)
        for name, form, dataset in files
    )
    stream = ObservationStream(dataset(study), made, queries(study) | dict(changes or {}), {"csv": "wave,code,value,note"})
    return Cube(metadata(study), record(study, distributions), {}, context(study), (stream,), distributions)


def without_table(whole: Cube) -> Cube:
    """Return the cube without its CSV file."""
    return replace(whole, distributions=tuple(each for each in whole.distributions if each.form != "csv"))


def dataset(study: URIRef) -> Dataset:
    """Return the dataset `use`, as far as publishing looks at it."""
    return Dataset(
        id="use",
        iri=iris.dataset(study, "use"),
        title=Text("Nutzung", "Use"),
        question=NOTHING,
        description=NOTHING,
        note=NOTHING,
        answers=Answers.SINGLE,
        partitions=(),
        specifications=(),
        slice_by=(),
        source=None,
        table="tables/use.csv",
        place=PLACE,
    )


def metadata(study: URIRef) -> Graph:
    """Return what describes the study."""
    use, codes = iris.dataset(study, "use"), iris.code_list(study, "wave")
    wave = iris.component(study, "wave")
    triples: list[tuple[Node, Node, Node]] = [
        (use, RDF.type, QB.DataSet),
        (use, RDFS.label, Literal("Nutzung\tvon „Diensten“", lang="de")),
        (use, RDFS.label, Literal('Use of "services"\\', lang="en")),
        (use, QB.structure, iris.structure(use)),
        (iris.structure(use), RDF.type, QB.DataStructureDefinition),
        (iris.structure(use), QB.component, iris.specification(use, "wave")),
        (iris.specification(use, "wave"), RDF.type, QB.ComponentSpecification),
        (iris.specification(use, "wave"), QB.dimension, wave),
        (iris.specification(use, "wave"), QB.order, Literal(1)),
        (wave, RDF.type, QB.DimensionProperty),
        (wave, RDF.type, RDF.Property),
        (wave, QB.codeList, codes),
        (codes, RDF.type, SKOS.ConceptScheme),
        (codes, DCTERMS.issued, Literal("2026-11-24", datatype=XSD.date)),
        (codes, KGSM.statedValue, Literal("54", datatype=XSD.decimal)),
        (codes, KGSM.statedValue, Literal("1.50", datatype=XSD.decimal)),
        (codes, KGSM.quotable, Literal("false", datatype=XSD.boolean)),
    ]
    for code in ("w0", "w1"):
        concept = iris.concept(codes, code)
        triples += [
            (concept, RDF.type, SKOS.Concept),
            (concept, SKOS.inScheme, codes),
            (concept, SKOS.notation, Literal(code)),
            (concept, SKOS.prefLabel, Literal(f"Welle {code}", lang="de")),
            (concept, SKOS.prefLabel, Literal(f"Wave {code}", lang="en")),
            (iris.period(concept), RDF.type, DCTERMS.PeriodOfTime),
        ]
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


def record(study: URIRef, distributions: tuple[Distribution, ...]) -> Graph:
    """Return the study's catalog record, without sizes."""
    graph = Graph(bind_namespaces="none")
    publisher = iris.part(study, "publisher")
    graph.add((study, RDF.type, DCAT.Dataset))
    graph.add((study, DCTERMS.title, Literal("Orte", lang="de")))
    graph.add((study, DCTERMS.issued, Literal("2026-11-01", datatype=XSD.date)))
    graph.add((study, DCTERMS.modified, Literal("2026-11-24", datatype=XSD.date)))
    graph.add((study, DCTERMS.publisher, publisher))
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal("Das Projekt", lang="de")))
    for each in distributions:
        graph.add((study, DCAT.distribution, each.iri))
        graph.add((each.iri, RDF.type, DCAT.Distribution))
        graph.add((each.iri, DCAT.downloadURL, each.iri))
    return graph


def report(study_id: str = "towns", base: str = BASE) -> Report:
    """Return the report of a study that conforms."""
    graph = Graph(bind_namespaces="none")
    node = iris.part(iris.study(base, study_id), "report")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal("true", datatype=XSD.boolean)))
    return Report(graph, ())


def anonymous_report() -> Report:
    """Return the report of a study that conforms, as pySHACL makes it."""
    graph = Graph(bind_namespaces="none")
    node = BNode()
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal("true", datatype=XSD.boolean)))
    return Report(graph, ())


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder` by its path, with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def main(out: str, rows: str = "6", note: str = "Anmerkung", study_id: str = "towns") -> None:
    """Publish a study into `out`: the program that other processes of the tests run."""
    with tables(int(rows), note) as made:
        publish(cube(made, study_id), report(study_id), Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
