-- From 3 to 4: what many calls of a source share is kept once, and words of a known few as their places.

DROP VIEW call;
ALTER TABLE call_coded RENAME TO call_coded_before;

-- Texts that many calls of a source share: cells, what a file calls a service, the form of its times. `word_no` counts
-- from 1 through all sources.
CREATE TABLE word (source_no INTEGER NOT NULL, word_no INTEGER NOT NULL, text VARCHAR);

CREATE TABLE call_coded (
    source_no INTEGER NOT NULL, row BIGINT NOT NULL,
    originating BIGINT, terminating BIGINT,       -- digits_of
    answered_at_utc TIMESTAMP NOT NULL, duration_s INTEGER,
    service TINYINT NOT NULL, observed_party TINYINT,     -- places of words: see the view
    imsi BIGINT, imei BIGINT,                     -- digits_of
    first_cell INTEGER, last_cell INTEGER,        -- word_no
    latitude DOUBLE, longitude DOUBLE,
    originating_form INTEGER, terminating_form INTEGER,   -- number_as_written; NULL: as it is normalised
    utc_offset_s INTEGER,                         -- local clock less UTC, as it was read
    answered_at_form INTEGER,                     -- word_no, of time_as_written; NULL: ISO 8601 in UTC
    service_original INTEGER,                     -- word_no
    time_note TINYINT                             -- place of a word: see the view
);

INSERT INTO word
SELECT source_no, row_number() OVER (ORDER BY source_no, text), text
FROM (SELECT DISTINCT source_no, unnest([first_cell, last_cell, answered_at_form::VARCHAR, service_original]) AS text
      FROM call_coded_before)
WHERE text IS NOT NULL;

INSERT INTO call_coded
SELECT c.source_no, row, originating, terminating, answered_at_utc, duration_s,
       list_position(['voice', 'sms', 'mms', 'data'], service::VARCHAR),
       list_position(['originating', 'terminating'], observed_party::VARCHAR), imsi, imei, f.word_no, l.word_no, latitude,
       longitude, originating_form, terminating_form, utc_offset_s, a.word_no, s.word_no,
       list_position(['ambiguous', 'nonexistent'], time_note::VARCHAR)
FROM call_coded_before c
LEFT JOIN word f ON f.source_no = c.source_no AND f.text = first_cell
LEFT JOIN word l ON l.source_no = c.source_no AND l.text = last_cell
LEFT JOIN word a ON a.source_no = c.source_no AND a.text = answered_at_form::VARCHAR
LEFT JOIN word s ON s.source_no = c.source_no AND s.text = service_original
ORDER BY c.source_no, row;

DROP TABLE call_coded_before;

CREATE VIEW call AS
SELECT source_no, row, digits_of(originating) AS originating_msisdn, digits_of(terminating) AS terminating_msisdn,
       NULL::VARCHAR AS forwarded_to_msisdn, answered_at_utc, duration_s, ['voice', 'sms', 'mms', 'data'][service] AS service,
       ['originating', 'terminating'][observed_party] AS observed_party, digits_of(imsi) AS imsi, digits_of(imei) AS imei,
       words[first_cell] AS first_cell, words[last_cell] AS last_cell, latitude, longitude,
       number_as_written(originating, originating_form) AS originating_original,
       number_as_written(terminating, terminating_form) AS terminating_original,
       time_as_written(answered_at_utc + to_seconds(utc_offset_s), words[answered_at_form]) AS answered_at_original,
       NULL::VARCHAR AS duration_original, words[service_original] AS service_original,
       ['ambiguous', 'nonexistent'][time_note] AS time_note
FROM call_coded, (
    SELECT list(text ORDER BY word_no) AS words
    FROM word RIGHT JOIN (SELECT unnest(range(1, (SELECT max(word_no) FROM word) + 1)) AS word_no) USING (word_no))
UNION ALL SELECT * FROM call_verbatim;

