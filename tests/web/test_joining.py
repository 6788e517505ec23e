"""Static files as they're sent: joined, stripped, packed, and the same program as the files that browsers could load."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from exam_server.web.assets import FOLDER, find_asset, release
from exam_server.web.joining import NotJoinable, join_modules, join_styles
from exam_server.web.stripping import strip_module, strip_styles

OWN = sorted(path for path in [*FOLDER.rglob("*.js"), *FOLDER.rglob("*.css")] if "vendor" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_every_own_file_can_be_joined_and_packs_to_less(path: Path) -> None:
    asset = find_asset(name_of(path))
    assert asset is not None
    assert gzip.decompress(asset.packed["gzip"]) == brotli.decompress(asset.packed["br"]) == asset.content
    assert b"\nimport " not in asset.content and b"@import" not in asset.content
    assert (
        len(asset.content) < path.stat().st_size or b"@import" in path.read_bytes() or b"import " in path.read_bytes()
    )


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_a_file_goes_out_in_the_shortest_encoding_that_the_browser_takes(
    client: FlaskClient, accepted: str, encoding: str | None
) -> None:
    name = "css/candidate.css"
    answer = client.get(f"/assets/{release()}/{name}", headers={"Accept-Encoding": accepted})
    asset = find_asset(name)
    assert asset is not None
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.data == (asset.packed[encoding] if encoding else asset.content)
    assert "Accept-Encoding" in answer.headers["Vary"] and "immutable" in answer.headers["Cache-Control"]


def test_words_that_look_like_comments_stay_where_they_are_words() -> None:
    source = 'const a = "// no"; // gone\nconst b = `/* ${a}  no */`;\n/* gone */\nconst c = /\\/\\*  x/.test(a);\n'
    assert strip_module(source) == 'const a="// no";const b=`/* ${a}  no */`;const c=/\\/\\*  x/.test(a);'
    assert strip_styles('a::before { content: "/* no */  "; } /* gone */\n') == 'a::before{content:"/* no */  "}'


def test_a_module_stands_once_and_before_those_who_need_it(tmp_path: Path) -> None:
    (tmp_path / "words.js").write_text("export const words = 1;\n")
    (tmp_path / "left.js").write_text('import { words } from "./words.js";\n\nexport function left() {\n}\n')
    (tmp_path / "right.js").write_text('import { words } from "./words.js";\nexport class Right {}\n')
    entry = tmp_path / "entry.js"
    entry.write_text(
        'import { left } from "./left.js";\nimport { Right } from "./right.js";\nimport "./words.js";\nleft();\n'
    )
    joined = join_modules(entry)
    assert joined.count("const words = 1") == 1
    assert joined.index("const words = 1") < joined.index("function left") < joined.index("class Right")
    assert joined.rstrip().endswith("left();")


@pytest.mark.parametrize(
    "source",
    [
        'import words from "./words.js";\n',
        'import { a as b } from "elsewhere";\n',
        "export default 1;\n",
        "export let a = 1;\n",
        'export { a } from "./words.js";\n',
    ],
)
def test_what_cant_be_joined_is_refused_instead_of_being_sent_broken(tmp_path: Path, source: str) -> None:
    (tmp_path / "words.js").write_text("export const a = 1;\n")
    entry = tmp_path / "entry.js"
    entry.write_text(source)
    with pytest.raises(NotJoinable):
        join_modules(entry)


def test_a_circle_of_modules_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = 1;\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = 1;\n')
    with pytest.raises(NotJoinable, match="imports itself"):
        join_modules(tmp_path / "a.js")


def test_a_style_sheet_takes_its_imports_in_their_places(tmp_path: Path) -> None:
    (tmp_path / "first.css").write_text("a { color: red }\n")
    (tmp_path / "page.css").write_text('@import "first.css";\nb { color: blue }\n')
    assert join_styles(tmp_path / "page.css") == "a { color: red }\nb { color: blue }\n"


def test_a_name_outside_the_folder_is_no_asset() -> None:
    assert find_asset("../app.py") is None
    assert find_asset("css/none.css") is None
