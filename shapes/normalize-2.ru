# Phase 2 of 3: push down. What is said once, of a dataset or a slice -> what each observation says.
#
# RDF Data Cube, 10.1, phase 2. Runs on the outcome of normalize-1.ru.

PREFIX qb: <http://purl.org/linked-data/cube#>

# Attached to the dataset
INSERT { ?observation ?component ?value }
WHERE {
    ?specification qb:componentAttachment qb:DataSet ; qb:componentProperty ?component .
    ?structure qb:component ?specification .
    ?dataset qb:structure ?structure ; ?component ?value .
    ?observation qb:dataSet ?dataset .
} ;

# Attached to the slice
INSERT { ?observation ?component ?value }
WHERE {
    ?specification qb:componentAttachment qb:Slice ; qb:componentProperty ?component .
    ?structure qb:component ?specification .
    ?dataset qb:structure ?structure ; qb:slice ?slice .
    ?slice ?component ?value ; qb:observation ?observation .
} ;

# Dimensions of a slice, attached or not
INSERT { ?observation ?dimension ?value }
WHERE {
    ?specification qb:componentProperty ?dimension .
    ?dimension a qb:DimensionProperty .
    ?structure qb:component ?specification .
    ?dataset qb:structure ?structure ; qb:slice ?slice .
    ?slice ?dimension ?value ; qb:observation ?observation .
}
