"""A library's documents in a test's own corner of a cluster, put there commit by commit."""

import secrets
from collections.abc import Sequence
from pathlib import Path

import serving
from reference.library import Step

from searcher.cluster.catalog import Place
from searcher.cluster.client import Cluster
from searcher.cluster.lease import Lease
from searcher.cluster.places import make_place, publish
from searcher.cluster.writer import ClusterWriter
from searcher.engine.opensearch.engine import OpenSearchEngine
from searcher.engine_settings import ClusterSettings


def settings_for(cluster: serving.Cluster, replicas: int = 0) -> ClusterSettings:
    """The settings of a library with a name of its own."""
    return ClusterSettings(tuple(cluster.addresses), f"test-{secrets.token_hex(6)}", replicas, 3)


def clustered(settings: ClusterSettings, folder: Path, steps: Sequence[Step]) -> OpenSearchEngine:
    """The engine over documents that come and go step by step; a batch each."""
    cluster = Cluster(settings)
    place = make_place(cluster)
    write_steps(cluster, place, folder, steps)
    publish(cluster, place)
    cluster.close()
    return OpenSearchEngine(settings, folder / "client")


def write_steps(cluster: Cluster, place: Place, folder: Path, steps: Sequence[Step]) -> None:
    (folder / "scratch").mkdir(parents=True)
    writer = ClusterWriter(cluster, place, Lease(cluster, place, "1/1"), folder / "scratch", folder / "words")
    for documents, removed in steps:
        writer.remove_files(removed)
        for document in documents:
            writer.add(document)
        writer.commit()
    writer.finish()
    writer.close()
