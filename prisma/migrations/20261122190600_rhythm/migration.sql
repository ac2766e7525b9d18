-- When each source was heard, for the watch over silent sources: what was told, not what a poll of ours fetched.
CREATE INDEX "deliveries_told" ON "deliveries" ("source", "received_at") WHERE "door" <> 'poll' AND "door" NOT LIKE 'poll:%';
