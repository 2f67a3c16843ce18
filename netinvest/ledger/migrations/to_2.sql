-- From 1 to 2: calls in two tables that are read from one view, and what cases of version 1 were given bit by bit.

ALTER TABLE call RENAME TO call_verbatim;

-- Digits as a number with a 1 before them, below nought where no + stands before the digits: 07700 is -107700, +44 is 144.
CREATE MACRO IF NOT EXISTS digits_of(code) AS
    CASE WHEN code > 0 THEN '+' || substr(code::VARCHAR, 2) ELSE substr(code::VARCHAR, 3) END;

-- How a number is written where that differs: 3000010 takes 3 characters from +447700900123 and puts 0 before the rest.
CREATE MACRO IF NOT EXISTS number_as_written(code, form) AS
    CASE WHEN form > 0 THEN substr((form % 1000000)::VARCHAR, 2) || substr(digits_of(code), form // 1000000 + 1) END;

-- A moment of the local clock in the form in which the file has it.
CREATE MACRO IF NOT EXISTS time_as_written(moment, form) AS
    replace(replace(replace(replace(replace(replace(form::VARCHAR,
        'YYYY', strftime(moment, '%Y')), 'MM', strftime(moment, '%m')), 'DD', strftime(moment, '%d')),
        'hh', strftime(moment, '%H')), 'mm', strftime(moment, '%M')), 'ss', strftime(moment, '%S'));

CREATE TABLE IF NOT EXISTS call_coded (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    originating BIGINT, terminating BIGINT,       -- digits_of
    answered_at_utc TIMESTAMP NOT NULL, duration_s INTEGER,
    service ENUM ('voice', 'sms', 'mms', 'data') NOT NULL,
    observed_party ENUM ('originating', 'terminating'),
    imsi BIGINT, imei BIGINT,                     -- digits_of
    first_cell VARCHAR, last_cell VARCHAR,
    latitude DOUBLE, longitude DOUBLE,
    originating_form INTEGER, terminating_form INTEGER,   -- number_as_written; NULL: as it is normalised
    utc_offset_s INTEGER,                         -- local clock less UTC, as it was read
    answered_at_form ENUM (                       -- time_as_written; NULL: ISO 8601 in UTC
        'DD/MM/YYYY hh:mm:ss', 'DD/MM/YYYYThh:mm:ss', 'MM/DD/YYYY hh:mm:ss', 'MM/DD/YYYYThh:mm:ss',
        'DD-MM-YYYY hh:mm:ss', 'DD-MM-YYYYThh:mm:ss', 'MM-DD-YYYY hh:mm:ss', 'MM-DD-YYYYThh:mm:ss',
        'DD.MM.YYYY hh:mm:ss', 'DD.MM.YYYYThh:mm:ss', 'YYYY-MM-DD hh:mm:ss', 'YYYY-MM-DDThh:mm:ss',
        'YYYY/MM/DD hh:mm:ss', 'YYYY/MM/DDThh:mm:ss', 'YYYYMMDD hh:mm:ss', 'YYYYMMDDThh:mm:ss'
    ),
    service_original VARCHAR,
    time_note ENUM ('ambiguous', 'nonexistent')
);

CREATE VIEW IF NOT EXISTS call AS
SELECT source_no, row, digits_of(originating) AS originating_msisdn, digits_of(terminating) AS terminating_msisdn,
       NULL::VARCHAR AS forwarded_to_msisdn, answered_at_utc, duration_s, service::VARCHAR AS service,
       observed_party::VARCHAR AS observed_party, digits_of(imsi) AS imsi, digits_of(imei) AS imei, first_cell,
       last_cell, latitude, longitude, number_as_written(originating, originating_form) AS originating_original,
       number_as_written(terminating, terminating_form) AS terminating_original,
       time_as_written(answered_at_utc + to_seconds(utc_offset_s), answered_at_form) AS answered_at_original,
       NULL::VARCHAR AS duration_original, service_original, time_note::VARCHAR AS time_note
FROM call_coded
UNION ALL SELECT * FROM call_verbatim;

ALTER TABLE source ADD COLUMN IF NOT EXISTS source_grade VARCHAR;
ALTER TABLE source ADD COLUMN IF NOT EXISTS information_grade VARCHAR;
ALTER TABLE source ADD COLUMN IF NOT EXISTS review_on DATE;
ALTER TABLE advertisement ADD COLUMN IF NOT EXISTS ages_contradict BOOLEAN;
ALTER TABLE advertisement ADD COLUMN IF NOT EXISTS language VARCHAR;
ALTER TABLE advertisement ADD COLUMN IF NOT EXISTS language_confidence DOUBLE;
ALTER TABLE decision ADD COLUMN IF NOT EXISTS withdrawn_by VARCHAR;
ALTER TABLE run ADD COLUMN IF NOT EXISTS erased_by VARCHAR;

CREATE TABLE IF NOT EXISTS remark (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    field VARCHAR NOT NULL, value VARCHAR, reason VARCHAR NOT NULL
);

CREATE TABLE IF NOT EXISTS permission (
    source_no INTEGER NOT NULL, given_by VARCHAR NOT NULL, reference VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL, recorded_at_utc TIMESTAMP NOT NULL
);

CREATE TABLE IF NOT EXISTS erasure (
    erasure_id VARCHAR NOT NULL, source_no INTEGER NOT NULL,
    records BIGINT NOT NULL, rejected_rows BIGINT NOT NULL, duplicates BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS categorisation (
    categorisation_id VARCHAR PRIMARY KEY, identifier_key VARCHAR NOT NULL,
    category VARCHAR NOT NULL,                    -- a Category
    nature VARCHAR NOT NULL,                      -- fact | assessment
    basis VARCHAR NOT NULL,
    source_grade VARCHAR, information_grade VARCHAR,            -- of the 4x4 system: A B C X, and 1 2 3 4
    stated_by VARCHAR NOT NULL, stated_at_utc TIMESTAMP NOT NULL, withdrawn_at_utc TIMESTAMP, withdrawn_by VARCHAR
);

CREATE TABLE IF NOT EXISTS approval (
    approval_id VARCHAR PRIMARY KEY, identifier_key VARCHAR NOT NULL, recipient VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL, approved_by VARCHAR NOT NULL, approved_at_utc TIMESTAMP NOT NULL,
    expires_at_utc TIMESTAMP NOT NULL
);

CREATE TABLE IF NOT EXISTS run_actor (
    run_id VARCHAR NOT NULL, actor_no INTEGER NOT NULL, identifier_key VARCHAR NOT NULL,
    category VARCHAR NOT NULL, protected BOOLEAN NOT NULL
);

CREATE TABLE IF NOT EXISTS finding_evidence (
    run_id VARCHAR NOT NULL, finding_id VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
    record VARCHAR NOT NULL, source_no INTEGER NOT NULL, row BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS numbering (sources BIGINT NOT NULL);
