/* The table of `benchmarks.generate` -> the N-Triples that kgsm publishes of its observations: what a program made by hand for
   this one table takes. No check, no escape, no structure: the floor that the general program is measured against. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 1 << 20, LINE = 1 << 12, CELLS = 6 };

static char out[BUFFER + (1 << 14)];
static size_t used;

static void put(const char *text, size_t length) {
    memcpy(out + used, text, length);
    used += length;
}

#define PUT(text) put(text, sizeof(text) - 1)


int main(int count, char **arguments) {
    char line[LINE], iri[LINE];
    char *cell[CELLS];
    size_t length[CELLS];
    FILE *table = count == 3 ? fopen(arguments[1], "r") : NULL;
    FILE *triples = table ? fopen(arguments[2], "w") : NULL;
    if (!triples || !fgets(line, LINE, table)) {
        fprintf(stderr, "usage: floor TABLE.csv TRIPLES.nt\n");
        return 2;
    }
    setvbuf(triples, NULL, _IONBF, 0);
    while (fgets(line, LINE, table)) {
        char *rest = line;
        for (int i = 0; i < CELLS; i++) {
            char *end = rest + strcspn(rest, i < CELLS - 1 ? "," : "\r\n");
            cell[i] = rest;
            length[i] = (size_t)(end - rest);
            rest = end + 1;
        }
        char *at = iri;
        const char start[] = "<https://example.org/register/people/observation/";
        memcpy(at, start, sizeof start - 1);
        at += sizeof start - 1;
        for (int i = 0; i < 4; i++) {
            memcpy(at, cell[i], length[i]);
            at += length[i];
            *at++ = i < 3 ? '/' : '>';
        }
        size_t size = (size_t)(at - iri);
        put(iri, size);
        PUT(" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://purl.org/linked-data/cube#Observation> .\n");
        put(iri, size);
        PUT(" <http://purl.org/linked-data/cube#dataSet> <https://example.org/register/people> .\n");
        put(iri, size);
        PUT(" <https://example.org/register/property/district> <https://example.org/register/code/district/");
        put(cell[0], length[0]);
        PUT("> .\n");
        put(iri, size);
        PUT(" <https://example.org/register/property/year> \"");
        put(cell[1], length[1]);
        PUT("\"^^<http://www.w3.org/2001/XMLSchema#gYear> .\n");
        put(iri, size);
        PUT(" <https://example.org/register/property/sex> <https://example.org/register/code/sex/");
        put(cell[2], length[2]);
        PUT("> .\n");
        put(iri, size);
        PUT(" <https://example.org/register/property/age> <https://example.org/register/code/age/");
        put(cell[3], length[3]);
        PUT("> .\n");
        put(iri, size);
        PUT(" <http://purl.org/linked-data/sdmx/2009/measure#obsValue> \"");
        put(cell[4], length[4]);
        PUT("\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n");
        put(iri, size);
        PUT(" <http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure> <http://qudt.org/vocab/unit/NUM> .\n");
        put(iri, size);
        PUT(" <https://w3id.org/kgsm/ns#exactness> <https://w3id.org/kgsm/code/exactness/exact> .\n");
        put(iri, size);
        PUT(" <https://w3id.org/kgsm/ns#origin> <https://w3id.org/kgsm/code/origin/reported> .\n");
        put(iri, size);
        PUT(" <http://purl.org/linked-data/sdmx/2009/attribute#obsStatus> <http://purl.org/linked-data/sdmx/2009/code#obsStatus-");
        put(cell[5], length[5]);
        PUT("> .\n");
        if (used >= BUFFER) {
            if (fwrite(out, 1, used, triples) != used) return 3;
            used = 0;
        }
    }
    if (fwrite(out, 1, used, triples) != used || fclose(triples)) return 3;
    return 0;
}
