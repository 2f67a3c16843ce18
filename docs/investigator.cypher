// Twenty questions an investigator asks. Each runs as it stands in Neo4j Browser or cypher-shell once the parameters
// are set, for example  :param case => 'id of the case'  (the id stands in case.toml).
// Ranks and scores are leads to examine. Nobody with signs of exploitation is to be read as a coordinator.

// 1. How large is this case: nodes by label?
// parameters: case
MATCH (n) WHERE n.case = $case
RETURN labels(n)[0] AS label, count(*) AS nodes ORDER BY label;

// 2. Whom did this number call most, and over how long?
// parameters: case, phone
MATCH (:Phone {case: $case, key: $phone})-[r:CALLED]->(other:Phone)
RETURN other.key AS phone, r.count AS calls, r.duration_s AS seconds, r.first_at_utc AS first, r.last_at_utc AS last
ORDER BY calls DESC, phone LIMIT 25;

// 3. Who are the contacts that two numbers share?
// parameters: case, phone, other_phone
MATCH (a:Phone {case: $case, key: $phone})-[:CALLED|MESSAGED]-(shared:Phone)-[:CALLED|MESSAGED]-(b:Phone {case: $case, key: $other_phone})
RETURN DISTINCT shared.key AS phone ORDER BY phone;

// 4. By which shortest chain of calls and messages are two numbers connected?
// parameters: case, phone, other_phone
MATCH (a:Phone {case: $case, key: $phone}), (b:Phone {case: $case, key: $other_phone})
MATCH path = shortestPath((a)-[:CALLED|MESSAGED*..6]-(b))
RETURN [n IN nodes(path) | n.key] AS chain, length(path) AS steps;

// 5. Which numbers call each other in both directions, often?
// parameters: case
MATCH (a:Phone {case: $case})-[out:CALLED]->(b:Phone)-[back:CALLED]->(a)
WHERE a.key < b.key
RETURN a.key AS phone, b.key AS other, out.count + back.count AS calls ORDER BY calls DESC, phone, other LIMIT 25;

// 6. Which devices held more than one phone number or subscription?
// parameters: case
MATCH (user)-[r:USED_IN]->(device:Device {case: $case})
WITH device, collect(user.key) AS users, min(r.first_at_utc) AS first, max(r.last_at_utc) AS last
WHERE size(users) > 1
RETURN device.key AS device, users, first, last ORDER BY size(users) DESC, device;

// 7. Which numbers took over a device from each other: one fell silent there before the next appeared?
// parameters: case
MATCH (old:Phone {case: $case})-[a:USED_IN]->(device:Device)<-[b:USED_IN]-(new:Phone)
WHERE a.last_at_utc < b.first_at_utc
RETURN device.key AS device, old.key AS before, new.key AS after, a.last_at_utc AS last, b.first_at_utc AS first
ORDER BY first, device;

// 8. At which cell sites was this number seen most?
// parameters: case, phone
MATCH (:Phone {case: $case, key: $phone})-[r:SEEN_AT]->(cell:CellSite)
RETURN cell.key AS cell, cell.latitude AS latitude, cell.longitude AS longitude, r.count AS times, r.active_days AS days
ORDER BY times DESC, cell LIMIT 25;

// 9. Which numbers were seen at the same three or more cell sites as this one?
// parameters: case, phone
MATCH (:Phone {case: $case, key: $phone})-[:SEEN_AT]->(cell:CellSite)<-[:SEEN_AT]-(other:Phone)
WITH other, count(DISTINCT cell) AS cells WHERE cells >= 3
RETURN other.key AS phone, cells ORDER BY cells DESC, phone LIMIT 25;

// 10. Which accounts receive from many and pass on to few (a funnel)?
// parameters: case
MATCH (payer:BankAccount {case: $case})-[r:TRANSFERRED]->(account:BankAccount)
WITH account, r.discriminator AS currency, count(DISTINCT payer) AS payers, sum(r.amount) AS received
WHERE payers >= 5
OPTIONAL MATCH (account)-[out:TRANSFERRED {discriminator: currency}]->(payee:BankAccount)
WITH account, currency, payers, received, count(DISTINCT payee) AS payees, sum(out.amount) AS passed_on
WHERE payees * 3 <= payers
RETURN account.key AS account, currency, payers, received, payees, passed_on ORDER BY received DESC, account LIMIT 25;

// 11. Where did the money of this account go within three steps? (Amounts are exact in amount_exact.)
// parameters: case, account
MATCH path = (:BankAccount {case: $case, key: $account})-[:TRANSFERRED*1..3]->(payee:BankAccount)
WITH payee, min(length(path)) AS steps
RETURN payee.key AS account, steps ORDER BY steps, account LIMIT 100;

// 12. Which money goes in a circle of up to four accounts?
// parameters: case
MATCH path = (a:BankAccount {case: $case})-[:TRANSFERRED*2..4]->(a)
WHERE all(n IN nodes(path) WHERE n.key >= a.key)
RETURN [n IN nodes(path) | n.key] AS circle ORDER BY size(circle), circle LIMIT 25;

// 13. Which advertisements name this number, and where and when were they posted?
// parameters: case, phone
MATCH (ad:Advertisement {case: $case})-[r:LISTS]->(:Phone {case: $case, key: $phone})
OPTIONAL MATCH (ad)-[:POSTED_IN]->(place:Location)
RETURN ad.key AS advertisement, ad.site AS site, ad.posted_at_utc AS posted, place.key AS place, r.where_found AS found_in
ORDER BY posted, advertisement;

// 14. Which numbers or handles stand in advertisements from more than two places?
// parameters: case
MATCH (contact)<-[:LISTS]-(ad:Advertisement {case: $case})-[:POSTED_IN]->(place:Location)
WITH contact, collect(DISTINCT place.key) AS places, count(DISTINCT ad) AS advertisements
WHERE size(places) > 2
RETURN contact.key AS contact, advertisements, places ORDER BY size(places) DESC, contact;

// 15. Which contacts appear together in advertisements (one organiser behind several numbers)?
// parameters: case
MATCH (a)<-[:LISTS]-(ad:Advertisement {case: $case})-[:LISTS]->(b)
WHERE a.key < b.key
RETURN a.key AS contact, b.key AS other, count(DISTINCT ad) AS advertisements
ORDER BY advertisements DESC, contact, other LIMIT 25;

// 16. Which advertised numbers are called by a number that never advertises and that they report back to?
// parameters: case
MATCH (ad:Advertisement {case: $case})-[:LISTS]->(advertised:Phone)-[back:CALLED|MESSAGED]->(contact:Phone)-[:CALLED|MESSAGED]->(advertised)
WHERE NOT EXISTS { (contact)<-[:LISTS]-(:Advertisement) }
WITH contact, collect(DISTINCT advertised.key) AS advertised WHERE size(advertised) >= 2
RETURN contact.key AS contact, advertised ORDER BY size(advertised) DESC, contact LIMIT 25;

// 17. What does this actor hold, and which decision says so?
// parameters: case, alias
MATCH (actor:Actor {case: $case, alias: $alias})-[r:HOLDS]->(identifier)
RETURN identifier.key AS identifier, r.decision_id AS decision, r.reason AS reason ORDER BY identifier;

// 18. What are the leads of the last analysis, by kind and rank? Read the indicators before the rank.
// parameters: case
MATCH (actor:Actor {case: $case}) WHERE actor.ni_rank IS NOT NULL
RETURN actor.alias AS alias, actor.ni_finding AS finding, actor.ni_rank AS rank, actor.ni_indicators AS indicators,
       actor.categories AS categories
ORDER BY finding, rank, alias;

// 19. Who of a community are its members, and what do they hold?
// parameters: case, community
MATCH (actor:Actor {case: $case})-[:HOLDS]->(identifier) WHERE actor.ni_community = $community
RETURN actor.alias AS alias, actor.ni_finding AS finding, collect(identifier.key) AS identifiers ORDER BY alias;

// 20. Which files support what is known about this number: name, SHA-256, relationships?
// parameters: case, phone
MATCH (:Phone {case: $case, key: $phone})-[r]-()
UNWIND r.sources AS sha256
MATCH (source:Source {case: $case, key: 'source:' + sha256})
RETURN source.name AS file, sha256, count(*) AS relationships ORDER BY file, sha256;
