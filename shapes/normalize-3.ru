# Phase 3 of 3: reach. A hierarchical code list and its parent-child property -> the codes that it holds.
#
# The Recommendation has a template for IC-20 and IC-21, into which each property of the graph is put, because a path of
# SPARQL cannot hold a variable; so it tries each list with the properties of all lists. This update walks each list by its
# own property instead, and writes what it reaches as triples of shapes:reaches, which a shape can ask for.

PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX shapes: <https://w3id.org/kgsm/shapes#>

INSERT { [] shapes:walks ?list ; shapes:steps ?property }
WHERE { ?list a qb:HierarchicalCodeList ; qb:parentChildProperty ?property } ;

# One position for each code on each walk: lists may share codes, and properties too.
INSERT { [] shapes:on ?walk ; shapes:at ?code }
WHERE {
    SELECT DISTINCT ?walk ?code WHERE {
        ?walk shapes:walks ?list ; shapes:steps ?property .
        { ?list qb:hierarchyRoot ?code }
        UNION { ?code ?property ?child }
        UNION { ?parent ?property ?code }
        UNION { ?property owl:inverseOf ?inverse . ?code ?inverse ?parent . FILTER (isBlank(?property)) }
        UNION { ?property owl:inverseOf ?inverse . ?child ?inverse ?code . FILTER (isBlank(?property)) }
    }
} ;

INSERT { ?above shapes:above ?below }
WHERE {
    ?walk shapes:steps ?property .
    { ?parent ?property ?child }
    UNION { ?property owl:inverseOf ?inverse . ?child ?inverse ?parent . FILTER (isBlank(?property)) }
    ?above shapes:on ?walk ; shapes:at ?parent .
    ?below shapes:on ?walk ; shapes:at ?child .
} ;

INSERT { ?walk shapes:reaches ?code }
WHERE {
    ?walk shapes:walks ?list .
    ?list qb:hierarchyRoot ?root .
    ?start shapes:on ?walk ; shapes:at ?root ; shapes:above* ?position .
    ?position shapes:at ?code .
} ;

DELETE { ?position shapes:on ?walk ; shapes:at ?code } WHERE { ?position shapes:on ?walk ; shapes:at ?code } ;
DELETE { ?above shapes:above ?below } WHERE { ?above shapes:above ?below }
