-- The ledger of a case: append-only records with provenance. `row` is the record's number in its file,
-- counted from 1 as a spreadsheet counts (heading, preamble and blank lines included).
-- A record's id is a function of (source_id, row, kind): see the views at the end.

CREATE TABLE IF NOT EXISTS meta (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);

CREATE TABLE IF NOT EXISTS source (
    source_no INTEGER PRIMARY KEY,
    source_id VARCHAR NOT NULL UNIQUE,           -- SHA-256 of the file's bytes as received
    name VARCHAR NOT NULL, bytes BIGINT NOT NULL, media VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                        -- calls, transfers, advertisements, subjects
    loader VARCHAR NOT NULL, loader_version VARCHAR NOT NULL, profile VARCHAR NOT NULL,
    options JSON NOT NULL,                        -- encoding, delimiter, date order, time zone and its basis, mapping
    recognised_because VARCHAR NOT NULL,
    authority VARCHAR,
    handling VARCHAR,                             -- H0 H1 H2 H3: see netinvest.model.handling
    source_grade VARCHAR, information_grade VARCHAR,            -- of the 4x4 system
    review_on DATE,                               -- when to ask whether it may still be kept
    loaded_at_utc TIMESTAMP NOT NULL, loaded_by VARCHAR NOT NULL,
    lines BIGINT NOT NULL,                        -- lines = rows + structural_lines
    rows BIGINT NOT NULL,                         -- rows = loaded + rejected + duplicate
    loaded BIGINT NOT NULL, rejected BIGINT NOT NULL, duplicate BIGINT NOT NULL,
    structural_lines BIGINT NOT NULL              -- heading, preamble, footer, blank
);

-- What the file system said of a file when its bytes were read: see netinvest.ingest.file_mark.
CREATE TABLE IF NOT EXISTS file_mark (source_no INTEGER NOT NULL, mark VARCHAR NOT NULL);

-- `*_original` is what the file says where that differs from the normalised value, else NULL.
--
-- Calls lie in two tables and are read from one view, `call`. A row that consists of numbers, times and cells goes to
-- `call_coded`: a third of the size and of the time. Whatever does not fit there goes to `call_verbatim` as it is.
CREATE TABLE IF NOT EXISTS call_verbatim (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    originating_msisdn VARCHAR, terminating_msisdn VARCHAR, forwarded_to_msisdn VARCHAR,
    answered_at_utc TIMESTAMP NOT NULL, duration_s INTEGER,
    service VARCHAR NOT NULL,                     -- voice, sms (mms and data sessions where a profile gives them)
    observed_party VARCHAR,                       -- originating | terminating: whose imsi, imei and cells these are
    imsi VARCHAR, imei VARCHAR, first_cell VARCHAR, last_cell VARCHAR,
    latitude DOUBLE, longitude DOUBLE,
    originating_original VARCHAR, terminating_original VARCHAR,
    answered_at_original VARCHAR, duration_original VARCHAR, service_original VARCHAR,
    time_note VARCHAR                             -- NULL, ambiguous, nonexistent (a local time at a clock change)
);

-- Digits as a number with a 1 before them, below nought where no + stands before the digits: 07700 is -107700, +44 is 144.
CREATE MACRO IF NOT EXISTS digits_of(code) AS
    CASE WHEN code > 0 THEN '+' || substr(code::VARCHAR, 2) ELSE substr(code::VARCHAR, 3) END;

-- How a number is written where that differs: 3000010 takes 3 characters from +447700900123 and puts 0 before the rest.
CREATE MACRO IF NOT EXISTS number_as_written(code, form) AS
    CASE WHEN form > 0 THEN substr((form % 1000000)::VARCHAR, 2) || substr(digits_of(code), form // 1000000 + 1) END;

-- A moment of the local clock in the form in which the file has it.
CREATE MACRO IF NOT EXISTS time_as_written(moment, form) AS
    replace(replace(replace(replace(replace(replace(form,
        'YYYY', strftime(moment, '%Y')), 'MM', strftime(moment, '%m')), 'DD', strftime(moment, '%d')),
        'hh', strftime(moment, '%H')), 'mm', strftime(moment, '%M')), 'ss', strftime(moment, '%S'));

-- Texts that many calls of a source share: cells, what a file calls a service, the form of its times. `word_no` counts
-- from 1 through all sources.
CREATE TABLE IF NOT EXISTS word (source_no INTEGER NOT NULL, word_no INTEGER NOT NULL, text VARCHAR);

-- What many calls of a source have alike, once: service, whose handset, how numbers and times are written. `manner_no`
-- counts from 1 through all sources.
CREATE TABLE IF NOT EXISTS manner (
    source_no INTEGER NOT NULL, manner_no INTEGER NOT NULL,
    service TINYINT NOT NULL, observed_party TINYINT,     -- places of words: see the view
    originating_form INTEGER, terminating_form INTEGER,   -- number_as_written; NULL: as it is normalised
    utc_offset_s INTEGER,                         -- local clock less UTC, as it was read
    answered_at_form INTEGER,                     -- word_no, of time_as_written; NULL: ISO 8601 in UTC
    service_original INTEGER,                     -- word_no
    time_note TINYINT                             -- place of a word: see the view
);

CREATE TABLE IF NOT EXISTS call_coded (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    originating BIGINT, terminating BIGINT,       -- digits_of
    answered_at_utc TIMESTAMP NOT NULL, duration_s INTEGER,
    manner_no INTEGER NOT NULL,                   -- of table manner
    imsi BIGINT, imei BIGINT,                     -- digits_of
    first_cell INTEGER, last_cell INTEGER,        -- word_no
    latitude DOUBLE, longitude DOUBLE
);

CREATE VIEW IF NOT EXISTS call AS
SELECT c.source_no, row, digits_of(originating) AS originating_msisdn, digits_of(terminating) AS terminating_msisdn,
       NULL::VARCHAR AS forwarded_to_msisdn, answered_at_utc, duration_s, ['voice', 'sms', 'mms', 'data'][service] AS service,
       ['originating', 'terminating'][observed_party] AS observed_party, digits_of(imsi) AS imsi, digits_of(imei) AS imei,
       words[first_cell] AS first_cell, words[last_cell] AS last_cell, latitude, longitude,
       number_as_written(originating, originating_form) AS originating_original,
       number_as_written(terminating, terminating_form) AS terminating_original,
       time_as_written(answered_at_utc + to_seconds(utc_offset_s), words[answered_at_form]) AS answered_at_original,
       NULL::VARCHAR AS duration_original, words[service_original] AS service_original,
       ['ambiguous', 'nonexistent'][time_note] AS time_note
FROM call_coded AS c LEFT JOIN manner USING (manner_no), (
    SELECT list(text ORDER BY word_no) AS words
    FROM word RIGHT JOIN (SELECT unnest(range(1, (SELECT max(word_no) FROM word) + 1)) AS word_no) USING (word_no))
UNION ALL SELECT * FROM call_verbatim;

CREATE TABLE IF NOT EXISTS transfer (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    debtor_account VARCHAR, debtor_name VARCHAR, debtor_agent VARCHAR,
    creditor_account VARCHAR, creditor_name VARCHAR, creditor_agent VARCHAR,
    amount DECIMAL(28, 8) NOT NULL,               -- never negative: the direction is in the parties
    currency VARCHAR,                             -- ISO 4217, NULL where the file names none
    booked_at_utc TIMESTAMP NOT NULL, booked_precision VARCHAR NOT NULL,   -- second | day
    transfer_type VARCHAR,                        -- what the file calls it (cash deposit, card, p2p ...)
    end_to_end_id VARCHAR, uetr VARCHAR, remittance_information VARCHAR,
    debtor_original VARCHAR, creditor_original VARCHAR, amount_original VARCHAR, booked_at_original VARCHAR
);

CREATE TABLE IF NOT EXISTS advertisement (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    ad_id VARCHAR NOT NULL,                       -- the site's, else source_id[:12]:row
    site VARCHAR, url VARCHAR, posted_at_utc TIMESTAMP,
    title VARCHAR, body VARCHAR, location VARCHAR, latitude DOUBLE, longitude DOUBLE,
    price DECIMAL(28, 8), currency VARCHAR, claimed_age INTEGER,
    ages_contradict BOOLEAN,                      -- it claims more than one age; claimed_age is the lowest
    language VARCHAR, language_confidence DOUBLE, -- ISO 639, guessed from title and body
    image_digests VARCHAR[], posted_at_original VARCHAR, price_original VARCHAR
);

CREATE TABLE IF NOT EXISTS advertisement_contact (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    kind VARCHAR NOT NULL,                        -- an IdentifierKind
    value VARCHAR NOT NULL, original VARCHAR,
    role VARCHAR NOT NULL,                        -- contact: to be reached by customers | poster: the account that posted
    where_found VARCHAR NOT NULL,                 -- the field's name, title or body
    confidence DOUBLE NOT NULL                    -- 1.0 a field of its own, less where read out of text
);

CREATE TABLE IF NOT EXISTS subject (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    subject_id VARCHAR,                           -- the register's own id: rows that share it are one person
    name VARCHAR, category VARCHAR,               -- a Category, NULL where the register gives none
    category_original VARCHAR, basis VARCHAR, birth_date DATE, address VARCHAR
);

CREATE TABLE IF NOT EXISTS subject_identifier (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    kind VARCHAR NOT NULL, value VARCHAR NOT NULL, original VARCHAR,
    valid_from_utc TIMESTAMP, valid_to_utc TIMESTAMP
);

CREATE TABLE IF NOT EXISTS rejection (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    field VARCHAR NOT NULL, value VARCHAR, reason VARCHAR NOT NULL
);

-- A field set aside in a row that is loaded all the same (a device number that a spreadsheet has rounded).
CREATE TABLE IF NOT EXISTS remark (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    field VARCHAR NOT NULL, value VARCHAR, reason VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS duplicate (source_no INTEGER NOT NULL, row BIGINT NOT NULL, duplicate_of_row BIGINT NOT NULL);

CREATE TABLE IF NOT EXISTS decision (
    decision_id VARCHAR PRIMARY KEY,
    left_key VARCHAR NOT NULL, right_key VARCHAR NOT NULL,      -- identifier keys, left < right
    judgement VARCHAR NOT NULL,                   -- same | different | proposed
    rule VARCHAR NOT NULL,                        -- person, or the name of a rule in netinvest/resolve/rules
    score DOUBLE NOT NULL, reason VARCHAR NOT NULL, evidence JSON NOT NULL,
    decided_by VARCHAR NOT NULL, decided_at_utc TIMESTAMP, withdrawn_at_utc TIMESTAMP, withdrawn_by VARCHAR
);

-- What a source's provider permits although its handling code forbids it.
CREATE TABLE IF NOT EXISTS permission (
    source_no INTEGER NOT NULL, given_by VARCHAR NOT NULL, reference VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL, recorded_at_utc TIMESTAMP NOT NULL
);

-- What was erased from which source; the counts of a source go on adding up with it.
CREATE TABLE IF NOT EXISTS erasure (
    erasure_id VARCHAR NOT NULL, source_no INTEGER NOT NULL,
    records BIGINT NOT NULL, rejected_rows BIGINT NOT NULL, duplicates BIGINT NOT NULL
);

-- What people say of an actor (Directive (EU) 2016/680, articles 6 and 7). No score ever writes here.
CREATE TABLE IF NOT EXISTS categorisation (
    categorisation_id VARCHAR PRIMARY KEY, identifier_key VARCHAR NOT NULL,
    category VARCHAR NOT NULL,                    -- a Category
    nature VARCHAR NOT NULL,                      -- fact | assessment
    basis VARCHAR NOT NULL,
    source_grade VARCHAR, information_grade VARCHAR,            -- of the 4x4 system: A B C X, and 1 2 3 4
    stated_by VARCHAR NOT NULL, stated_at_utc TIMESTAMP NOT NULL, withdrawn_at_utc TIMESTAMP, withdrawn_by VARCHAR
);

-- A second person's leave to show what belongs to a minor.
CREATE TABLE IF NOT EXISTS approval (
    approval_id VARCHAR PRIMARY KEY, identifier_key VARCHAR NOT NULL, recipient VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL, approved_by VARCHAR NOT NULL, approved_at_utc TIMESTAMP NOT NULL,
    expires_at_utc TIMESTAMP NOT NULL
);

-- Alias numbers, given once and kept: an actor shows the lowest number of its identifiers.
CREATE TABLE IF NOT EXISTS alias (identifier_key VARCHAR PRIMARY KEY, number INTEGER NOT NULL UNIQUE);

-- After how many sources identifiers were numbered: what is needed to give the same aliases again.
CREATE TABLE IF NOT EXISTS numbering (sources BIGINT NOT NULL);

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

CREATE TABLE IF NOT EXISTS run (
    run_id VARCHAR PRIMARY KEY, started_at_utc TIMESTAMP NOT NULL, version VARCHAR NOT NULL,
    seed BIGINT NOT NULL, parameters JSON NOT NULL, network_digest VARCHAR NOT NULL, findings_digest VARCHAR NOT NULL,
    run_no INTEGER NOT NULL,
    erased_by VARCHAR                             -- the erasure that took its findings; the digests stay
);

CREATE TABLE IF NOT EXISTS finding (
    run_id VARCHAR NOT NULL, finding_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, rank INTEGER NOT NULL,
    actor_id VARCHAR, body JSON NOT NULL
);

-- Who held which identifier in a run, and who of them is protected: what a finding shows does not depend on later merges.
CREATE TABLE IF NOT EXISTS run_actor (
    run_id VARCHAR NOT NULL, actor_no INTEGER NOT NULL, identifier_key VARCHAR NOT NULL,
    category VARCHAR NOT NULL, protected BOOLEAN NOT NULL
);

-- Every row behind every indicator of a run; a finding itself names the first ones.
CREATE TABLE IF NOT EXISTS finding_evidence (
    run_id VARCHAR NOT NULL, finding_id VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
    record VARCHAR NOT NULL, source_no INTEGER NOT NULL, row BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS audit (
    seq BIGINT PRIMARY KEY, at_utc VARCHAR NOT NULL, actor VARCHAR NOT NULL,
    action VARCHAR NOT NULL,                      -- collection, alteration, consultation, disclosure, combination, erasure
    case_name VARCHAR NOT NULL, purpose VARCHAR NOT NULL, detail JSON NOT NULL,
    previous_digest VARCHAR NOT NULL, digest VARCHAR NOT NULL
);
