-- CreateTable
CREATE TABLE "cursors" (
    "name" TEXT NOT NULL,
    "value" JSONB,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "holder" UUID,
    "held_until" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cursors_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "strangers" (
    "telegram_id" BIGINT NOT NULL,
    "name" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "strangers_pkey" PRIMARY KEY ("telegram_id")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" TEXT NOT NULL,
    "booking_id" INTEGER,
    "client_id" INTEGER,
    "amount_minor" BIGINT NOT NULL,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "disputed" BOOLEAN NOT NULL DEFAULT false,
    "dispute_id" TEXT,
    "last_event_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN "joined_event_id" UUID;

-- CreateIndex
CREATE INDEX "payments_booking_id_idx" ON "payments"("booking_id");

-- When each source was heard, for the watch over silent sources: what was told, not what a poll of ours fetched.
CREATE INDEX "deliveries_told" ON "deliveries" ("source", "received_at") WHERE "door" <> 'poll' AND "door" NOT LIKE 'poll:%';

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

-- Records a delivery with its events: both or nothing. Answers {id, duplicate, events, stale}; `stale` counts the events kept as ignored.
-- A duplicate is answered with the first one's events, in their order, those among them that an earlier delivery had brought included (overlapping batches).
-- A vendor with ids is deduplicated by dedupeKey, one without by the latest delivery of the same entity at the same door.
CREATE OR REPLACE FUNCTION inbox_delivery(d jsonb, raw_bytes bytea, new_events jsonb, now_at timestamptz, dup_window interval) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  lane text;
  known deliveries%ROWTYPE;
  recorded uuid[] := '{}';
  e jsonb;
BEGIN
  -- Locks in one order, so that two deliveries never wait for each other.
  FOR lane IN
    SELECT DISTINCT l FROM (
      SELECT x->>'subject' AS l FROM jsonb_array_elements(new_events) x
      UNION ALL SELECT 'delivery:' || (d->>'source') || ':' || COALESCE(d->>'dedupeKey', (d->>'door') || ':' || (d->>'entity'))
    ) lanes WHERE l IS NOT NULL ORDER BY l
  LOOP
    PERFORM lane_lock(lane);
  END LOOP;

  IF (d->>'dedupeKey') IS NOT NULL THEN
    SELECT * INTO known FROM deliveries WHERE source = d->>'source' AND dedupe_key = d->>'dedupeKey';
  ELSIF (d->>'entity') IS NOT NULL THEN
    SELECT * INTO known FROM deliveries
     WHERE source = d->>'source' AND door = d->>'door' AND entity = d->>'entity' ORDER BY seq DESC LIMIT 1;
    IF FOUND AND (known.digest IS DISTINCT FROM (d->>'digest') OR known.received_at <= now_at - dup_window) THEN
      known := NULL;
    END IF;
  END IF;
  IF known.id IS NOT NULL THEN
    RETURN jsonb_build_object('id', known.id, 'duplicate', true, 'stale', 0, 'events', COALESCE((
      WITH told AS (SELECT x->>'dedupeKey' AS key, n FROM jsonb_array_elements(new_events) WITH ORDINALITY t(x, n)),
      found AS (
        SELECT id FROM events WHERE delivery_id = known.id OR id = known.joined_event_id
        UNION SELECT known_event.id FROM told JOIN events known_event ON known_event.dedupe_key = told.key
      )
      SELECT jsonb_agg(its.id ORDER BY told.n, its.seq) FROM found JOIN events its USING (id) LEFT JOIN told ON told.key = its.dedupe_key
    ), '[]'::jsonb));
  END IF;

  INSERT INTO deliveries (id, source, door, status, reason, dedupe_key, entity, digest, content_type, raw, received_at)
  VALUES ((d->>'id')::uuid, d->>'source', d->>'door', d->>'status', d->>'reason', d->>'dedupeKey', d->>'entity', d->>'digest',
          d->>'contentType', raw_bytes, now_at);
  FOR e IN SELECT * FROM jsonb_array_elements(new_events) LOOP
    recorded := recorded || inbox_event(e, (d->>'id')::uuid, now_at);
  END LOOP;
  RETURN jsonb_build_object('id', d->>'id', 'duplicate', false, 'events', to_jsonb(recorded), 'stale',
    CASE WHEN jsonb_path_exists(new_events, '$[*] ? (@.newest == true)')
      THEN (SELECT count(*) FROM events WHERE delivery_id = (d->>'id')::uuid AND status = 'ignored') ELSE 0 END);
END $$;
