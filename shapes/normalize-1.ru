# Phase 1 of 3: closure. A cube that leaves out what follows from the vocabulary -> a cube that says it.
#
# RDF Data Cube, 10.1, phase 1, with what the full RDFS closure under the vocabulary adds (10.1 allows either): types of
# structures, slice keys and lists, qb:measureDimension, instances of sub-classes, ranges that the vocabularies of reused
# dimensions state, and ordered collections (SKOS, S36).
#
# Run it on a copy: the graph is changed, and what is published stays as it is.

PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# What belongs to a sub-class belongs to the class.
INSERT { ?node a ?class }
WHERE {
    VALUES ?class {
        qb:Observation qb:DataSet qb:Slice qb:SliceKey qb:DataStructureDefinition qb:HierarchicalCodeList
        qb:DimensionProperty qb:MeasureProperty qb:AttributeProperty skos:Concept skos:ConceptScheme skos:Collection
    }
    ?narrower rdfs:subClassOf+ ?class .
    ?node a ?narrower .
} ;

INSERT { ?observation a qb:Observation . ?dataset a qb:DataSet } WHERE { ?observation qb:dataSet ?dataset } ;
INSERT { ?observation a qb:Observation } WHERE { ?group qb:observation ?observation } ;
INSERT { ?dataset a qb:DataSet . ?slice a qb:Slice } WHERE { ?dataset qb:slice ?slice } ;
INSERT { ?dataset a qb:DataSet . ?structure a qb:DataStructureDefinition } WHERE { ?dataset qb:structure ?structure } ;
INSERT { ?structure a qb:DataStructureDefinition } WHERE { ?structure qb:component ?specification } ;
INSERT { ?structure a qb:DataStructureDefinition . ?key a qb:SliceKey } WHERE { ?structure qb:sliceKey ?key } ;
INSERT { ?slice a qb:Slice . ?key a qb:SliceKey } WHERE { ?slice qb:sliceStructure ?key } ;

INSERT { ?specification qb:componentProperty ?property . ?property a qb:DimensionProperty }
WHERE { ?specification qb:dimension|qb:measureDimension ?property } ;
INSERT { ?specification qb:componentProperty ?property . ?property a qb:MeasureProperty }
WHERE { ?specification qb:measure ?property } ;
INSERT { ?specification qb:componentProperty ?property . ?property a qb:AttributeProperty }
WHERE { ?specification qb:attribute ?property } ;

# Their own vocabularies say so: nobody repeats it. The dimensions of SDMX have narrower ranges, too; this one holds for all.
INSERT { qb:measureType a qb:DimensionProperty ; rdfs:range qb:MeasureProperty }
WHERE { ?specification qb:componentProperty qb:measureType } ;
INSERT { ?dimension a qb:DimensionProperty }
WHERE {
    ?specification qb:componentProperty ?dimension .
    FILTER (STRSTARTS(STR(?dimension), "http://purl.org/linked-data/sdmx/2009/dimension#"))
} ;
INSERT { ?dimension rdfs:range rdfs:Resource }
WHERE {
    ?specification qb:componentProperty ?dimension .
    FILTER (STRSTARTS(STR(?dimension), "http://purl.org/linked-data/sdmx/2009/dimension#"))
    FILTER NOT EXISTS { ?dimension rdfs:range ?range }
} ;

INSERT { ?list a qb:HierarchicalCodeList } WHERE { ?list qb:hierarchyRoot|qb:parentChildProperty ?any } ;
INSERT { ?collection a skos:Collection } WHERE { ?collection a skos:OrderedCollection } ;
INSERT { ?collection a skos:Collection } WHERE { ?collection skos:memberList ?list } ;
INSERT { ?collection skos:member ?member } WHERE { ?collection skos:memberList/rdf:rest*/rdf:first ?member }
