from tests.neo4j.fixtures import case_id, neo4j_server

__all__ = ["case_id", "neo4j_server"]
