"""What searcher.toml may say of the engine, and what it must not."""

from pathlib import Path

import pytest

from searcher.engine_settings import CA, PASSWORD, USER, cluster_of
from searcher.errors import SearcherError
from searcher.library import Library

GOOD = '[engine]\nkind = "opensearch"\nnodes = ["https://one:9200", "http://127.0.0.1:9201/"]\nindex = "archive"\n'


def settings(folder: Path, text: str) -> Path:
    path = folder / "searcher.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_library_is_embedded_unless_its_settings_name_a_cluster(tmp_path: Path) -> None:
    for text in ("", "sources = []\n", '[engine]\nkind = "embedded"\n', '# kind = "opensearch"\n'):
        assert cluster_of(settings(tmp_path, text), {}) is None
    assert cluster_of(tmp_path / "none.toml", {}) is None


def test_a_cluster_has_nodes_a_name_and_defaults(tmp_path: Path) -> None:
    found = cluster_of(settings(tmp_path, GOOD), {})
    assert found is not None
    assert found.nodes == ("https://one:9200", "http://127.0.0.1:9201")
    assert (found.index, found.replicas, found.shards, found.user, found.ca) == ("archive", 1, 3, "", None)
    library = Library.open(tmp_path)
    assert library.settings.cluster == found
    assert library.warnings == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("engine = 1\nopensearch = 1\n", "engine must be a table"),
        ('[engine]\nkind = "elastic"  # not opensearch\n', "kind of [engine] must be one of embedded, opensearch"),
        ('[engine]\nkind = "opensearch"\n', "nodes of [engine] must be a list"),
        (GOOD.replace("https://one:9200", "one:9200"), "'one:9200' in nodes of [engine] is no address"),
        (GOOD.replace("https://one", "https://me:secret@one"), f"set {USER} and {PASSWORD}"),
        (GOOD.replace("archive", "Archive*"), "index of [engine] must be a name in small letters"),
        (GOOD + "replicas = -1\n", "replicas of [engine] must be a number from 0 to 10"),
        (GOOD + 'password = "x"\n', "password is no setting of [engine]"),
        (GOOD + 'credentials = "none"\n', "the credentials of [engine] cannot be read (no such file or directory)"),
        (GOOD + 'ca = "none.pem"\n', "ca of [engine] names no file"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SearcherError) as caught:
        cluster_of(settings(tmp_path, text), {})
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value).replace("me:secret", "").lower() or "@" not in str(caught.value)


def test_who_asks_is_told_by_the_environment_or_a_file_of_the_persons_own(tmp_path: Path) -> None:
    path = settings(tmp_path, GOOD + 'credentials = "who"\n')
    (tmp_path / "who").write_text("anna:a:b\n")
    (tmp_path / "who").chmod(0o644)
    with pytest.raises(SearcherError, match="others can read this password; run: chmod 600"):
        cluster_of(path, {})
    (tmp_path / "who").chmod(0o600)
    found = cluster_of(path, {})
    assert found is not None
    assert found.password is not None
    assert (found.user, found.password.value) == ("anna", "a:b")
    ca = tmp_path / "ca.pem"
    ca.write_text("")
    found = cluster_of(path, {USER: "bert", PASSWORD: "geheim", CA: str(ca)})
    assert found is not None
    assert (found.user, found.ca) == ("bert", ca)
    assert "geheim" not in repr(found)
