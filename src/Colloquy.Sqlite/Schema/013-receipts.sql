-- The receipts of the session's newest commits (see RecentReceipts), so that a commit changes no page of commits. Every 32, they move there.
-- What it had before is in commits alone.
ALTER TABLE sessions ADD COLUMN receipts BLOB NOT NULL DEFAULT x'';
