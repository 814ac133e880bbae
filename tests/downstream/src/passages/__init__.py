"""A small retrieval service: words in common choose the candidates, a reranking model puts them in order."""
