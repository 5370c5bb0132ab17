BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE expressions (
	id VARCHAR(36) NOT NULL, 
	work VARCHAR(200) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	media_type VARCHAR(80) NOT NULL, 
	title TEXT NOT NULL, 
	symbol TEXT, 
	job_number VARCHAR(40), 
	date VARCHAR(40), 
	session TEXT, 
	agenda_item TEXT, 
	engine VARCHAR(40) NOT NULL, 
	basis JSON NOT NULL, 
	page_count INTEGER NOT NULL, 
	unread_pages INTEGER NOT NULL, 
	passage_count INTEGER NOT NULL, 
	added_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(sha256) REFERENCES originals (sha256), 
	FOREIGN KEY(work) REFERENCES works ("key")
);
CREATE TABLE issues (
	expression VARCHAR(36) NOT NULL, 
	page INTEGER, 
	code VARCHAR(40) NOT NULL, 
	message TEXT NOT NULL, 
	FOREIGN KEY(expression) REFERENCES expressions (id) ON DELETE CASCADE
);
CREATE TABLE jobs (
	sha256 VARCHAR(64) NOT NULL, 
	sequence INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	manifest JSON NOT NULL, 
	pipeline VARCHAR(40) NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	step VARCHAR(20), 
	attempts INTEGER NOT NULL, 
	error_code VARCHAR(40), 
	error_message TEXT, 
	expression VARCHAR(36), 
	updated_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (sha256), 
	FOREIGN KEY(sha256) REFERENCES originals (sha256), 
	UNIQUE (sequence)
);
CREATE TABLE mentions (
	id INTEGER NOT NULL, 
	expression VARCHAR(36) NOT NULL, 
	passage VARCHAR(36) NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	surface TEXT NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	target VARCHAR(200), 
	pinpoint JSON, 
	ambiguous BOOLEAN NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	to_work VARCHAR(200), 
	to_passage VARCHAR(36), 
	PRIMARY KEY (id), 
	FOREIGN KEY(expression) REFERENCES expressions (id) ON DELETE CASCADE
);
CREATE TABLE originals (
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	received_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (sha256)
);
CREATE TABLE pages (
	expression VARCHAR(36) NOT NULL, 
	number INTEGER NOT NULL, 
	label VARCHAR(40), 
	state VARCHAR(20) NOT NULL, 
	width FLOAT, 
	height FLOAT, 
	PRIMARY KEY (expression, number), 
	FOREIGN KEY(expression) REFERENCES expressions (id) ON DELETE CASCADE
);
CREATE TABLE passages (
	expression VARCHAR(36) NOT NULL, 
	ordinal INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	path VARCHAR(120) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	number VARCHAR(40), 
	parent VARCHAR(120), 
	role VARCHAR(16), 
	level INTEGER, 
	heading_path JSON NOT NULL, 
	page_first INTEGER NOT NULL, 
	page_last INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	footnotes JSON NOT NULL, 
	boxes JSON NOT NULL, 
	PRIMARY KEY (expression, ordinal), 
	FOREIGN KEY(expression) REFERENCES expressions (id) ON DELETE CASCADE
);
CREATE TABLE reported_indicators (
	expression VARCHAR(36) NOT NULL, 
	ordinal INTEGER NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	text TEXT NOT NULL, 
	target TEXT, 
	result TEXT, 
	score TEXT, 
	status TEXT, 
	FOREIGN KEY(expression) REFERENCES expressions (id) ON DELETE CASCADE
);
CREATE TABLE suggestions (
	expression VARCHAR(36) NOT NULL, 
	passage VARCHAR(36) NOT NULL, 
	level VARCHAR(20) NOT NULL, 
	mention BOOLEAN NOT NULL, 
	contribution BOOLEAN NOT NULL, 
	policy BOOLEAN NOT NULL, 
	policy_lenient BOOLEAN NOT NULL, 
	measured BOOLEAN NOT NULL, 
	instrument TEXT, 
	instrument_type VARCHAR(40), 
	score FLOAT NOT NULL, 
	rules JSON NOT NULL, 
	rule_version VARCHAR(40) NOT NULL, 
	PRIMARY KEY (expression, passage), 
	FOREIGN KEY(expression) REFERENCES expressions (id) ON DELETE CASCADE
);
CREATE TABLE works (
	"key" VARCHAR(200) NOT NULL, 
	type VARCHAR(12) NOT NULL, 
	country VARCHAR(3), 
	year INTEGER, 
	PRIMARY KEY ("key")
);
CREATE INDEX ix_works_type ON works (type);
CREATE INDEX ix_expressions_state ON expressions (state);
CREATE INDEX ix_expressions_work ON expressions (work);
CREATE INDEX ix_jobs_state ON jobs (state);
CREATE INDEX ix_issues_expression ON issues (expression);
CREATE INDEX ix_mentions_expression ON mentions (expression);
CREATE INDEX ix_mentions_passage ON mentions (passage);
CREATE INDEX ix_mentions_target ON mentions (target);
CREATE INDEX ix_mentions_to_work ON mentions (to_work);
CREATE INDEX ix_passages_id ON passages (id);
CREATE UNIQUE INDEX passages_path ON passages (expression, path);
CREATE INDEX ix_reported_indicators_expression ON reported_indicators (expression);
COMMIT;
