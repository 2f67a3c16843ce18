-- From 2 to 3: marks of files, and comparisons with other agencies.

CREATE TABLE IF NOT EXISTS file_mark (source_no INTEGER NOT NULL, mark VARCHAR NOT NULL);

-- Comparisons with other agencies by private set intersection: see netinvest.case.match.
CREATE TABLE IF NOT EXISTS match_session (
    session_id VARCHAR PRIMARY KEY,
    role VARCHAR NOT NULL,                        -- asking | asked
    partner VARCHAR NOT NULL, legal_basis VARCHAR NOT NULL,
    protected_basis VARCHAR,                      -- by which victims and minors are in it, NULL: they are left out
    handling VARCHAR NOT NULL,                    -- of what comes out of it: the stricter of both sides
    stage VARCHAR NOT NULL,                       -- which message was sent or read last; over
    begun_at_utc TIMESTAMP NOT NULL, begun_by VARCHAR NOT NULL, expires_on DATE NOT NULL,
    ours BIGINT NOT NULL, theirs BIGINT, common BIGINT,
    secret VARCHAR,                               -- of this session alone; NULL once it is over
    received JSON                                 -- what they sent, blinded; NULL once it is over
);

-- Our identifiers in a session that is not over, and those found on both sides when it is.
CREATE TABLE IF NOT EXISTS match_element (session_id VARCHAR NOT NULL, identifier_key VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS match_hit (session_id VARCHAR NOT NULL, identifier_key VARCHAR NOT NULL);
