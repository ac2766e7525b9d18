-- A lane of a year of samples is not read through for every new one.

-- Records one event. Returns its id, or the id of the event that already has its dedupe key.
-- A deferred event (not_before in the future) sleeps, and a newer one with the same type, subject and slot replaces it;
-- with `join`, it adds its files to the sleeping one instead. With `newest`, what is older than the latest of its type in the lane is kept as ignored.
CREATE OR REPLACE FUNCTION inbox_event(e jsonb, delivery uuid, now_at timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  known uuid;
  sleeps boolean := (e->>'notBefore') IS NOT NULL AND (e->>'notBefore')::timestamptz > now_at;
  stale boolean := false;
BEGIN
  PERFORM lane_lock(e->>'subject');
  SELECT id INTO known FROM events WHERE dedupe_key = e->>'dedupeKey';
  IF FOUND THEN
    RETURN known;
  END IF;
  IF (e->>'join')::boolean THEN
    UPDATE events
       SET payload = payload || jsonb_build_object('files', (payload->'files') || (e->'payload'->'files'),
                     'caption', COALESCE(NULLIF(payload->>'caption', ''), e->'payload'->>'caption', ''))
     -- One that is being woken at this very moment is too late to join; to wait for it could be a deadlock.
     WHERE id = (SELECT id FROM events WHERE type = e->>'type' AND subject = e->>'subject' AND slot = e->>'slot' AND status = 'scheduled' FOR UPDATE SKIP LOCKED)
    RETURNING id INTO known;
    IF FOUND THEN
      UPDATE deliveries SET joined_event_id = known WHERE id = delivery;
      RETURN known;
    END IF;
  END IF;
  IF (e->>'newest')::boolean THEN
    -- Each was the newest when it came, so the last of its type in the lane is the newest of all: one look, however long the lane is.
    stale := COALESCE((SELECT timestamp > (e->>'timestamp')::timestamptz FROM events
                        WHERE subject = e->>'subject' AND type = e->>'type' AND status <> 'ignored' ORDER BY seq DESC LIMIT 1), false);
  END IF;
  IF (e->>'slot') IS NOT NULL THEN
    UPDATE events
       SET status = 'ignored', error = 'replaced by ' || (e->>'id'), finished_at = now_at, dedupe_key = dedupe_key || '#' || id
     WHERE type = e->>'type' AND subject = e->>'subject' AND slot = e->>'slot' AND status = 'scheduled';
  END IF;
  INSERT INTO events (id, delivery_id, type, source, subject, priority, dedupe_key, payload, timestamp, not_before, slot,
                      cause_event_id, cause_agent, status, error, finished_at, received_at)
  VALUES ((e->>'id')::uuid, delivery, e->>'type', e->>'source', e->>'subject', (e->>'priority')::smallint, e->>'dedupeKey', e->'payload',
          (e->>'timestamp')::timestamptz, (e->>'notBefore')::timestamptz, e->>'slot', (e->'cause'->>'eventId')::uuid, e->'cause'->>'agent',
          CASE WHEN stale THEN 'ignored' WHEN sleeps THEN 'scheduled' ELSE 'received' END,
          CASE WHEN stale THEN 'older than the latest of its kind' END, CASE WHEN stale THEN now_at END, now_at)
  ON CONFLICT (dedupe_key) DO NOTHING;
  IF NOT FOUND THEN
    -- The same key was taken in another lane at this very moment.
    SELECT id INTO known FROM events WHERE dedupe_key = e->>'dedupeKey';
    RETURN known;
  END IF;
  RETURN (e->>'id')::uuid;
END $$;
