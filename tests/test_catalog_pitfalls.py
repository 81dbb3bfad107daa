"""What portals stumble over (docs/catalog.md) is told by `kgsm check` before it is published: one change of a right record each."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from rdflib import Graph, Literal

from kgsm import home
from kgsm.conductor import check, duplicates, publish
from kgsm.cube import Cube
from kgsm.describe import describe
from kgsm.namespaces import ADMS, DCAT, DCTERMS, KGSM, PREFIXES, QB, RDF, RDFS, SH, SKOS, STATDCAT, VCARD
from kgsm.problems import Severity, StudyError
from kgsm.read import read_folder, read_study
from kgsm.validate.engine import run
from kgsm.validate.shapes import check_shapes, read_shapes
from tests.study_folder import MINIMAL, StudyFolder

TOML: Final = "study.toml"

# A fault of study.toml: what is replaced by what, and what is told of it.
FAULTS: Final[dict[str, tuple[str, str, str]]] = {
    "no licence": ('licence = "http://dcat-ap.de/def/licenses/cc-by/4.0"', "", "study.toml:1:licence [missing-key]"),
    "a licence with a slash at its end": ("licenses/cc-by/4.0", "licenses/cc-by/4.0/", "study.toml:12:licence [wrong-licence]"),
    "a licence of the list with https": ("http://dcat-ap.de/def", "https://dcat-ap.de/def", "study.toml:12:licence [wrong-licence]"),
    "a licence that is not in the list": ("licenses/cc-by/4.0", "licenses/cc-by/5.0", "study.toml:12:licence [wrong-licence]"),
    "a licence of Creative Commons": ("http://dcat-ap.de/def/licenses/cc-by/4.0", "https://creativecommons.org/licenses/by/4.0/deed.de", "study.toml:12:licence [wrong-licence]"),
    "a licence of govdata.de": ("http://dcat-ap.de/def/licenses/cc-by/4.0", "https://www.govdata.de/dl-de/by-2-0", "study.toml:12:licence [wrong-licence]"),
    "a licence in a namespace of its own": ("http://dcat-ap.de/def/licenses/cc-by/4.0", "https://example.org/licence", "study.toml:12:licence [unlisted-licence]"),
    "an unknown theme": ('["EDUC"]', '["EDU"]', "study.toml:15:themes [wrong-choice]"),
    "no theme": ('["EDUC"]', "[]", "study.toml:15:themes [missing-key]"),
    "a comma in a keyword": ('"books"', '"books, more"', "study.toml:7:keywords.en [wrong-type]"),
    "a slash in a keyword": ('"books"', '"books/more"', "study.toml:7:keywords.en [wrong-type]"),
    "a keyword of one letter": ('"books"', '"b"', "study.toml:7:keywords.en [wrong-type]"),
    "a keyword of 101 letters": ('"books"', f'"{"b" * 101}"', "study.toml:7:keywords.en [wrong-type]"),
    "a keyword in two languages": ('"books"', '"Bücher"', "study.toml:7:keywords [duplicate-keyword]"),
    "no keyword": ("keywords = [", "keywords = [] # [", "study.toml:7:keywords [no-keyword]"),
    "a title only in English": ('de = "Bibliotheken", ', "", "study.toml:4:title.de [missing-language]"),
    "a year in the title": ('"Bibliotheken"', '"Bibliotheken 2024"', "study.toml:4:title [year-in-title]"),
    "HTML in the description": ('description = { de = "', 'description = { de = "<span>x</span> ', "study.toml:5:description [markup-in-description]"),
    "no publisher": ("[publisher]", "[[creator]]\nid = 'x'", "study.toml:1:publisher [missing-key]"),
    "no contact": ("[contact]", "[[creator]]\nid = 'x'", "study.toml:1:contact [missing-key]"),
    "an e-mail address without a host": ("info@example.org", "info", "study.toml:28:email [wrong-type]"),
    "a telephone number without its country": ('email = "info@example.org"', 'telephone = "030 1234"', "study.toml:28:telephone [wrong-type]"),
    "no place": ("spatial =", "# spatial =", "study.toml:1:spatial [missing-key]"),
    "a place that no portal knows": ("http://publications.europa.eu/resource/authority/country/DEU", "https://musterhausen.example/", "study.toml:16:spatial [unusual-place]"),
    "a contributor that GovData did not issue": ("http://dcat-ap.de/def/contributors/", "https://example.org/", "study.toml:18:contributor_id [wrong-type]"),
    "no contributor": ("contributor_id =", "# contributor_id =", "study.toml:17:political_level [no-contributor]"),
    "a country that there is not": ("country/DEU", "country/DUE", "study.toml:16:spatial [unusual-place]"),
    "a frequency of SDMX": ('"IRREG"', '"A"', "study.toml:19:frequency [wrong-choice]"),
    "an internal host": ("https://example.org/data/", "http://statistik-server/data/", "study.toml:3:base [internal-base]"),
    "an address of this machine": ("https://example.org/data/", "http://127.0.0.1:8000/", "study.toml:3:base [internal-base]"),
    "a version in the id": ('id = "minimal"', 'id = "minimal-1.0.0"', "study.toml:2:id [version-in-id]"),
    "a change before the publication": ("2024-06-01", "2023-06-01", "study.toml:11:modified [wrong-type]"),
    "a space in an address": ("https://example.org/data/", "https://example.org/da ta/", "study.toml:3:base [wrong-iri]"),
    "a publisher of an unknown type": ("[publisher]", '[publisher]\ntype = "Local"', "study.toml:23:type [wrong-choice]"),
}  # fmt: skip


# A change of the record that study.toml cannot say, but a later version of kgsm, or a file of ours, could: as SPARQL.
RECORD: Final[dict[str, tuple[str, str]]] = {
    "a format as a text": ('DELETE { ?d dcterms:format ?f } INSERT { ?d dcterms:format "CSV" } WHERE { ?d dcterms:format ?f }', "no-format"),
    "no format": ("DELETE WHERE { ?d dcterms:format ?f }", "no-format"),
    "no distribution": ("DELETE WHERE { ?s dcat:distribution ?d }", "no-distribution"),
    "a distribution without a licence": ("DELETE { ?d dcterms:license ?l } WHERE { ?d a dcat:Distribution ; dcterms:license ?l }", "no-licence"),
    "a licence that asks for attribution, and no text": ("DELETE WHERE { ?d dcatde:licenseAttributionByText ?t }", "no-attribution"),
    "no access address": ("DELETE WHERE { ?d dcat:accessURL ?u }", "no-access-url"),
    "a size as a decimal": ("INSERT { ?d dcat:byteSize 12.0 } WHERE { ?d a dcat:Distribution }", "wrong-datatype"),
    "a status of purl.org": ("DELETE { ?d adms:status ?o } INSERT { ?d adms:status <http://purl.org/adms/status/Completed> } WHERE { ?d adms:status ?o }", "wrong-status"),
    "r5r with a hash": ("INSERT { ?s <http://data.europa.eu/r5r#availability> ?a } WHERE { ?s dcatap:availability ?a }", "wrong-namespace"),
    "an unknown availability": ('DELETE { ?s dcatap:availability ?a } INSERT { ?s dcatap:availability <http://example.org/a> } WHERE { ?s dcatap:availability ?a }', "wrong-availability"),
    "an e-mail address without mailto": ('DELETE { ?c vcard:hasEmail ?m } INSERT { ?c vcard:hasEmail "info@example.org" } WHERE { ?c vcard:hasEmail ?m }', "wrong-email"),
    "two names of the contact": ('INSERT { ?c vcard:fn "Other"@en } WHERE { ?s dcat:contactPoint ?c }', "not-one-contact-name"),
    "an identifier that is not the IRI": ('DELETE { ?s dcterms:identifier ?i } INSERT { ?s dcterms:identifier "1" } WHERE { ?s a dcat:Dataset ; dcterms:identifier ?i }', "wrong-identifier"),
    "two identifiers": ('INSERT { ?s dcterms:identifier "1" } WHERE { ?s a dcat:Dataset }', "wrong-identifier"),
    "the language as a text": ('DELETE { ?s dcterms:language ?l } INSERT { ?s dcterms:language "de" } WHERE { ?s a dcat:Dataset ; dcterms:language ?l }', "wrong-language"),
    "a German title tagged de-DE": ('DELETE { ?s dcterms:title ?t } INSERT { ?s dcterms:title "Bibliotheken"@de-DE } WHERE { ?s a dcat:Dataset ; dcterms:title ?t . FILTER(LANG(?t) = "de") }', "missing-language"),
    "a period without dates": ("DELETE { ?p dcat:startDate ?a ; dcat:endDate ?b } WHERE { ?p dcat:startDate ?a ; dcat:endDate ?b }", "empty-period"),
    "the start as a text": ('DELETE { ?p dcat:startDate ?a } INSERT { ?p dcat:startDate "2024" } WHERE { ?p dcat:startDate ?a }', "wrong-datatype"),
    "a place without a type": ("DELETE { ?p a dcterms:Location } WHERE { ?p a dcterms:Location }", "no-place"),
    "an untyped language": ("DELETE { ?p a dcterms:LinguisticSystem } WHERE { ?p a dcterms:LinguisticSystem }", "wrong-language"),
    "a service without a publisher": ("DELETE { ?s dcterms:publisher ?p } WHERE { ?s a dcat:DataService ; dcterms:publisher ?p }", "not-one-publisher"),
    "a service without an endpoint": ("DELETE WHERE { ?s dcat:endpointURL ?u }", "no-endpoint"),
    "a service for two studies": ("INSERT { ?s dcat:servesDataset <http://example.org/other> } WHERE { ?s a dcat:DataService }", "shared-service"),
    "the study as a cube": ("INSERT { ?s a qb:DataSet } WHERE { ?s a dcat:Dataset }", "study-is-cube"),
    "high value without the legislation": ("INSERT { ?s dcatap:hvdCategory <http://data.europa.eu/bna/c_e1da4e07> } WHERE { ?s a dcat:Dataset }", "incomplete-high-value"),
    "a level that is none": ("DELETE { ?s dcatde:politicalGeocodingLevelURI ?l } INSERT { ?s dcatde:politicalGeocodingLevelURI <http://example.org/town> } WHERE { ?s dcatde:politicalGeocodingLevelURI ?l }", "wrong-political-level"),
    "access rights of no list": ("DELETE { ?s dcterms:accessRights ?l } INSERT { ?s dcterms:accessRights <http://example.org/open> } WHERE { ?s a dcat:Dataset ; dcterms:accessRights ?l }", "wrong-access-rights"),
    "high value without the category": ("INSERT { ?s dcatap:applicableLegislation <http://data.europa.eu/eli/reg_impl/2023/138/oj> } WHERE { ?s a dcat:Dataset }", "incomplete-high-value"),
    "high value without the service": ("INSERT { ?s dcatap:hvdCategory <http://data.europa.eu/bna/c_e1da4e07> ; dcatap:applicableLegislation ?l . ?d dcatap:applicableLegislation ?l } WHERE { ?s dcat:distribution ?d BIND (<http://data.europa.eu/eli/reg_impl/2023/138/oj> AS ?l) }", "incomplete-high-value"),
    "a start of schema.org": ("INSERT { ?p <http://schema.org/startDate> ?a } WHERE { ?p dcat:startDate ?a }", "outdated-dates"),
    "a publisher type without Authority": ("INSERT { ?a dcterms:type <http://purl.org/adms/publishertype/Local> } WHERE { ?s dcterms:publisher ?a }", "wrong-publisher-type"),
    "two contributors": ("INSERT { ?s dcatde:contributorID <http://dcat-ap.de/def/contributors/one> , <http://dcat-ap.de/def/contributors/two> } WHERE { ?s a dcat:Dataset }", "wrong-contributor"),
    "a place of DCAT-AP.de 2.0": ("INSERT { ?s dcatde:politicalGeocodingURI <http://dcat-ap.de/def/politicalGeocoding/municipalityKey/11000000> } WHERE { ?s a dcat:Dataset }", "outdated-term"),
    "a source": ("INSERT { ?s dcterms:source <http://example.org/report> } WHERE { ?s a dcat:Dataset }", "outdated-term"),
    "the version of OWL": ('INSERT { ?s owl:versionInfo "1.0.0" } WHERE { ?s a dcat:Dataset }', "outdated-term"),
    "a label of a theme": ('INSERT { ?t rdfs:label "Education"@en } WHERE { ?s dcat:theme ?t }', "label-hides-iri"),
    "an untyped theme": ("DELETE { ?t a skos:Concept } WHERE { ?s dcat:theme ?t }", "untyped-reference"),
    "an untyped landing page": ("DELETE { ?p a foaf:Document } WHERE { ?s dcat:landingPage ?p }", "untyped-reference"),
    "a download at another address": ("DELETE { ?d dcat:accessURL ?u } INSERT { ?d dcat:accessURL <http://example.org/page> } WHERE { ?d dcat:downloadURL ?u }", "two-addresses"),
    "EuroVoc alone": ("DELETE { ?s dcat:theme ?t } INSERT { ?s dcat:theme <http://eurovoc.europa.eu/1000> } WHERE { ?s dcat:theme ?t }", "no-theme"),
    "a file type that there is not": ("DELETE { ?d dcterms:format ?f } INSERT { ?d dcterms:format <http://publications.europa.eu/resource/authority/file-type/TURTLE> } WHERE { ?d dcterms:format ?f }", "no-format"),
    "a media type as a text": ('DELETE { ?d dcat:mediaType ?m } INSERT { ?d dcat:mediaType "text/csv" } WHERE { ?d dcat:mediaType ?m }', "wrong-media-type"),
    "a frequency of SDMX in the record": ("DELETE { ?s dcterms:accrualPeriodicity ?f } INSERT { ?s dcterms:accrualPeriodicity <http://purl.org/linked-data/sdmx/2009/code#freq-A> } WHERE { ?s dcterms:accrualPeriodicity ?f }", "wrong-frequency"),
    "a link back to the catalog": ("INSERT { ?s dcterms:isPartOf <http://example.org/catalog> . <http://example.org/catalog> a dcat:Catalog } WHERE { ?s a dcat:Dataset }", "links-to-catalog"),
}  # fmt: skip


@pytest.fixture(scope="module")
def cube() -> Cube:
    study = read_study(MINIMAL)
    with study.tables:
        return describe(study)


@pytest.fixture(scope="module")
def shapes_of_catalogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the shapes of catalogs alone: the others have nothing to say here, and take their time."""
    folder = tmp_path_factory.mktemp("shapes")
    for name in ("catalog.ttl", "shapes.ttl"):
        (folder / name).write_bytes((home.shapes() / name).read_bytes())
    return folder


def record_of(cube: Cube) -> Cube:
    """Return a cube that is nothing but its catalog record."""
    return replace(cube, graph=Graph())


@pytest.fixture(scope="module")
def rules(shapes_of_catalogs: Path) -> Graph:
    return read_shapes(shapes_of_catalogs)


def told(catalog: Graph, rules: Graph) -> set[str]:
    """Return the codes of what the shapes say of a record."""
    report = run(catalog, rules)
    broken = (report.value(each, SH.sourceShape) for each in report.subjects(RDF.type, SH.ValidationResult))
    return {str(rules.value(each, KGSM.problemCode)) for each in broken}


@pytest.mark.parametrize("name", FAULTS)
def test_a_pitfall_in_study_toml_is_told_at_its_place(name: str, tmp_path: Path, shapes_of_catalogs: Path) -> None:
    old, new, told = FAULTS[name]
    folder = StudyFolder.copied_to(tmp_path).edit(TOML, old, new)
    study, problems = read_folder(folder.path)
    assert study is not None
    with study.tables:
        found = [f"{each.place} [{each.code}]" for each in problems]
        if told not in found:  # then it is one that only the record shows
            results = check_shapes(record_of(describe(study)), shapes_of_catalogs)
            found += [f"{each.problem.place} [{each.problem.code}]" for each in results]
    assert told in found


def test_check_tells_what_only_the_record_shows(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit(TOML, '"books"', '"Bücher"')
    assert [f"{each.place} [{each.code}]" for each in check(folder.path)] == ["study.toml:7:keywords [duplicate-keyword]"]


def test_the_record_as_it_is_has_no_pitfall(cube: Cube, rules: Graph) -> None:
    assert told(cube.catalog, rules) == set()


@pytest.mark.parametrize("name", RECORD)
def test_a_pitfall_in_the_record_is_told(name: str, cube: Cube, rules: Graph) -> None:
    change, code = RECORD[name]
    catalog = Graph(bind_namespaces="none") + cube.catalog
    before = len(catalog), set(catalog)
    catalog.update("".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + change)
    assert (len(catalog), set(catalog)) != before
    assert code in told(catalog, rules)


def test_two_studies_with_one_identifier_are_told_and_the_others_published(tmp_path: Path) -> None:
    first, second = StudyFolder.copied_to(tmp_path / "a"), StudyFolder.copied_to(tmp_path / "b")
    third = StudyFolder.copied_to(tmp_path / "c").edit(TOML, 'id = "minimal"', 'id = "third"')
    found = duplicates([first.path, second.path, third.path])
    assert {path: f"{each.place} [{each.code}]" for path, each in found.items()} == {
        first.path: "study.toml:2:id [duplicate-study]",
        second.path: "study.toml:2:id [duplicate-study]",
    }
    assert str(second.path) in found[first.path].message.en


def test_a_bad_study_leaves_the_others_in_the_catalog(tmp_path: Path) -> None:
    out = tmp_path / "published"
    good = StudyFolder.copied_to(tmp_path / "a").edit(TOML, 'id = "minimal"', 'id = "good"')
    bad = StudyFolder.copied_to(tmp_path / "b").edit(TOML, '["EDUC"]', '["EDU"]')
    publish(good.path, out)
    before = (out / "catalog.ttl").read_bytes()
    with pytest.raises(StudyError) as raised:
        publish(bad.path, out)
    assert [each.code for each in raised.value.problems if each.severity is Severity.VIOLATION] == ["wrong-choice"]
    assert (out / "catalog.ttl").read_bytes() == before
    assert b"<good>" in before


def test_what_a_person_supplies_stands_in_the_record(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path)
    folder.edit(TOML, "[publisher]", '[publisher]\ntype = "LocalAuthority"\nportal_id = "stadt-muster"')
    folder.edit(TOML, 'email = "info@example.org"', 'email = "mailto:info@example.org"\ntelephone = "+49 (30) 12 34-5"')
    folder.edit(TOML, 'version = "1.0.0"', 'version = "1.0.0"\nchanges = { de = "Neue Welle.", en = "A new wave." }')
    study = read_study(folder.path)
    with study.tables:
        catalog = describe(study).catalog
    publisher = catalog.value(study.iri, DCTERMS.publisher)
    contact = catalog.value(study.iri, DCAT.contactPoint)
    assert str(catalog.value(publisher, DCTERMS.type)) == "http://purl.org/adms/publishertype/LocalAuthority"
    assert str(catalog.value(publisher, DCTERMS.identifier)) == "stadt-muster"
    assert str(catalog.value(contact, VCARD.hasEmail)) == "mailto:info@example.org"
    assert str(catalog.value(contact, VCARD.hasTelephone)) == "tel:+49-30-12-34-5"
    assert set(catalog.objects(study.iri, ADMS.versionNotes)) == {Literal("Neue Welle.", "de"), Literal("A new wave.", "en")}
    labels = set(catalog.objects(catalog.value(study.iri, DCTERMS.provenance), RDFS.label))
    assert labels == {Literal(study.method.de, "de"), Literal(study.method.en, "en")}


def test_the_record_says_what_the_cubes_are_made_of(cube: Cube) -> None:
    graph = cube.catalog
    (study,) = graph.subjects(RDF.type, DCAT.Dataset)
    dimensions = set(graph.objects(study, STATDCAT.dimension))
    assert dimensions
    assert dimensions == set(graph.subjects(RDF.type, QB.DimensionProperty))
    assert set(graph.objects(study, STATDCAT.measure)) == set(graph.subjects(RDF.type, QB.MeasureProperty))
    structures = set(graph.objects(study, STATDCAT.dataStructureDefinition))
    assert structures == set(cube.graph.subjects(RDF.type, QB.DataStructureDefinition))
    assert int(str(graph.value(study, STATDCAT.numSeries))) > 0
    for unit in graph.objects(study, STATDCAT.statUnitMeasure):
        assert {each.language for each in graph.objects(unit, SKOS.prefLabel) if isinstance(each, Literal)} == {"de", "en"}
    for node in (None, *dimensions):  # names and classes alone: no code list, no observation
        assert (node, QB.codeList, None) not in graph
    assert (None, RDF.type, QB.Observation) not in graph
