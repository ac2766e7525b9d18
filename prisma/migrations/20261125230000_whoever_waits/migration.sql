-- Heads that nobody shall wait for: the clause is the one of `takeUrgentHeads`.
CREATE INDEX "events_urgent" ON "events" ("priority", "seq")
  WHERE "status" = 'received' AND ("priority" <= 1 OR "type" IN ('callback.button', 'message.employee'));
