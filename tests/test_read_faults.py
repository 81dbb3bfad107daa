"""Every fault of a study folder is told once, at its place. Each case breaks the minimal study in one way."""

from pathlib import Path
from typing import Final

import pytest

from tests.study_folder import StudyFolder

TOML: Final = "study.toml"
LENDING: Final = "tables/lending.csv"
USE: Final = "tables/use.csv"
CODES: Final = "codes/lending.csv"
WAVES: Final = "codes/wave.csv"
SOURCES: Final = "sources.csv"
EVIDENCE: Final = "evidence.csv"
NEW: Final = "[attribute.new]\nlabel = { de = 'Neu', en = 'New' }\n"
DIGEST: Final = "0123456789abcdef" * 4

# What is wrong, in which file, what is replaced by what, and what is told of it.
CASES: Final[dict[str, tuple[str, str, str, list[str]]]] = {
    "two datasets with one table": (TOML, "[dataset.use]", '[dataset.use]\ntable = "tables/lending.csv"', ["study.toml:96:table [reserved-name]"]),
    # The top of study.toml
    "an unknown key": (TOML, "version =", "verison =", ["study.toml:1:version [missing-key]", "study.toml:9:verison [unknown-key]"]),
    "an unknown key of the publisher": (TOML, "email", "mail", ["study.toml:28:mail [unknown-key]"]),
    "an unknown language": (TOML, 'en = "Libraries" }', 'en = "Libraries", fr = "…" }', ["study.toml:4:title.fr [unknown-key]"]),
    "a missing key": (TOML, 'version = "1.0.0"', "", ["study.toml:1:version [missing-key]"]),
    "an empty key": (TOML, '["EDUC"]', "[]", ["study.toml:15:themes [missing-key]"]),
    "a missing publisher": (TOML, "[publisher]", "[[creator]]\nid = 'x'", ["study.toml:1:publisher [missing-key]"]),
    "a missing language": (TOML, ', en = "Libraries"', "", ["study.toml:4:title.en [missing-language]"]),
    "a blank text": (TOML, '"Libraries"', '" "', ["study.toml:4:title.en [missing-language]"]),
    "a text in one language": (TOML, '{ de = "Bibliotheken", en = "Libraries" }', '"x"', ["study.toml:4:title [wrong-type]"]),
    "a number for a text": (TOML, '"1.0.0"', "1.0", ["study.toml:9:version [wrong-type]"]),
    "a quoted date": (TOML, "2024-05-01", '"2024-05-01"', ["study.toml:10:issued [wrong-type]"]),
    "a change before the publication": (TOML, "2024-06-01", "2023-06-01", ["study.toml:11:modified [wrong-type]"]),
    "a keyword with a comma": (TOML, '"books"', '"books, more"', ["study.toml:7:keywords.en [wrong-type]"]),
    "an e-mail address without a host": (TOML, "info@example.org", "info", ["study.toml:28:email [wrong-type]"]),
    "a table where a list belongs": (TOML, '["EDUC"]', "{ a = 1 }", ["study.toml:15:themes [wrong-type]"]),
    "a list where a table belongs": (TOML, '{ 2024 = "A1" }', "[1]", ["study.toml:20:respondents [wrong-type]"]),
    "a value where tables belong": (TOML, "[code.base]\ntitle", "[code]\nbase = 1\n[x]\ntitle", ["study.toml:39:base [wrong-type]", "study.toml:39:title [missing-key]", "study.toml:40:x [unknown-key]"]),
    "a choice that is none": (TOML, '"self-selected"', '"self selected"', ["study.toml:8:sample [wrong-choice]"]),
    "a theme that is none": (TOML, '"EDUC"', '"EDU"', ["study.toml:15:themes [wrong-choice]"]),
    "a frequency that is none": (TOML, '"IRREG"', '"irreg"', ["study.toml:19:frequency [wrong-choice]"]),
    "a base without a slash": (TOML, "example.org/data/", "example.org/data", ["study.toml:3:base [wrong-base]"]),
    "a base with a space": (TOML, "example.org/data/", "example.org/da ta/", ["study.toml:3:base [wrong-iri]"]),
    "a base with a fragment": (TOML, "example.org/data/", "example.org/data#/", ["study.toml:3:base [wrong-base]"]),
    "an IRI with a space": (TOML, "licenses/cc-by", "licenses/cc by", ["study.toml:12:licence [wrong-iri]"]),
    "an IRI without a scheme": (TOML, '"https://example.org/"', '"example.org"', ["study.toml:24:homepage [wrong-iri]"]),
    "an IRI without a host": (TOML, '"https://example.org/"', '"https:example.org"', ["study.toml:24:homepage [wrong-iri]"]),
    "an unknown prefix": (TOML, "sdmx-dimension:", "sdmx-dimensions:", ["study.toml:51:subproperty_of [wrong-iri]"]),
    "an id that cannot be in an IRI": (TOML, '"minimal"', '"größe"', ["study.toml:2:id [wrong-name]"]),
    "an id that the server needs": (TOML, '"minimal"', '"sparql"', ["study.toml:2:id [reserved-name]"]),
    "an id like a file": (TOML, '"minimal"', '"minimal.ttl"', ["study.toml:2:id [reserved-name]"]),
    "an id of 200 letters": (TOML, '"minimal"', f'"{"a" * 200}"', ["study.toml:2:id [cell-too-long]"]),
    "a control character": (TOML, '"Libraries"', '"Libr\\u0000aries"', ["study.toml:4:title.en [control-character]"]),
    "a text of 20,000 characters": (TOML, '"Libraries"', f'"{"a" * 20_000}"', ["study.toml:4:title.en [cell-too-long]"]),
    "a creator twice": (TOML, "[code.wave]", '[[creator]]\nid = "office"\nname = { de = "x", en = "x" }\n[code.wave]', ["study.toml:35:id [duplicate-code]"]),
    "respondents of an unknown wave": (TOML, "2024 = ", "2021 = ", ["study.toml:20:respondents.2021 [unknown-code]"]),
    "respondents of an unknown figure": (TOML, '"A1" }', '"A11" }', ["study.toml:20:respondents.2024 [unknown-figure]"]),
    "invited of an unknown wave": (TOML, "respondents =", 'invited = { 2021 = "A1" }\nrespondents =', ["study.toml:20:invited.2021 [unknown-code]"]),
    "invited of an unknown figure": (TOML, "respondents =", 'invited = { 2024 = "A11" }\nrespondents =', ["study.toml:20:invited.2024 [unknown-figure]"]),
    "respondents without waves": (TOML, "[code.wave]", '[code.waves]\nfile = "codes/wave.csv"', ["study.toml:20:respondents [unknown-code-list]", "study.toml:49:codes [unknown-code-list]"]),
    # Code lists
    "a code list without a title": (TOML, "[code.area]\ntitle", "[code.area]\ndefinition", ["study.toml:45:title [missing-key]"]),
    "a code list with a wrong name": (TOML, "[code.area]", "[code.gebiet_ä]\nfile = 'codes/area.csv'", ["study.toml:45 [broken-toml]"]),
    "a code list with a quoted wrong name": (TOML, "[code.base]", '[code."ba se"]', ["study.toml:38:ba se [wrong-name]", "study.toml:84:attributes [unknown-code-list]"]),
    "a code list called like one of kgsm": (TOML, "[code.base]", "[code.origin]", ["study.toml:38:origin [reserved-name]", "study.toml:84:attributes [unknown-code-list]"]),
    "a code list without a file": (TOML, "codes/lending.csv", "codes/lendings.csv", ["study.toml:43:file [missing-file]"]),
    "a code without a label": (CODES, "no,nein,no", "no,,no", ["codes/lending.csv:4:label_de [missing-language]"]),
    "a definition in one language": (CODES, "Öfter.,More often.", "Öfter.,", ["codes/lending.csv:3:definition_en [missing-language]"]),
    "a label column that is missing": (CODES, "label_en", "note_fr", ["codes/lending.csv:1:label_en [missing-column]", "codes/lending.csv:1:note_fr [unknown-column]"]),
    "a mistyped column": (CODES, "label_en", "lable_en", ["codes/lending.csv:1:lable_en [unknown-column]"]),
    "a text column without its other language": (WAVES, "start,end\n2020,2020,2020,2020-01-01", "note_de,end\n2020,2020,2020,", ["codes/wave.csv:1:note_en [missing-column]"]),
    "a code column twice": (CODES, "note_en", "note_de", ["codes/lending.csv:1:note_de [duplicate-column]", "codes/lending.csv:1:note_en [missing-column]"]),
    "a row without a code": (CODES, "no,nein", ",nein", ["codes/lending.csv:4:code [missing-value]"]),
    "a code that cannot be in an IRI": (CODES, "weekly,", "every week,", ["codes/lending.csv:3:code [wrong-name]"]),
    "a code like a file": (CODES, "weekly,", "weekly.csv,", ["codes/lending.csv:3:code [reserved-name]"]),
    "a code twice": (CODES, "weekly,", "yes,", ["codes/lending.csv:3:code [duplicate-code]"]),
    "a code in another case": (CODES, "weekly,", "Yes,", ["codes/lending.csv:3:code [similar-code]"]),
    "an unknown broader code": (CODES, ",,,yes", ",,,yess", ["codes/lending.csv:3:broader [unknown-code]"]),
    "a code that is its own broader": (CODES, "yes,ja,yes,,,,,", "yes,ja,yes,,,,,yes", ["codes/lending.csv:2:broader [cyclic-code-list]"]),
    "a circle of broader codes": (CODES, "yes,ja,yes,,,,,", "yes,ja,yes,,,,,weekly", ["codes/lending.csv:2:broader [cyclic-code-list]"]),
    "a wave that ends before it starts": (WAVES, "2020-12-31", "2019-12-31", ["codes/wave.csv:2:end [wrong-datatype]"]),
    "a German date": (WAVES, "2020-12-31", "31.12.2020", ["codes/wave.csv:2:end [wrong-datatype]"]),
    "a day that there is not": (WAVES, "2020-12-31", "2020-02-30", ["codes/wave.csv:2:end [wrong-datatype]"]),
    "a match that is no IRI": ("codes/area.csv", "https://example.com/town", "town", ["codes/area.csv:2:exact_match [wrong-iri]"]),
    "a formula in a label": (CODES, "nein,no", "nein,=no", ["codes/lending.csv:4:label_en [formula-cell]"]),
    "a control character in a label": (CODES, "nein,no", "nein,n\x07o", ["codes/lending.csv:4:label_en [control-character]"]),
    "a label of 20,000 characters": (CODES, "nein,no", f"nein,{'n' * 20_000}", ["codes/lending.csv:4:label_en [cell-too-long]"]),
    "a label of 200,000 characters": (CODES, "nein,no", f"nein,{'n' * 200_000}", ["codes/lending.csv:4:label_en [cell-too-long]"]),
    "a code row with a cell too many": (CODES, "Selten.,Rarely.,", "Selten.,Rarely.,,x", ["codes/lending.csv:4 [too-many-columns]"]),
    "a code row with a cell too few": (CODES, "Selten.,Rarely.,", "Selten.", ["codes/lending.csv:4 [too-few-columns]"]),
    "text behind a quotation mark": (CODES, "nein,no", '"nein"!,no', ["codes/lending.csv:4 [broken-csv]"]),
    "a quotation mark that is never closed": (CODES, "nein,no", 'nein,"no', ["codes/lending.csv:4 [broken-csv]"]),
    # Components
    "a component without a label": (TOML, '[dimension.year]\nlabel', "[dimension.year]\ndefinition", ["study.toml:58:label [missing-key]"]),
    "a component with a name of kgsm": (TOML, "[attribute.form]", NEW.replace("new", "note") + "[attribute.form]", ["study.toml:73:note [reserved-name]"]),
    "a component called like a column of kgsm": (TOML, "[attribute.form]", NEW.replace("new", "note_de") + "[attribute.form]", ["study.toml:73:note_de [reserved-name]"]),
    "a component called like one language of a text": (TOML, "[attribute.form]", NEW.replace("new", "word_en") + "[attribute.form]", ["study.toml:73:word_en [reserved-name]"]),
    "a component called like a column that is added": (TOML, "[attribute.form]", NEW.replace("new", "Observation") + "[attribute.form]", ["study.toml:73:Observation [reserved-name]"]),
    "a component twice": (TOML, "[attribute.form]", NEW.replace("new", "Visits") + "[attribute.form]", ["study.toml:73:Visits [reserved-name]"]),
    "a component with a name that cannot be in an IRI": (TOML, "[attribute.form]", NEW.replace("new", '"a b"') + "[attribute.form]", ["study.toml:73:a b [wrong-name]"]),
    "a type that is none": (TOML, '"bilingual"', '"bilingal"', ["study.toml:71:type [wrong-choice]"]),
    "a type that a dimension cannot have": (TOML, 'type = "year"', 'type = "text"', ["study.toml:60:type [wrong-choice]"]),
    "codes beside a type": (TOML, 'codes = "lends"', 'codes = "lends"\ntype = "year"', ["study.toml:57:type [codes-and-type]"]),
    "codes of a measure": (TOML, 'type = "integer"', 'codes = "lends"', ["study.toml:64:codes [unknown-key]"]),
    "an unknown code list": (TOML, 'codes = "lends"', 'codes = "lens"', ["study.toml:56:codes [unknown-code-list]"]),
    "a dimension without a code list": (TOML, 'codes = "lends"', "", ["study.toml:54:codes [unknown-code-list]"]),
    "an attribute called like an interval": (TOML, "[attribute.form]", NEW.replace("new", "ci_lower") + "[attribute.form]", ["study.toml:73 [interval-refused]"]),
    "an attribute labelled as an interval": (TOML, '"Form" }', '"Confidence interval" }', ["study.toml:73 [interval-refused]"]),
    # Datasets
    "a dataset with a reserved name": (TOML, "[dataset.use]", "[dataset.code]", ["study.toml:95:code [reserved-name]"]),
    "a dataset called like the study": (TOML, "[dataset.use]", "[dataset.Minimal]", ["study.toml:95:Minimal [reserved-name]"]),
    "a dataset without a question": (TOML, "question = { de = \"Wie", "note = { de = \"Wie", ["study.toml:95:question [missing-key]"]),
    "an unknown dimension": (TOML, '["area", "wave", "lending"', '["area", "wav", "lending"', ["study.toml:82:dimensions [unknown-component]"]),
    "an attribute among the dimensions": (TOML, '["year"]', '["year", "form"]', ["study.toml:98:dimensions [unknown-component]"]),
    "a dimension twice": (TOML, '["year"]', '["year", "year"]', ["study.toml:98:dimensions [duplicate-column]"]),
    "no dimension": (TOML, 'dimensions = ["year"]', "", ["study.toml:95:dimensions [no-dimension]", "tables/use.csv:1:year [unknown-column]"]),
    "no measure": (TOML, 'measures = ["value"]', "measures = []", ["study.toml:83:measures [no-measure]", "tables/lending.csv:1:value [unknown-column]"]),
    "an unknown attribute": (TOML, '["remark", "form"]', '["remark", "form", "from"]', ["study.toml:84:attributes [unknown-component]"]),
    "an attribute that is not listed": (TOML, '["remark", "form"]', '["form"]', ["tables/lending.csv:1:remark_de [unknown-column]", "tables/lending.csv:1:remark_en [unknown-column]"]),
    "a constant of no component": (TOML, 'area = "town"', 'aera = "x", area = "town"', ["study.toml:85:constants.aera [unknown-component]"]),
    "a constant that is no code": (TOML, 'area = "town"', 'area = "Town"', ["study.toml:85:constants.area [unknown-code]"]),
    "a constant that is no unit": (TOML, 'unit = "count"', 'unit = "counts"', ["study.toml:100:constants.unit [unknown-code]"]),
    "a constant unit that is no IRI": (TOML, 'unit = "count"', 'unit = "http:count"', ["study.toml:100:constants.unit [wrong-iri]"]),
    "a constant that is no number": (TOML, 'unit = "count"', 'unit = "count", base_size = "12,5"', ["study.toml:100:constants.base_size [wrong-datatype]"]),
    "a constant text": (TOML, 'unit = "count"', 'unit = "count", note = "x"', ["study.toml:100:constants.note [wrong-type]"]),
    "a constant that is true": (TOML, 'unit = "count"', "unit = true", ["study.toml:100:constants.unit [wrong-type]", "tables/use.csv:1:unit [missing-column]"]),
    "a constant that has a column": (TOML, 'status = "A"', 'status = "A", form = "x"', ["tables/lending.csv:1:form [column-and-constant]"]),
    "a required attribute that is none": (TOML, 'required = ["form"]', 'required = ["from"]', ["study.toml:86:required [wrong-choice]"]),
    "an answer that is none": (TOML, '"single"', '"one"', ["study.toml:87:answers [wrong-choice]"]),
    "a slice by a constant": (TOML, 'slice = ["wave"]', 'slice = ["area"]', ["study.toml:88:slice [wrong-choice]"]),
    "an unknown source of a dataset": (TOML, 'source = "S1"', 'source = "S3"', ["study.toml:102:source [unknown-source]"]),
    "a partition of an unknown dimension": (TOML, 'dimension = "lending"', 'dimension = "lend"', ["study.toml:91:dimension [wrong-choice]"]),
    "a partition with an unknown code": (TOML, '["yes", "no"]', '["yes", "non"]', ["study.toml:92:codes [unknown-code]"]),
    "a partition where the code is unknown": (TOML, "wave = 2020", "wave = 2021", ["study.toml:93:where.wave [unknown-code]"]),
    "a partition where the dimension is unknown": (TOML, "wave = 2020", "waves = 2020", ["study.toml:93:where.waves [unknown-component]"]),
    "a table outside the folder": (TOML, '"tables/lending.csv"', '"../../etc/passwd"', ["study.toml:81:table [outside-folder]"]),
    "a table at an absolute path": (TOML, '"tables/lending.csv"', '"/etc/passwd"', ["study.toml:81:table [outside-folder]"]),
    "a table on a Windows drive": (TOML, '"tables/lending.csv"', "'C:\\x.csv'", ["study.toml:81:table [outside-folder]"]),
    "a table that is a folder": (TOML, '"tables/lending.csv"', '"tables"', ["study.toml:81:table [missing-file]"]),
    # Tables
    "an unknown column": (LENDING, "base_status", "bsae_status", ["tables/lending.csv:1:bsae_status [unknown-column]"]),
    "a column without a name": (LENDING, "formula,form", ",form", ["tables/lending.csv:1:#11 [unknown-column]"]),
    "a column in another case": (LENDING, "figure,wave", "figure,Wave", ["tables/lending.csv:1:Wave [unknown-column]"]),
    "a column twice": (LENDING, "base_size,base_status", "base,base_status", ["tables/lending.csv:1:base [duplicate-column]"]),
    "a missing dimension": (LENDING, "quantity,value", "xyz,value", ["tables/lending.csv:1:quantity [missing-column]", "tables/lending.csv:1:xyz [unknown-column]"]),
    "a note in one language": (LENDING, ",note_de,note_en", ",note_de,nota", ["tables/lending.csv:1:nota [unknown-column]", "tables/lending.csv:1:note_en [missing-column]"]),
    "no exactness": (TOML, ', exactness = "exact"', "", ["tables/use.csv:1:exactness [missing-column]"]),
    "no unit": (TOML, 'unit = "count", ', "", ["tables/use.csv:1:unit [missing-column]"]),
    "no measure column": (USE, "measure", "maß", ["tables/use.csv:1:maß [unknown-column]", "tables/use.csv:1:measure [missing-column]"]),
    "an interval column": (LENDING, ",formula,", ",ci_95,", ["tables/lending.csv:1:ci_95 [interval-refused]"]),
    "a row with a cell too many": (LENDING, "share-from-counts,66.7", "share-from-counts,66,7", ["tables/lending.csv:4 [too-many-columns]"]),
    "a row with a cell too few": (LENDING, "short,,,gut,good", "short", ["tables/lending.csv:4 [too-few-columns]"]),
    "text behind a quotation mark of a table": (LENDING, 'Zeilen"', 'Zeilen" x', ["tables/lending.csv:3 [broken-csv]"]),
    "a quotation mark of a table that is never closed": (LENDING, "short,,,gut", 'short,,,"gut', ["tables/lending.csv:4 [broken-csv]"]),
    "a NUL in a cell": (LENDING, "gut", "g\x00ut", ["tables/lending.csv:4:remark_de [control-character]"]),
    "a C1 control in a cell": (LENDING, "gut", "g\x85ut", ["tables/lending.csv:4:remark_de [control-character]"]),
    "a cell of 20,000 characters": (LENDING, "gut", "x" * 20_000, ["tables/lending.csv:4:remark_de [cell-too-long]"]),
    "a cell of 20,000 characters in an uneven file": (LENDING, "gut,good\n", f"{'x' * 20_000},good\n\n", ["tables/lending.csv:4:remark_de [cell-too-long]"]),
    "a cell of 10 MB": (LENDING, "gut", "x" * 10_000_000, ["tables/lending.csv:4:remark_de [cell-too-long]"]),
    "a command in a cell": (LENDING, "gut", "=cmd|' /C calc'!A0", ["tables/lending.csv:4:remark_de [formula-cell]"]),
    "an at sign in a cell": (LENDING, "gut", "@SUM(1)", ["tables/lending.csv:4:remark_de [formula-cell]"]),
    "a plus in a cell": (LENDING, "gut", "+1+cmd", ["tables/lending.csv:4:remark_de [formula-cell]"]),
    "a minus in the formula column": (LENDING, "100 * [A1]", "-100 * [A1]", ["tables/lending.csv:4:formula [formula-cell]"]),
    "a figure twice": (LENDING, "A3,", "A2,", ["tables/lending.csv:4:figure [duplicate-figure]"]),
    "a reported figure without evidence": (LENDING, "computed,100 * [A1] / ([A1] + [A2])", "reported,", ["tables/lending.csv:4:figure [no-evidence]"]),
    "a reported row without a figure id": (LENDING, "A3,2020,yes,share-from-counts,66.7,libraries,120,stated,rounded,computed", ",2020,yes,share-from-counts,66.7,libraries,120,stated,rounded,", ["tables/lending.csv:4:figure [missing-value]"]),
    "a dataset without figures and source": (TOML, 'source = "S1"', "", ["tables/use.csv:1:figure [missing-column]"]),
    # Sources
    "a source without a title": (SOURCES, "S2,Meldung", "S2,", ["sources.csv:3:title [missing-value]"]),
    "a source twice": (SOURCES, "S2,Meldung", "S1,Meldung", ["evidence.csv:3:source [unknown-source]", "evidence.csv:5:source [unknown-source]", "sources.csv:3:id [duplicate-code]"]),
    "a source with a wrong id": (SOURCES, "S2,Meldung", "S 2,Meldung", ["evidence.csv:3:source [unknown-source]", "evidence.csv:5:source [unknown-source]", "sources.csv:3:id [wrong-name]"]),
    "a language that is none": (SOURCES, "Meldung,de", "Meldung,deutsch", ["sources.csv:3:language [wrong-datatype]"]),
    "a month that there is not": (SOURCES, "2020-05-17", "2020-13", ["sources.csv:3:published [wrong-datatype]"]),
    "an address with a space": (SOURCES, "org/report", "org/re port", ["sources.csv:2:url [wrong-iri]"]),
    "rights in one language": (SOURCES, "frei,free", "frei,", ["sources.csv:3:rights_en [missing-language]"]),
    "a copy of an unknown source": (SOURCES, "S1,no", "S9,no", ["sources.csv:3:copy_of [unknown-source]"]),
    "a copy of itself": (SOURCES, "S1,no", "S2,no", ["sources.csv:3:copy_of [cyclic-copy]"]),
    "quotable neither yes nor no": (SOURCES, "S1,no", "S1,nein", ["sources.csv:3:quotable [wrong-choice]"]),
    "a digest that is none": (SOURCES, "CDEF,100", "CDE,100", ["evidence.csv:2:end [wrong-span]", "evidence.csv:2:sentence_end [wrong-span]", "sources.csv:2:sha256 [wrong-datatype]"]),
    "a length that is none": (SOURCES, "CDEF,100", "CDEF,hundert", ["sources.csv:2:length [wrong-datatype]"]),
    "a title that is a formula": (SOURCES, "S2,Meldung", "S2,=Meldung", ["sources.csv:3:title [formula-cell]"]),
    # Evidence
    "evidence for an unknown figure": (EVIDENCE, "A4,S2", "A44,S2", ["evidence.csv:5:figure [unknown-figure]", "tables/lending.csv:5:figure [no-evidence]"]),
    "evidence from an unknown source": (EVIDENCE, "A4,S2", "A4,S22", ["evidence.csv:5:source [unknown-source]"]),
    "evidence without a source": (EVIDENCE, "A4,S2", "A4,", ["evidence.csv:5:source [missing-value]"]),
    "evidence twice": (EVIDENCE, "A4,S2,no", "A2,S1,no", ["evidence.csv:5:source [duplicate-code]", "tables/lending.csv:5:figure [no-evidence]"]),
    "evidence that only differs": (EVIDENCE, "A4,S2,no,,2. Absatz,2nd paragraph,,,,,,,,", "A4,S2,yes,,2. Absatz,2nd paragraph,,,,,,,5,exact", ["tables/lending.csv:5:figure [no-evidence]"]),
    "differs neither yes nor no": (EVIDENCE, "A4,S2,no", "A4,S2,ja", ["evidence.csv:5:differs [wrong-choice]"]),
    "a differing value that is not stated": (EVIDENCE, "die meisten", "", ["evidence.csv:3:stated [missing-value]"]),
    "a differing value without exactness": (EVIDENCE, "number-word", "", ["evidence.csv:3:exactness [missing-value]"]),
    "another value that does not differ": (EVIDENCE, "A1,S2,yes,V1", "A1,S2,,V1", ["evidence.csv:3:differs [missing-value]"]),
    "an unknown exactness": (EVIDENCE, "number-word", "numberword", ["evidence.csv:3:exactness [unknown-code]"]),
    "a locator in one language": (EVIDENCE, "2nd paragraph", "", ["evidence.csv:5:locator_en [missing-language]"]),
    "no place at all": (EVIDENCE, "2. Absatz,2nd paragraph", ",", ["evidence.csv:5:locator_de [missing-value]"]),
    "a span without a token": (EVIDENCE, "page 1,80,10", "page 1,,10", ["evidence.csv:2:token [missing-value]"]),
    "a span that is not as long as its token": (EVIDENCE, "80,10,12", "80,10,13", ["evidence.csv:2:start [wrong-span]"]),
    "a span that ends where it starts": (EVIDENCE, "80,10,12", "80,12,12", ["evidence.csv:2:end [wrong-span]"]),
    "a span without an end": (EVIDENCE, "80,10,12", "80,10,", ["evidence.csv:2:end [missing-value]"]),
    "a span that is no number": (EVIDENCE, "80,10,12", "80,-1,12", ["evidence.csv:2:start [wrong-datatype]"]),
    "a span outside its sentence": (EVIDENCE, "0,20", "11,20", ["evidence.csv:2:start [wrong-span]"]),
    "a sentence beyond the source": (EVIDENCE, "0,20", "0,200", ["evidence.csv:2:sentence_end [wrong-span]"]),
    "a span of a source without a digest": (EVIDENCE, "A2,S1,,,Seite 1,page 1,,,", "A2,S2,,,Seite 1,page 1,40,1,3", ["evidence.csv:4:end [wrong-span]"]),
    "a sentence digest that is none": (EVIDENCE, DIGEST, "abc", ["evidence.csv:2:sentence_sha256 [wrong-datatype]"]),
    "a quotation that is not allowed": (SOURCES, "yes,0123", "no,0123", ["evidence.csv:2:quote [quote-not-allowed]"]),
    "a note in one language beside evidence": (EVIDENCE, "a word", "", ["evidence.csv:3:note_en [missing-language]"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", CASES)
def test_each_fault_is_told_once_at_its_place(fault: str, tmp_path: Path) -> None:
    file, old, new, told = CASES[fault]
    assert StudyFolder.copied_to(tmp_path).edit(file, old, new).told() == told


def test_a_dimension_of_iris_is_a_constant(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit(TOML, 'type = "year"', 'type = "iri"')
    [problem] = folder.problems()
    assert str(problem) == (
        "study.toml:98:dimensions: There is no code list 'year'. Without it an IRI stands here, the same in all rows: "
        'constants = { year = "https://…" }. [unknown-code-list]'
    )


def test_a_probability_sample_may_have_intervals(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit(TOML, '"Form" }', '"Confidence interval" }')
    assert folder.edit(TOML, '"self-selected"', '"probability"').told() == []


def test_a_report_of_10_megabytes_shows_80_characters_of_them(tmp_path: Path) -> None:
    folder = StudyFolder.copied_to(tmp_path).edit(TOML, 'answers = "single"', f'answers = "{"x" * 9_000}"')
    folder.edit(EVIDENCE, "page 1,80,", f"page 1,{'8' * 9_000},").edit(LENDING, "form,note_de", f"{'y' * 9_000},note_de")
    assert [len(each.line("de")) < 400 for each in folder.problems()] == [True] * len(folder.problems())
