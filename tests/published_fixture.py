"""Writes a small published folder by hand: one study, two datasets, hostile labels; no verb of kgsm takes part."""

import hashlib
import json
from pathlib import Path
from typing import Final

from rdflib import Graph

from kgsm.namespaces import PREFIXES, bind_prefixes

BASE: Final = "https://data.example/stat/"
HOME: Final = "https://w3id.org/kgsm/"
STUDY: Final = BASE + "muster"
SCRIPT: Final = "<script>alert(1)</script>"
QUOTES: Final = """Größe "XL" & 'M' </style><img src=x onerror=alert(2)>"""
RTL: Final = "تقرير البلديات (2013)"

_PROLOGUE: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(PREFIXES.items()))

CATALOG: Final = """
<catalog> a dcat:Catalog ;
    dcterms:title "Katalog der Muster"@de, "Catalogue of samples"@en ;
    dcterms:description "Eine Studie zum Testen."@de, "One study for tests."@en ;
    dcterms:publisher <muster/publisher> ;
    dcterms:license <http://dcat-ap.de/def/licenses/cc-by/4.0> ;
    dcat:dataset <muster> .

<muster> a dcat:Dataset ;
    dcterms:title "Wie nutzen Gemeinden Muster?"@de, "How do municipalities use samples?"@en ;
    dcterms:description "Eine erfundene Studie, die jeden Teil einmal enthält."@de,
        "An invented study with every part once."@en ;
    kgsm:method "Selbst ausgedacht; gilt für niemanden."@de, "Made up; true of nobody."@en ;
    kgsm:sample "self-selected" ;
    dcterms:publisher <muster/publisher> ;
    dcterms:creator <muster/creator/office> ;
    dcat:contactPoint <muster/contact> ;
    dcat:version "1.0" ;
    dcterms:issued "2026-01-02"^^xsd:date ;
    dcterms:modified "2026-03-04"^^xsd:date ;
    dcterms:temporal <muster#period> ;
    dcat:keyword "Muster"@de, "sample"@en ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/GOVE> ;
    dcat:distribution <muster/use.csv>, <muster/muster.ttl> .

<muster#period> a dcterms:PeriodOfTime ;
    dcat:startDate "2013-06-01"^^xsd:date ;
    dcat:endDate "2016-04-30"^^xsd:date .

<muster/publisher> a foaf:Agent, foaf:Organization ; foaf:name "Amt für Muster"@de, "Sample Office"@en .
<muster/creator/office> a foaf:Agent ; foaf:name "Statistikamt \\"Nord\\" <b>"@de .
<muster/contact> a vcard:Kind ; vcard:fn "Amt für Muster" ; vcard:hasURL <about> .
<muster/use.csv> a dcat:Distribution ;
    dcterms:title "Nutzung, CSV"@de, "Use, CSV"@en ;
    dcterms:license <http://dcat-ap.de/def/licenses/cc-by/4.0> ;
    dcat:downloadURL <muster/use.csv> ;
    dcat:accessURL <muster/use.csv> .
<muster/muster.ttl> a dcat:Distribution ;
    dcterms:title "Ganze Studie, Turtle"@de, "Whole study, Turtle"@en ;
    dcterms:license <http://dcat-ap.de/def/licenses/cc-by/4.0> ;
    dcat:downloadURL <muster/muster.ttl> ;
    dcat:accessURL <muster/muster.ttl> .
"""

NS: Final = """
<ns> a owl:Ontology ; dcterms:title "kgsm-Vokabular"@de, "kgsm vocabulary"@en ;
    dcterms:description "Begriffe für Befunde."@de, "Terms for findings."@en ; owl:versionInfo "1.0" .
kgsm:base a rdf:Property, qb:AttributeProperty, qb:CodedProperty ; rdfs:isDefinedBy <ns> ;
    rdfs:label "Basis"@de, "base"@en ; rdfs:comment "Von wem die Zahl gilt."@de, "Of whom the figure is true."@en ;
    rdfs:range skos:Concept ; skos:example "kgsm:base <code/base/respondents> ." .
kgsm:Evidence a rdfs:Class, owl:Class ; rdfs:isDefinedBy <ns> ;
    rdfs:label "Beleg"@de, "evidence"@en ; rdfs:comment "Wo eine Quelle die Zahl sagt."@de, "Where a source says it."@en .
kgsm:MissingValue a rdfs:Class, owl:Class ; rdfs:isDefinedBy <ns> ; rdfs:label "fehlender Wert"@de, "missing value"@en .
kgsm:Source a rdfs:Class, owl:Class ; rdfs:isDefinedBy <ns> ; rdfs:label "Quelle"@de, "source"@en .
kgsm:Statement a rdfs:Class, owl:Class ; rdfs:isDefinedBy <ns> ; rdfs:label "abweichende Aussage"@de, "other statement"@en .
kgsm:quantity a rdf:Property, qb:DimensionProperty ; rdfs:isDefinedBy <ns> ;
    rdfs:label "Größe"@de, "quantity"@en ; rdfs:comment "Was gemessen ist."@de, "What is measured."@en .
sdmx-dimension:refArea rdfs:label "Gebiet"@de, "reference area"@en .
sdmx-measure:obsValue rdfs:label "Wert"@de, "observation value"@en .
sdmx-attribute:unitMeasure rdfs:label "Einheit"@de, "unit of measure"@en .
"""


def _generic(name: str, title: tuple[str, str], codes: dict[str, tuple[str, str]]) -> str:
    lines = [
        f'<code/{name}> a skos:ConceptScheme ; skos:prefLabel "{title[0]}"@de, "{title[1]}"@en ;'
        f' dcterms:title "{title[0]}"@de, "{title[1]}"@en .'
    ]
    for code, (de, en) in codes.items():
        lines.append(
            f"<code/{name}/{code}> a skos:Concept ; skos:inScheme <code/{name}> ; skos:topConceptOf <code/{name}> ;"
            f' skos:notation "{code}" ; skos:prefLabel "{de}"@de, "{en}"@en .\n'
            f"<code/{name}> skos:hasTopConcept <code/{name}/{code}> ."
        )
    return "\n".join(lines)


CODE: Final = "\n".join(
    (
        _generic(
            "exactness",
            ("Genauigkeit", "Exactness"),
            {
                "exact": ("genau", "exact"),
                "rounded": ("auf ganze Zahlen gerundet", "rounded to whole numbers"),
                "approximate": ("ungefähr", "approximate"),
                "number-word": ("Zahlwort", "number word"),
            },
        ),
        _generic(
            "origin", ("Herkunft", "Origin"), {"reported": ("berichtet", "reported"), "computed": ("berechnet", "computed")}
        ),
        _generic(
            "base-status",
            ("Status der Basis", "Status of the base"),
            {
                "stated": ("angegeben", "stated"),
                "inferred": ("erschlossen", "inferred"),
                "not-stated": ("nicht angegeben", "not stated"),
            },
        ),
        _generic("quantity", ("Größe", "Quantity"), {"share": ("Anteil", "share"), "count": ("Anzahl", "count")}),
        """
unit:PERCENT a skos:Concept, qudt:Unit ; skos:notation "percent" ; skos:prefLabel "Prozent"@de, "percent"@en ;
    skos:inScheme <code/unit> .
unit:NUM a skos:Concept, qudt:Unit ; skos:notation "count" ; skos:prefLabel "Anzahl"@de, "count"@en ;
    skos:inScheme <code/unit> .
<code/unit> a skos:ConceptScheme ; skos:prefLabel "Einheit"@de, "Unit"@en ; skos:hasTopConcept unit:PERCENT, unit:NUM .
sdmx-code:obsStatus-A a skos:Concept ; skos:notation "A" ; skos:prefLabel "normal"@de, "normal"@en .
sdmx-code:obsStatus-M a skos:Concept ; skos:notation "M" ; skos:prefLabel "fehlt"@de, "missing"@en .
""",
    )
)

SHAPES_GRAPH: Final = """
<shapes> a owl:Ontology ; dcterms:title "Formen"@de, "Shapes"@en ;
    dcterms:description "Was wahr sein muss, bevor etwas veröffentlicht wird."@de, "What must be true before publication."@en .
shapes:ObservationHasOneDataset a sh:NodeShape ; sh:targetClass qb:Observation ;
    rdfs:label "Jede Beobachtung gehört zu einem Datensatz"@de, "Every observation belongs to one dataset"@en ;
    sh:message "Der Beobachtung fehlt ihr Datensatz."@de, "The observation lacks its dataset."@en ;
    kgsm:problemCode "no-dataset" .
"""


def _label(iri: str, de: str, en: str, rest: str) -> str:
    return f"<{iri}> {rest} ; skos:prefLabel {json.dumps(de, ensure_ascii=False)}@de, {json.dumps(en, ensure_ascii=False)}@en ."


_CODE_LISTS: Final = "\n".join(
    (
        '<muster/code/wave> a skos:ConceptScheme ; skos:prefLabel "Welle"@de, "Wave"@en ;'
        " skos:hasTopConcept <muster/code/wave/2013>, <muster/code/wave/2016> .",
        _label(
            "muster/code/wave/2013",
            "Sommer 2013",
            "summer 2013",
            'a skos:Concept ; skos:notation "2013" ; skos:inScheme <muster/code/wave> ; skos:topConceptOf <muster/code/wave> ;'
            " dcterms:temporal <muster/code/wave/2013#period>",
        ),
        '<muster/code/wave/2013#period> a dcterms:PeriodOfTime ; dcat:startDate "2013-06-01"^^xsd:date ;'
        ' dcat:endDate "2013-08-31"^^xsd:date .',
        _label(
            "muster/code/wave/2016",
            "Frühjahr 2016",
            "spring 2016",
            'a skos:Concept ; skos:notation "2016" ; skos:inScheme <muster/code/wave> ; skos:topConceptOf <muster/code/wave>',
        ),
        '<muster/code/use> a skos:ConceptScheme ; skos:prefLabel "Nutzung"@de, "Use"@en ;'
        ' skos:definition "Ob und wie ein Muster genutzt wird."@de, "Whether and how a sample is used."@en ;'
        " skos:hasTopConcept <muster/code/use/yes>, <muster/code/use/no> .",
        _label(
            "muster/code/use/yes",
            SCRIPT,
            "yes, in one of many ways: " + QUOTES,
            'a skos:Concept ; skos:notation "yes" ; skos:inScheme <muster/code/use> ; skos:topConceptOf <muster/code/use> ;'
            ' skos:definition "Mindestens ein Muster."@de, "At least one sample."@en ;'
            " skos:exactMatch <http://www.wikidata.org/entity/Q355> ; skos:narrower <muster/code/use/yes-internal>",
        ),
        _label(
            "muster/code/use/yes-internal",
            "ja, " + RTL,
            "yes, internally",
            'a skos:Concept ; skos:notation "yes-internal" ; skos:inScheme <muster/code/use> ;'
            " skos:broader <muster/code/use/yes>",
        ),
        _label(
            "muster/code/use/no",
            "nein",
            "no",
            'a skos:Concept ; skos:notation "no" ; skos:inScheme <muster/code/use> ; skos:topConceptOf <muster/code/use>',
        ),
        '<muster/code/base> a skos:ConceptScheme ; skos:prefLabel "Basis"@de, "Base"@en ;'
        " skos:hasTopConcept <muster/code/base/respondents> .",
        _label(
            "muster/code/base/respondents",
            "Antwortende Gemeinden 2013",
            "responding municipalities 2013",
            'a skos:Concept ; skos:notation "respondents" ; skos:inScheme <muster/code/base> ;'
            " skos:topConceptOf <muster/code/base>",
        ),
    )
)

_STRUCTURE: Final = """
<muster/property/wave> a rdf:Property, qb:DimensionProperty, qb:CodedProperty ; rdfs:label "Welle"@de, "wave"@en ;
    rdfs:subPropertyOf sdmx-dimension:refPeriod ; qb:codeList <muster/code/wave> ; rdfs:range skos:Concept .
<muster/property/use> a rdf:Property, qb:DimensionProperty, qb:CodedProperty ; rdfs:label "Nutzung"@de, "use"@en ;
    qb:codeList <muster/code/use> ; rdfs:range skos:Concept .
<muster/use/structure> a qb:DataStructureDefinition ; rdfs:label "Aufbau: Nutzung"@de, "Structure: use"@en ;
    qb:component <muster/use/structure/area>, <muster/use/structure/wave>, <muster/use/structure/use>,
        <muster/use/structure/quantity>, <muster/use/structure/value>, <muster/use/structure/unit>,
        <muster/use/structure/base> ;
    qb:sliceKey <muster/use/structure/slice-key> .
<muster/use/structure/area> a qb:ComponentSpecification ; qb:dimension sdmx-dimension:refArea ; qb:order 1 .
<muster/use/structure/wave> a qb:ComponentSpecification ; qb:dimension <muster/property/wave> ; qb:order 2 .
<muster/use/structure/use> a qb:ComponentSpecification ; qb:dimension <muster/property/use> ; qb:order 3 .
<muster/use/structure/quantity> a qb:ComponentSpecification ; qb:dimension kgsm:quantity ; qb:order 4 .
<muster/use/structure/value> a qb:ComponentSpecification ; qb:measure sdmx-measure:obsValue ; qb:order 5 .
<muster/use/structure/unit> a qb:ComponentSpecification ; qb:attribute sdmx-attribute:unitMeasure ; qb:order 6 ;
    qb:componentRequired true ; qb:componentAttachment qb:Observation .
<muster/use/structure/base> a qb:ComponentSpecification ; qb:attribute kgsm:base ; qb:order 7 .
<muster/use/structure/slice-key> a qb:SliceKey ; qb:componentProperty <muster/property/wave> .
<muster/use> a qb:DataSet ; qb:structure <muster/use/structure> ; dcterms:isPartOf <muster> ;
    dcterms:title "Nutzung von Mustern"@de, "Use of samples"@en ; rdfs:label "Nutzung von Mustern"@de, "Use of samples"@en ;
    dcterms:description "Wie viele Gemeinden Muster nutzen."@de, "How many municipalities use samples."@en ;
    kgsm:question "Nutzt Ihre Gemeinde Muster?"@de, "Does your municipality use samples?"@en ;
    kgsm:answers "single" ; kgsm:note "Gilt nur für die Antwortenden."@de, "True of those who answered only."@en ;
    qb:slice <muster/use/slice/2013> .
<muster/use/slice/2013> a qb:Slice ; qb:sliceStructure <muster/use/structure/slice-key> ;
    <muster/property/wave> <muster/code/wave/2013> ;
    qb:observation <muster/use/observation/2013/yes/share>, <muster/use/observation/2013/yes/count> .
<muster/empty/structure> a qb:DataStructureDefinition ; qb:component <muster/empty/structure/wave> .
<muster/empty/structure/wave> a qb:ComponentSpecification ; qb:dimension <muster/property/wave> ; qb:order 1 .
<muster/empty> a qb:DataSet ; qb:structure <muster/empty/structure> ; dcterms:isPartOf <muster> ;
    dcterms:title "Eine Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"@de, "Nothing yet"@en ;
    kgsm:question "Was fehlt?"@de, "What is missing?"@en ; kgsm:answers "none" .
"""

_DIMENSIONS: Final = "sdmx-dimension:refArea <http://publications.europa.eu/resource/authority/country/DEU> ;"

_OBSERVATIONS: Final = f"""
<muster/use/observation/2013/yes/share> a qb:Observation ; qb:dataSet <muster/use> ; {_DIMENSIONS}
    <muster/property/wave> <muster/code/wave/2013> ; <muster/property/use> <muster/code/use/yes> ;
    kgsm:quantity quantity:share ; sdmx-measure:obsValue 54 ; sdmx-attribute:unitMeasure unit:PERCENT ;
    kgsm:base <muster/code/base/respondents> ; kgsm:baseSize 1318 ; kgsm:baseStatus base-status:stated ;
    kgsm:exactness exactness:rounded ; kgsm:origin origin:reported ; sdmx-attribute:obsStatus sdmx-code:obsStatus-A ;
    kgsm:figure "M13-01" ; kgsm:note "Innen oder außen."@de, "Inside or outside."@en ;
    kgsm:comparability "Nicht mit 2016 vergleichbar."@de, "Not comparable with 2016."@en ;
    kgsm:agreement "Zwei Abdrucke eines Textes."@de, "Two prints of one text."@en ;
    kgsm:evidence <muster/use/observation/2013/yes/share#evidence-S00> ;
    kgsm:statement <muster/use/observation/2013/yes/share#statement-S01> .
<muster/use/observation/2013/yes/share#evidence-S00> a kgsm:Evidence, oa:Annotation ;
    oa:hasBody <muster/use/observation/2013/yes/share> ; oa:motivatedBy oa:linking ;
    oa:hasTarget <muster/use/observation/2013/yes/share#evidence-S00-target> ;
    kgsm:locator "zweiter Absatz"@de, "second paragraph"@en ; kgsm:token "54 %" ;
    kgsm:sentenceDigest "{hashlib.sha256(b"sentence").hexdigest()}" .
<muster/use/observation/2013/yes/share#evidence-S00-target> a oa:SpecificResource ; oa:hasSource <muster/source/S00> ;
    oa:hasSelector <muster/use/observation/2013/yes/share#evidence-S00-token> ;
    kgsm:sentence <muster/use/observation/2013/yes/share#evidence-S00-sentence> .
<muster/use/observation/2013/yes/share#evidence-S00-token> a oa:TextPositionSelector ;
    oa:start "332"^^xsd:nonNegativeInteger ; oa:end "336"^^xsd:nonNegativeInteger .
<muster/use/observation/2013/yes/share#evidence-S00-sentence> a oa:TextPositionSelector ;
    oa:start "309"^^xsd:nonNegativeInteger ; oa:end "426"^^xsd:nonNegativeInteger .
<muster/use/observation/2013/yes/share#statement-S01> a kgsm:Statement, oa:Annotation ;
    oa:hasBody <muster/use/observation/2013/yes/share> ; oa:motivatedBy oa:linking ;
    oa:hasTarget <muster/use/observation/2013/yes/share#statement-S01-target> ; dcterms:identifier "V13-01" ;
    kgsm:locator "Überschrift"@de, "headline"@en ; kgsm:token "die Hälfte" ; kgsm:statedValue 50 ;
    kgsm:exactness exactness:number-word .
<muster/use/observation/2013/yes/share#statement-S01-target> a oa:SpecificResource ; oa:hasSource <muster/source/S01> .
<muster/use/observation/2013/yes/count> a qb:Observation ; qb:dataSet <muster/use> ; {_DIMENSIONS}
    rdfs:label "1.712 Gemeinden nutzten 2013 Muster {SCRIPT}."@de, "In 2013, 1,712 municipalities used samples & {RTL}."@en ;
    <muster/property/wave> <muster/code/wave/2013> ; <muster/property/use> <muster/code/use/yes> ;
    kgsm:quantity quantity:count ; sdmx-measure:obsValue 1712 ; sdmx-attribute:unitMeasure unit:NUM ;
    kgsm:exactness exactness:exact ; kgsm:origin origin:reported ; kgsm:figure "M13-02" ;
    kgsm:evidence <muster/use/observation/2013/yes/count#evidence-S00> .
<muster/use/observation/2013/yes/count#evidence-S00> a kgsm:Evidence, oa:Annotation ;
    oa:hasBody <muster/use/observation/2013/yes/count> ;
    oa:hasTarget <muster/use/observation/2013/yes/count#evidence-S00-target> ;
    kgsm:locator "Tabelle 1"@de, "table 1"@en .
<muster/use/observation/2013/yes/count#evidence-S00-target> a oa:SpecificResource ; oa:hasSource <muster/source/S00> .
<muster/use/observation/2013/no/share> a qb:Observation ; qb:dataSet <muster/use> ; {_DIMENSIONS}
    <muster/property/wave> <muster/code/wave/2013> ; <muster/property/use> <muster/code/use/no> ;
    kgsm:quantity quantity:share ; sdmx-measure:obsValue 45.5 ; sdmx-attribute:unitMeasure unit:PERCENT ;
    kgsm:base <muster/code/base/respondents> ; kgsm:baseStatus base-status:not-stated ;
    kgsm:exactness exactness:approximate ; kgsm:origin origin:computed ; kgsm:figure "C13-01" ;
    kgsm:formula "100 - [M13-01]" ; prov:wasDerivedFrom <muster/use/observation/2013/yes/share> .
<muster/use/observation/2016/no/share> a kgsm:MissingValue ; dcterms:isPartOf <muster/use> ; {_DIMENSIONS}
    <muster/property/wave> <muster/code/wave/2016> ; <muster/property/use> <muster/code/use/no> ;
    kgsm:quantity quantity:share ; sdmx-attribute:obsStatus sdmx-code:obsStatus-M ; kgsm:figure "M16-01" ;
    kgsm:note "Nicht gefunden."@de, "Not found."@en .
"""

_SOURCES: Final = f"""
<muster/source/S00> a kgsm:Source, foaf:Document ; dcterms:identifier "S00" ; dcterms:title "Muster & Co. {SCRIPT}"@de ;
    dcterms:language "de" ; dcterms:bibliographicCitation "Amt für Muster: Muster & Co., Köln 2014" ;
    dc:publisher "Muster Verlag" ;
    foaf:page <https://muster.example/artikel?a=1&b=2> ; dcterms:issued "2014-01"^^xsd:gYearMonth ;
    dcterms:rights "Alle Rechte vorbehalten."@de, "All rights reserved."@en ; kgsm:quotable false ;
    kgsm:sourceDigest "{hashlib.sha256(b"source").hexdigest()}" ; kgsm:textLength 2332 .
<muster/source/S01> a kgsm:Source, foaf:Document ; dcterms:identifier "S01" ; dcterms:title "{RTL}"@ar ;
    dcterms:language "ar" ; dcterms:issued "2014"^^xsd:gYear ; kgsm:copyOf <muster/source/S00> ;
    foaf:page <javascript:alert(3)> .
"""

STUDY_GRAPH: Final = _CODE_LISTS + _STRUCTURE + _OBSERVATIONS + _SOURCES

USE_CSV: Final = (
    "wave,use,quantity,value,unit,figure\n"
    "2013,yes,share,54,percent,M13-01\n"
    "2013,yes,count,1712,count,M13-02\n"
    "2013,no,share,45.5,percent,C13-01\n"
    "2016,no,share,,percent,M16-01\n"
)


def write_published(folder: Path) -> Path:
    """Write the folder and return it."""
    files: list[dict[str, str | int]] = []
    graphs = {
        "catalog": (BASE, CATALOG, BASE + "catalog"),
        "ns": (HOME, NS, HOME + "ns"),
        "code": (HOME, CODE, HOME + "code"),
        "shapes": (HOME, SHAPES_GRAPH, HOME + "shapes"),
        "muster/muster": (BASE, STUDY_GRAPH, STUDY),
    }
    for path, (base, turtle, iri) in graphs.items():
        graph = bind_prefixes(Graph()).parse(data=f"@base <{base}> .\n{_PROLOGUE}{turtle}", format="turtle")
        lines = sorted(graph.serialize(format="ntriples").splitlines(keepends=True))
        _write(folder, files, f"{path}.nt", "".join(lines), ("application/n-triples", len(graph), iri))
        _write(folder, files, f"{path}.ttl", graph.serialize(format="turtle"), ("text/turtle", len(graph), None))
        _write(folder, files, f"{path}.jsonld", graph.serialize(format="json-ld"), ("application/ld+json", len(graph), None))
    _write(folder, files, "muster/use.csv", USE_CSV, ("text/csv", None, None))
    files.sort(key=lambda each: str(each["path"]))
    manifest = {"base": BASE, "studies": ["muster"], "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return folder


def _write(
    folder: Path, files: list[dict[str, str | int]], path: str, text: str, about: tuple[str, int | None, str | None]
) -> None:
    data = text.strip("\n").encode() + b"\n"
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    media_type, triples, graph = about
    entry: dict[str, str | int] = {
        "path": path,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "mediaType": media_type,
    }
    if triples is not None:
        entry["triples"] = triples
    if graph is not None:
        entry["graph"] = graph
    files.append(entry)
