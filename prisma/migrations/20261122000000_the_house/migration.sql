
-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "door" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "dedupe_key" TEXT,
    "entity" TEXT,
    "digest" TEXT,
    "content_type" TEXT,
    "raw" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "delivery_id" UUID,
    "type" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "priority" SMALLINT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "not_before" TIMESTAMPTZ(3),
    "slot" TEXT,
    "cause_event_id" UUID,
    "cause_agent" TEXT,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "announced_at" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "worker" INTEGER,
    "lease_until" TIMESTAMPTZ(3),
    "plan" JSONB,
    "trace" TEXT,
    "error" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outcomes" (
    "event_id" UUID NOT NULL,
    "agent" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "summary" TEXT,
    "error" TEXT,

    CONSTRAINT "outcomes_pkey" PRIMARY KEY ("event_id","agent")
);

-- CreateTable
CREATE TABLE "effects" (
    "key" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "event_id" UUID NOT NULL,
    "agent" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "slot" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "after_key" TEXT,
    "critical" BOOLEAN NOT NULL DEFAULT false,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "held" BOOLEAN NOT NULL DEFAULT false,
    "not_before" TIMESTAMPTZ(3),
    "announced_at" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "worker" INTEGER,
    "lease_until" TIMESTAMPTZ(3),
    "receipt" JSONB,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "effects_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "bookings" (
    "id" INTEGER NOT NULL,
    "branch" TEXT NOT NULL,
    "number" INTEGER,
    "state" TEXT,
    "active" BOOLEAN,
    "in_rent" BOOLEAN NOT NULL DEFAULT false,
    "technical" BOOLEAN NOT NULL DEFAULT false,
    "repair" BOOLEAN NOT NULL DEFAULT false,
    "archived" BOOLEAN NOT NULL DEFAULT false,
    "car_id" INTEGER,
    "client_id" INTEGER,
    "client_name" TEXT,
    "start_at" TIMESTAMPTZ(3),
    "end_at" TIMESTAMPTZ(3),
    "location_start" TEXT,
    "location_end" TEXT,
    "responsible_id" INTEGER,
    "responsible" TEXT,
    "start_worker_id" INTEGER,
    "end_worker_id" INTEGER,
    "total_minor" INTEGER,
    "paid_minor" INTEGER,
    "deposit_minor" INTEGER,
    "extras" JSONB NOT NULL DEFAULT '{}',
    "read_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bookings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cars" (
    "id" INTEGER NOT NULL,
    "branch" TEXT,
    "name" TEXT,
    "code" TEXT,
    "plate" TEXT,
    "state" INTEGER,
    "mileage_km" INTEGER,
    "clean" BOOLEAN,
    "archived" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cars_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clients" (
    "id" INTEGER NOT NULL,
    "name" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "language" TEXT,
    "category" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "clients_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "branch" TEXT,
    "telegram_id" BIGINT,
    "language" TEXT NOT NULL DEFAULT 'ru',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "yougile_id" TEXT,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chats" (
    "id" BIGINT NOT NULL,
    "purpose" TEXT NOT NULL,
    "branch" TEXT,
    "title" TEXT,

    CONSTRAINT "chats_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "topics" (
    "chat_id" BIGINT NOT NULL,
    "thread_id" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT,
    "closed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "topics_pkey" PRIMARY KEY ("chat_id","thread_id")
);

-- CreateTable
CREATE TABLE "operations" (
    "booking_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "car_id" INTEGER,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "card_key" TEXT,
    "task_key" TEXT,
    "report" JSONB,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "operations_pkey" PRIMARY KEY ("booking_id","kind")
);

-- CreateTable
CREATE TABLE "operation_items" (
    "booking_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "done_by" INTEGER,
    "evidence" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "operation_items_pkey" PRIMARY KEY ("booking_id","kind","code")
);

-- CreateTable
CREATE TABLE "incidents" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "branch" TEXT,
    "car_id" INTEGER,
    "booking_id" INTEGER,
    "summary" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "deliveries_source_door_entity_seq_idx" ON "deliveries"("source", "door", "entity", "seq" DESC);

-- CreateIndex
CREATE INDEX "deliveries_status_seq_idx" ON "deliveries"("status", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_source_dedupe_key_key" ON "deliveries"("source", "dedupe_key");

-- CreateIndex
CREATE UNIQUE INDEX "events_dedupe_key_key" ON "events"("dedupe_key");

-- CreateIndex
CREATE INDEX "events_subject_seq_idx" ON "events"("subject", "seq");

-- CreateIndex
CREATE INDEX "events_status_type_id_idx" ON "events"("status", "type", "id");

-- CreateIndex
CREATE INDEX "events_delivery_id_idx" ON "events"("delivery_id");

-- CreateIndex
CREATE INDEX "effects_event_id_idx" ON "effects"("event_id");

-- CreateIndex
CREATE INDEX "effects_target_seq_idx" ON "effects"("target", "seq");

-- CreateIndex
CREATE INDEX "effects_status_seq_idx" ON "effects"("status", "seq");

-- CreateIndex
CREATE INDEX "bookings_branch_start_at_idx" ON "bookings"("branch", "start_at");

-- CreateIndex
CREATE INDEX "bookings_car_id_idx" ON "bookings"("car_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_telegram_id_key" ON "staff"("telegram_id");

-- CreateIndex
CREATE INDEX "staff_branch_role_idx" ON "staff"("branch", "role");

-- CreateIndex
CREATE INDEX "chats_purpose_branch_idx" ON "chats"("purpose", "branch");

-- CreateIndex
CREATE INDEX "topics_subject_idx" ON "topics"("subject");

-- CreateIndex
CREATE INDEX "operations_car_id_status_idx" ON "operations"("car_id", "status");

-- AddForeignKey
ALTER TABLE "events" ADD CONSTRAINT "events_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "deliveries"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "effects" ADD CONSTRAINT "effects_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "events"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "topics" ADD CONSTRAINT "topics_chat_id_fkey" FOREIGN KEY ("chat_id") REFERENCES "chats"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_items" ADD CONSTRAINT "operation_items_booking_id_kind_fkey" FOREIGN KEY ("booking_id", "kind") REFERENCES "operations"("booking_id", "kind") ON DELETE CASCADE ON UPDATE CASCADE;


-- What the dispatcher looks for, many times a second: small partial indexes that stay small.
CREATE INDEX "events_active_lane" ON "events" ("subject", "seq") WHERE "status" IN ('received', 'queued', 'running');
CREATE INDEX "events_received" ON "events" ("priority", "seq") WHERE "status" = 'received';
CREATE INDEX "events_scheduled" ON "events" ("not_before") WHERE "status" = 'scheduled';
CREATE INDEX "events_running" ON "events" ("worker") WHERE "status" = 'running';
-- The lane's promise, kept by the database itself: one event of a lane at a time, whoever announces it.
CREATE UNIQUE INDEX "events_one_per_lane" ON "events" ("subject") WHERE "status" IN ('queued', 'running');
-- One live timer per type, subject and slot.
CREATE UNIQUE INDEX "events_timer" ON "events" ("type", "subject", "slot") WHERE "status" = 'scheduled' AND "slot" IS NOT NULL;
CREATE INDEX "effects_planned" ON "effects" ("seq") WHERE "status" IN ('planned', 'uncertain');
CREATE INDEX "effects_active_target" ON "effects" ("target", "seq") WHERE "status" IN ('planned', 'sending', 'uncertain');
CREATE INDEX "effects_sending" ON "effects" ("worker") WHERE "status" = 'sending';

-- Takes the lane's lock until the end of the transaction: the order inside a lane is the order of commits.
CREATE FUNCTION lane_lock(subject text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('lane:' || subject, 0))
$$;

-- Records one event. Returns its id, or the id of the event that already has its dedupe key.
-- A deferred event (not_before in the future) sleeps, and a newer one with the same type, subject and slot replaces it.
CREATE FUNCTION inbox_event(e jsonb, delivery uuid, now_at timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  known uuid;
  sleeps boolean := (e->>'notBefore') IS NOT NULL AND (e->>'notBefore')::timestamptz > now_at;
BEGIN
  PERFORM lane_lock(e->>'subject');
  SELECT id INTO known FROM events WHERE dedupe_key = e->>'dedupeKey';
  IF FOUND THEN
    RETURN known;
  END IF;
  IF (e->>'slot') IS NOT NULL THEN
    UPDATE events
       SET status = 'ignored', error = 'replaced by ' || (e->>'id'), finished_at = now_at, dedupe_key = dedupe_key || '#' || id
     WHERE type = e->>'type' AND subject = e->>'subject' AND slot = e->>'slot' AND status = 'scheduled';
  END IF;
  INSERT INTO events (id, delivery_id, type, source, subject, priority, dedupe_key, payload, timestamp, not_before, slot,
                      cause_event_id, cause_agent, status, received_at)
  VALUES ((e->>'id')::uuid, delivery, e->>'type', e->>'source', e->>'subject', (e->>'priority')::smallint, e->>'dedupeKey', e->'payload',
          (e->>'timestamp')::timestamptz, (e->>'notBefore')::timestamptz, e->>'slot', (e->'cause'->>'eventId')::uuid, e->'cause'->>'agent',
          CASE WHEN sleeps THEN 'scheduled' ELSE 'received' END, now_at)
  ON CONFLICT (dedupe_key) DO NOTHING;
  IF NOT FOUND THEN
    -- The same key was taken in another lane at this very moment.
    SELECT id INTO known FROM events WHERE dedupe_key = e->>'dedupeKey';
    RETURN known;
  END IF;
  RETURN (e->>'id')::uuid;
END $$;

-- Records a delivery with its events: both or nothing. Answers {id, duplicate, events}.
-- A vendor with ids is deduplicated by dedupeKey, one without by the latest delivery of the same entity at the same door.
CREATE FUNCTION inbox_delivery(d jsonb, raw_bytes bytea, new_events jsonb, now_at timestamptz, dup_window interval) RETURNS jsonb LANGUAGE plpgsql AS $$
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
    RETURN jsonb_build_object('id', known.id, 'duplicate', true,
      'events', COALESCE((SELECT jsonb_agg(id ORDER BY seq) FROM events WHERE delivery_id = known.id), '[]'::jsonb));
  END IF;

  INSERT INTO deliveries (id, source, door, status, reason, dedupe_key, entity, digest, content_type, raw, received_at)
  VALUES ((d->>'id')::uuid, d->>'source', d->>'door', d->>'status', d->>'reason', d->>'dedupeKey', d->>'entity', d->>'digest',
          d->>'contentType', raw_bytes, now_at);
  FOR e IN SELECT * FROM jsonb_array_elements(new_events) LOOP
    recorded := recorded || inbox_event(e, (d->>'id')::uuid, now_at);
  END LOOP;
  RETURN jsonb_build_object('id', d->>'id', 'duplicate', false, 'events', to_jsonb(recorded));
END $$;
