-- From 4 to 5: what many calls of a source have alike is kept once.

DROP VIEW call;
ALTER TABLE call_coded RENAME TO call_coded_before;

-- What many calls of a source have alike, once: service, whose handset, how numbers and times are written. `manner_no`
-- counts from 1 through all sources.
CREATE TABLE manner (
    source_no INTEGER NOT NULL, manner_no INTEGER NOT NULL,
    service TINYINT NOT NULL, observed_party TINYINT,     -- places of words: see the view
    originating_form INTEGER, terminating_form INTEGER,   -- number_as_written; NULL: as it is normalised
    utc_offset_s INTEGER,                         -- local clock less UTC, as it was read
    answered_at_form INTEGER,                     -- word_no, of time_as_written; NULL: ISO 8601 in UTC
    service_original INTEGER,                     -- word_no
    time_note TINYINT                             -- place of a word: see the view
);

CREATE TABLE call_coded (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    originating BIGINT, terminating BIGINT,       -- digits_of
    answered_at_utc TIMESTAMP NOT NULL, duration_s INTEGER,
    manner_no INTEGER NOT NULL,                   -- of table manner
    imsi BIGINT, imei BIGINT,                     -- digits_of
    first_cell INTEGER, last_cell INTEGER,        -- word_no
    latitude DOUBLE, longitude DOUBLE
);

INSERT INTO manner
SELECT source_no, row_number() OVER (ORDER BY source_no, service, observed_party, originating_form, terminating_form,
    utc_offset_s, answered_at_form, service_original, time_note), * EXCLUDE (source_no)
FROM (SELECT DISTINCT source_no, service, observed_party, originating_form, terminating_form, utc_offset_s,
          answered_at_form, service_original, time_note
      FROM call_coded_before);

INSERT INTO call_coded
SELECT c.source_no, row, originating, terminating, answered_at_utc, duration_s, manner_no, imsi, imei, first_cell, last_cell,
       latitude, longitude
FROM call_coded_before c JOIN manner m ON m.source_no = c.source_no
    AND m.service IS NOT DISTINCT FROM c.service
    AND m.observed_party IS NOT DISTINCT FROM c.observed_party
    AND m.originating_form IS NOT DISTINCT FROM c.originating_form
    AND m.terminating_form IS NOT DISTINCT FROM c.terminating_form
    AND m.utc_offset_s IS NOT DISTINCT FROM c.utc_offset_s
    AND m.answered_at_form IS NOT DISTINCT FROM c.answered_at_form
    AND m.service_original IS NOT DISTINCT FROM c.service_original
    AND m.time_note IS NOT DISTINCT FROM c.time_note
ORDER BY c.source_no, row;

DROP TABLE call_coded_before;

CREATE VIEW call AS
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

