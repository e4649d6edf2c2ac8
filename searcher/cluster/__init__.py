"""A library's documents in an OpenSearch cluster: the requests, how documents lie there, and what puts them there."""
