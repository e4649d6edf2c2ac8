"""The documents of a library in an OpenSearch cluster: other machines hold them, and the answers stay the same."""
