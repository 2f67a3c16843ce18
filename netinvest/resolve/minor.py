"""Who is a minor: by a register, by a person's statement, or by the age an advertisement claims."""

from __future__ import annotations

from netinvest.model.category import Category
from netinvest.resolve.description import ADULT_YEARS

KEYS = f"""
SELECT identifier_key FROM categorisation WHERE category = '{Category.MINOR}' AND withdrawn_at_utc IS NULL
UNION SELECT kind || ':' || value FROM subject_identifier JOIN subject USING (source_no, row)
WHERE category = '{Category.MINOR}'
UNION SELECT kind || ':' || value FROM advertisement_contact JOIN advertisement USING (source_no, row)
WHERE role = 'contact' AND claimed_age < {ADULT_YEARS}
"""
"""SQL: the keys of identifiers that records name as a minor's."""

ADVERTISEMENTS = f"""
SELECT source_no, row FROM advertisement WHERE claimed_age < {ADULT_YEARS} OR ages_contradict
UNION SELECT source_no, row FROM advertisement_contact
WHERE role = 'contact' AND kind || ':' || value IN ({KEYS})
"""
"""SQL: the advertisements handled as a minor's, also those that claim several ages, as ``(source_no, row)``."""
