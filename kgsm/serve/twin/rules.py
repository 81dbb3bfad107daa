"""Which file answers which address → rules for Apache, nginx, GitHub Pages and w3id.org: the same IRIs, negotiated.

A folder of files knows no Accept. With these rules an IRI answers in the format and the language asked for; without any, it
answers with its page in the first language, and every format has a suffix.
"""

import re
from collections.abc import Iterator
from typing import Final

from kgsm.serve.cube.formats import EXCEL_CSV, JSON_STAT, PARQUET, XLSX
from kgsm.serve.negotiate import ANSWERED_GRAPHS, CSV, GRAPHS, HTML, JSON_LD, LANGUAGES, RDF_XML, ROWS
from kgsm.serve.twin.address import Address, Link
from kgsm.serve.twin.crawl import MISSING, Crawl

MAP: Final = ".var"  # what Apache's mod_negotiation calls a type map
_DEFAULT: Final = LANGUAGES[0]
_OTHERS: Final = LANGUAGES[1:]
# Beside HTML, in the site's order; application/json is JSON-stat where there is a table, JSON-LD elsewhere.
_NEGOTIATED: Final = (CSV, JSON_STAT, *GRAPHS)
_TYPES: Final = {
    **{each.suffix: each.media_type for each in (*ROWS, *ANSWERED_GRAPHS, JSON_STAT, PARQUET, XLSX, HTML)},
    ".csv-metadata.json": "application/csvm+json",
    ".atom": "application/atom+xml",
    ".cff": "application/yaml",
    ".css": "text/css",
    ".gz": "application/gzip",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".xml": "application/xml",
    ".zip": "application/zip",
    ".zst": "application/zstd",
}
_HEADERS: Final = {
    # The rest of the policy stands in each page; a meta element has no say over frames (CSP 3, 3.3).
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Link, ETag, Location, Content-Location, Content-Range, Accept-Ranges",
}
_README: Final = """Rules for the host that shows this folder as {url}

Apache        .htaccess in this folder is read where 'AllowOverride All' (or FileInfo and Indexes) is set, with mod_rewrite,
              mod_negotiation and mod_headers. Nothing else is to be done.
nginx         include rules/nginx-http.conf inside 'http {{ }}', rules/nginx-server.conf inside 'server {{ }}'; its 'root' is
              the folder below which {root}/ is this folder.
GitHub Pages  put this folder into the branch that is published; .nojekyll and 404.html are there. It cannot negotiate: an IRI
              answers with its page, and each format has a suffix.
w3id.org      rules/w3id.htaccess sends the names below https://w3id.org/YOUR-NAME/ here, by format and language.
"""


def rules(address: Address, found: Crawl) -> dict[str, str]:
    """Return the files with rules, by name."""
    return {
        ".htaccess": _htaccess(address) + _apache_gone(address, found),
        ".nojekyll": "",
        "rules/README.txt": _README.format(url=address.url, root=address.root),
        "rules/nginx-http.conf": _nginx_http(),
        "rules/nginx-server.conf": _nginx_server(address) + _nginx_gone(address, found),
        "rules/w3id.htaccess": _w3id(address),
        **dict(_maps(found)),
    }


def _maps(found: Crawl) -> Iterator[tuple[str, str]]:
    """Yield a type map for each address without a suffix, beside its folder: Apache negotiates by it (mod_negotiation)."""
    for link in found.pages:
        plain = not link.query and link.language == _DEFAULT and not link.path.endswith(HTML.suffix)
        if not plain or link in found.gone or link.path == MISSING:
            continue
        stem = link.path.strip("/")
        pages = {each: found.file(Link(link.path, (), each)) for each in LANGUAGES}
        variants = [(name, HTML.content_type, language, "1.000") for language, name in pages.items() if name]
        offered = [each for each in _NEGOTIATED if Link(f"/{stem}{each.suffix}") in found.files]
        variants += [(f"{stem}{each.suffix}", each.content_type, "", f"0.{900 - place}") for place, each in enumerate(offered)]
        # application/json means JSON-LD where there is no JSON-stat, application/xml RDF/XML.
        also = [each for each in offered if each is RDF_XML or (each is JSON_LD and JSON_STAT not in offered)]
        variants += [(f"{stem}{each.suffix}", each.media_types[0], "", "0.800") for each in also]
        folder = stem.rpartition("/")[0]
        above = f"{folder}/" if folder else ""
        yield f"{stem or 'index'}{MAP}", "\n".join(_variant(name.removeprefix(above), *rest) for name, *rest in variants)


def _variant(name: str, content_type: str, language: str, quality: str) -> str:
    said = f"Content-language: {language}\n" if language else ""
    return f"URI: {name}\nContent-type: {content_type}; qs={quality}\n{said}"


def _gone(address: Address, found: Crawl) -> Iterator[tuple[str, str]]:
    """Yield what was withdrawn: its address on the host, and its folder there, with a slash at its end."""
    for path in sorted({each.path for each in found.gone if not each.query and not each.path.endswith(HTML.suffix)}):
        yield f"{address.root}{path}", f"{address.root}{path.rstrip('/')}/"


def _apache_gone(address: Address, found: Crawl) -> str:
    """Return what answers 410 (RFC 9110, 15.5.11) with the page that says what is in its place, in every format."""
    return "".join(
        f"""<If "%{{REQUEST_URI}} =~ m#^{re.escape(path)}(?:[.][a-z.]+)?/?$#">
ErrorDocument 410 {folder}index.html
RedirectMatch gone "^{re.escape(path)}(?:[.][a-z.]+)?/?$"
</If>
"""
        for path, folder in _gone(address, found)
    )


def _nginx_gone(address: Address, found: Crawl) -> str:
    return "".join(
        f"""location ~ ^{re.escape(path)}(?:\\.[a-z.]+)?/?$ {{
    error_page 410 {folder}index$kgsm_language.html;
    return 410;
}}
"""
        for path, folder in _gone(address, found)
    )


def _htaccess(address: Address) -> str:
    types = "\n".join(f"AddType {kind} {suffix}" for suffix, kind in sorted(_TYPES.items()) if suffix.count(".") == 1)
    texts = " ".join(suffix for suffix, kind in sorted(_TYPES.items()) if kind.startswith("text/"))
    headers = "\n".join(f'Header always set {name} "{value}"' for name, value in _HEADERS.items())
    others = " ".join(_OTHERS)
    languages = "\n".join(f"AddLanguage {each} .{each}" for each in _OTHERS)
    above = (
        f"RewriteCond %{{REQUEST_URI}} ^{re.escape(address.root)}$\nRewriteRule ^ {address.root}/ [R=301,L]\n"
        if address.root
        else ""
    )
    return f"""# {address.url}: the same IRIs, by format and language (rules/README.txt).
ErrorDocument 404 {address.root}{MISSING}
DirectoryIndex index.html
{types}
AddCharset utf-8 {texts}
{languages}
<FilesMatch "\\.html$">
DefaultLanguage {_DEFAULT}
</FilesMatch>
<FilesMatch "\\.csv-metadata\\.json$">
ForceType application/csvm+json
</FilesMatch>
<IfModule mod_headers.c>
{headers}
Header always merge Vary "Accept, Accept-Language"
</IfModule>
<IfModule mod_negotiation.c>
<IfModule mod_rewrite.c>
DirectorySlash Off
AddHandler type-map {MAP}
# A reader of none of these languages gets the first one.
LanguagePriority {_DEFAULT} {others}
ForceLanguagePriority Prefer Fallback
RewriteEngine On
RewriteOptions AllowNoSlash
RewriteBase {address.root}/
{above}RewriteRule ^$ index{MAP} [L]
RewriteCond %{{REQUEST_FILENAME}}{MAP} -f
RewriteRule ^(.*[^/])$ $1{MAP} [L]
</IfModule>
</IfModule>
"""


def _nginx_http() -> str:
    languages = "\n".join(f'    "~*^(?:(?!\\b{_DEFAULT}\\b).)*?\\b{each}\\b" .{each};' for each in _OTHERS)
    contents = "\n".join(f'    "~\\.{each}\\.html$" {each};' for each in _OTHERS)
    named = "\n".join(f'    "~*{_pattern(kind)}" {suffix};' for kind, suffix in _accepted())
    return f"""# For 'http {{ }}' of nginx. It knows no q-values: HTML at full quality comes first, then the first format of
# this list that a request names, then HTML at any quality. A request for none of them is answered by 406.
map $http_accept_language $kgsm_language {{
    default "";
{languages}
}}
map $http_accept $kgsm_first {{
    default .none;
    "" /index$kgsm_language.html;
    "~*text/html(?!\\s*;\\s*q=0)" /index$kgsm_language.html;
{named}
    "~*(?:text/html|application/xhtml\\+xml)(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))" /index$kgsm_language.html;
    "~*(?:\\*|text|application)/\\*" /index$kgsm_language.html;
}}
# application/json is JSON-stat where there is a table, JSON-LD elsewhere.
map $kgsm_first $kgsm_second {{
    default $kgsm_first;
    {JSON_STAT.suffix} .jsonld;
}}
map $uri $kgsm_stem {{
    "~^(?<kgsm_bare>.*?)/?$" $kgsm_bare;
}}
map $uri $kgsm_content_language {{
    volatile;
    default "";
{contents}
    "~\\.html$" {_DEFAULT};
}}
"""


def _accepted() -> Iterator[tuple[str, str]]:
    for each in (*GRAPHS, CSV, JSON_STAT):
        kinds = each.media_types if each in {GRAPHS[0], GRAPHS[3]} else ()
        for kind in (each.media_type, *kinds):
            yield kind, each.suffix


def _pattern(kind: str) -> str:
    escaped = kind.replace("+", "\\+").replace(".", "\\.")
    return f"{escaped}(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))"


def _nginx_server(address: Address) -> str:
    by_type: dict[str, list[str]] = {}
    for suffix, kind in sorted(_TYPES.items()):
        by_type.setdefault(kind, []).append(suffix.rpartition(".")[2] if suffix.count(".") == 1 else "")
    types = "\n".join(f"        {kind} {' '.join(filter(None, ends))};" for kind, ends in by_type.items() if any(ends))
    headers = "\n".join(f'    add_header {name} "{value}" always;' for name, value in _HEADERS.items())
    texts = " ".join(sorted({kind for kind in _TYPES.values() if kind.startswith("text/") and kind != "text/html"}))
    return f"""# For 'server {{ }}' of nginx, whose 'root' is the folder below which {address.root or "/"} is the copy.
location {address.root}/ {{
    types {{
{types}
    }}
    default_type application/octet-stream;
    charset utf-8;
    charset_types {texts};
{headers}
    add_header Vary "Accept, Accept-Language" always;
    add_header Content-Location $uri;
    add_header Content-Language $kgsm_content_language always;
    error_page 404 {address.root}{MISSING};
    location ~ \\.csv-metadata\\.json$ {{
        types {{ }}
        default_type application/csvm+json;
    }}
    try_files $uri $kgsm_stem$kgsm_first $kgsm_stem$kgsm_second @kgsm_none;
}}
location @kgsm_none {{
{headers}
    add_header Vary "Accept, Accept-Language" always;
    error_page 404 {address.root}{MISSING};
    if (-f $document_root$kgsm_stem/index.html) {{
        return 406;
    }}
    return 404;
}}
"""


def _w3id(address: Address) -> str:
    suffixes = "|".join(sorted(suffix.lstrip(".").replace(".", "\\.") for suffix in {*_TYPES, EXCEL_CSV.suffix}))
    named = "\n".join(
        f"RewriteCond %{{HTTP_ACCEPT}} {kind.replace('+', chr(92) + '+')} [NC]\n"
        f"RewriteRule ^(.+)$ {address.url}$1{suffix} [R=302,L,NE]"
        for kind, suffix in ((each.media_type, each.suffix) for each in GRAPHS)
    )
    others = "\n".join(
        f"RewriteCond %{{HTTP:Accept-Language}} ^(?!.*\\b{_DEFAULT}\\b.*\\b{each}\\b).*\\b{each}\\b [NC]\n"
        f"RewriteRule ^(.*?)/?$ {address.url}$1/index.{each}.html [R=302,L,NE]"
        for each in _OTHERS
    )
    return f"""# For https://w3id.org/YOUR-NAME/.htaccess: IRIs below that name lead to {address.url}
# by format and language, though the host itself may not negotiate.
Options +FollowSymLinks
RewriteEngine on
Header always set Access-Control-Allow-Origin "*"
Header always set Vary "Accept, Accept-Language"

# A file has its format in its name; the home page is a page.
RewriteRule ^(.+\\.(?:{suffixes}))$ {address.url}$1 [R=302,L,NE]
RewriteRule ^$ {address.url} [R=302,L,NE]

# HTML, where it is wanted most: browsers name it first.
RewriteCond %{{HTTP_ACCEPT}} text/html [NC]
RewriteRule ^ - [S={len(GRAPHS)}]
{named}

{others}
RewriteRule ^(.*?)/?$ {address.url}$1/ [R=302,L,NE]
"""
