-- AlterTable
ALTER TABLE "staff" ADD COLUMN     "amocrm_id" INTEGER,
ADD COLUMN     "linked_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "incidents" ADD COLUMN     "closed_at" TIMESTAMPTZ(3),
ADD COLUMN     "closed_by" INTEGER,
ADD COLUMN     "outcome" TEXT;

-- AlterTable
ALTER TABLE "strangers" ADD COLUMN     "tries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "tries_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "approvals" (
    "ref" TEXT NOT NULL,
    "effect_key" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "choice" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "branch" TEXT,
    "text" TEXT NOT NULL,
    "asked_by" INTEGER,
    "asked_in" JSONB,
    "status" TEXT NOT NULL,
    "decided_by" INTEGER,
    "decided_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "cards" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("ref")
);

-- CreateTable
CREATE TABLE "decisions" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "about" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "action" TEXT,
    "by" INTEGER,
    "via" TEXT NOT NULL,
    "note" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "materials" (
    "id" TEXT NOT NULL,
    "booking_id" INTEGER,
    "kind" TEXT,
    "caption" TEXT NOT NULL,
    "files" JSONB NOT NULL,
    "ticked" JSONB NOT NULL DEFAULT '[]',
    "card_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "materials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_links" (
    "id" TEXT NOT NULL,
    "booking_id" INTEGER,
    "client_id" INTEGER,
    "lead_id" TEXT,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "stripe_id" TEXT,
    "url" TEXT,
    "payment_id" TEXT,
    "requested_by" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversations" (
    "lead_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "customer_id" TEXT,
    "client_id" INTEGER,
    "name" TEXT,
    "phone" TEXT,
    "login" TEXT,
    "channel" TEXT,
    "real_id" TEXT,
    "sa_id" TEXT,
    "language" TEXT,
    "branch" TEXT,
    "booking_id" INTEGER,
    "responsible_id" INTEGER,
    "status" TEXT NOT NULL,
    "open_until" TIMESTAMPTZ(3),
    "internal" BOOLEAN NOT NULL DEFAULT false,
    "card_key" TEXT,
    "last_incoming_at" TIMESTAMPTZ(3),
    "last_outgoing_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversations_pkey" PRIMARY KEY ("lead_id")
);

-- CreateTable
CREATE TABLE "sla_clocks" (
    "lead_id" TEXT NOT NULL,
    "branch" TEXT,
    "booking_id" INTEGER,
    "responsible_id" INTEGER,
    "message_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "counts_from" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "stage" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sla_clocks_pkey" PRIMARY KEY ("lead_id")
);

-- CreateTable
CREATE TABLE "trackers" (
    "id" TEXT NOT NULL,
    "car_id" INTEGER,
    "plate" TEXT,
    "status" TEXT,
    "ignition" BOOLEAN,
    "engine" BOOLEAN,
    "speed_kmh" DOUBLE PRECISION,
    "lat" DOUBLE PRECISION,
    "lon" DOUBLE PRECISION,
    "battery_v" DOUBLE PRECISION,
    "mileage_km" INTEGER,
    "fix_at" TIMESTAMPTZ(3),
    "seen_at" TIMESTAMPTZ(3),
    "moving_since" TIMESTAMPTZ(3),
    "told" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trackers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trips" (
    "id" TEXT NOT NULL,
    "device_id" TEXT NOT NULL,
    "car_id" INTEGER,
    "branch" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "start_lat" DOUBLE PRECISION,
    "start_lon" DOUBLE PRECISION,
    "end_lat" DOUBLE PRECISION,
    "end_lon" DOUBLE PRECISION,
    "distance_km" DOUBLE PRECISION,
    "max_speed_kmh" DOUBLE PRECISION,
    "verdict" TEXT NOT NULL,
    "booking_id" INTEGER,
    "permit_id" TEXT,
    "incident_id" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trips_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trip_permits" (
    "id" TEXT NOT NULL,
    "car_id" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "driver_id" INTEGER,
    "reason" TEXT NOT NULL,
    "granted_by" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "trip_permits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cash_balances" (
    "employee_id" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "balance_minor" BIGINT NOT NULL,
    "counted_at" TIMESTAMPTZ(3) NOT NULL,
    "over_since" TIMESTAMPTZ(3),
    "stage" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cash_balances_pkey" PRIMARY KEY ("employee_id","currency")
);

-- CreateTable
CREATE TABLE "cash_entries" (
    "id" INTEGER NOT NULL,
    "branch" TEXT NOT NULL,
    "employee_id" INTEGER NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cash_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inspections" (
    "plate" TEXT NOT NULL,
    "car_id" INTEGER,
    "status" TEXT NOT NULL,
    "valid_until" DATE,
    "last_inspection_at" DATE,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "reminded_lead" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inspections_pkey" PRIMARY KEY ("plate")
);

-- CreateTable
CREATE TABLE "car_services" (
    "car_id" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3),
    "last_mileage_km" INTEGER,
    "recorded_by" INTEGER,
    "reminded" TEXT,
    "reminded_at" TIMESTAMPTZ(3),
    "card_key" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "car_services_pkey" PRIMARY KEY ("car_id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "branch" TEXT,
    "assignee_id" INTEGER,
    "creator_id" INTEGER,
    "due_at" TIMESTAMPTZ(3),
    "snooze_until" TIMESTAMPTZ(3),
    "source" TEXT NOT NULL,
    "car_id" INTEGER,
    "booking_id" INTEGER,
    "client_id" INTEGER,
    "checklist" JSONB NOT NULL DEFAULT '[]',
    "card_key" TEXT,
    "yougile_key" TEXT,
    "amocrm_key" TEXT,
    "stage" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_log" (
    "id" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "by" INTEGER,
    "text" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "task_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "daily_plans" (
    "branch" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "messages" JSONB NOT NULL DEFAULT '[]',
    "shown" JSONB NOT NULL DEFAULT '[]',
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "daily_plans_pkey" PRIMARY KEY ("branch","day")
);

-- CreateTable
CREATE TABLE "credentials" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "invites" (
    "id" TEXT NOT NULL,
    "staff_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "created_by" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "used_by" BIGINT,

    CONSTRAINT "invites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "talks" (
    "subject" TEXT NOT NULL,
    "about" JSONB,
    "turns" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "talks_pkey" PRIMARY KEY ("subject")
);

-- CreateIndex
CREATE UNIQUE INDEX "approvals_effect_key_key" ON "approvals"("effect_key");

-- CreateIndex
CREATE INDEX "approvals_event_id_idx" ON "approvals"("event_id");

-- CreateIndex
CREATE INDEX "approvals_choice_idx" ON "approvals"("choice");

-- CreateIndex
CREATE INDEX "approvals_status_expires_at_idx" ON "approvals"("status", "expires_at");

-- CreateIndex
CREATE INDEX "decisions_about_seq_idx" ON "decisions"("about", "seq");

-- CreateIndex
CREATE INDEX "decisions_seq_idx" ON "decisions"("seq");

-- CreateIndex
CREATE INDEX "materials_booking_id_kind_idx" ON "materials"("booking_id", "kind");

-- CreateIndex
CREATE INDEX "payment_links_booking_id_idx" ON "payment_links"("booking_id");

-- CreateIndex
CREATE INDEX "conversations_topic_idx" ON "conversations"("topic");

-- CreateIndex
CREATE INDEX "conversations_client_id_idx" ON "conversations"("client_id");

-- CreateIndex
CREATE INDEX "sla_clocks_status_idx" ON "sla_clocks"("status");

-- CreateIndex
CREATE INDEX "trackers_car_id_idx" ON "trackers"("car_id");

-- CreateIndex
CREATE INDEX "trips_car_id_started_at_idx" ON "trips"("car_id", "started_at");

-- CreateIndex
CREATE INDEX "trips_device_id_started_at_idx" ON "trips"("device_id", "started_at");

-- CreateIndex
CREATE INDEX "trip_permits_car_id_until_at_idx" ON "trip_permits"("car_id", "until_at");

-- CreateIndex
CREATE INDEX "cash_balances_branch_idx" ON "cash_balances"("branch");

-- CreateIndex
CREATE INDEX "cash_entries_employee_id_at_idx" ON "cash_entries"("employee_id", "at");

-- CreateIndex
CREATE INDEX "inspections_car_id_idx" ON "inspections"("car_id");

-- CreateIndex
CREATE INDEX "tasks_assignee_id_status_idx" ON "tasks"("assignee_id", "status");

-- CreateIndex
CREATE INDEX "tasks_branch_status_idx" ON "tasks"("branch", "status");

-- CreateIndex
CREATE INDEX "task_log_task_id_at_idx" ON "task_log"("task_id", "at");

-- CreateIndex
CREATE INDEX "invites_staff_id_idx" ON "invites"("staff_id");

-- CreateIndex
CREATE INDEX "incidents_status_opened_at_idx" ON "incidents"("status", "opened_at");

-- CreateIndex
CREATE INDEX "incidents_car_id_idx" ON "incidents"("car_id");

-- AddForeignKey
ALTER TABLE "task_log" ADD CONSTRAINT "task_log_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: the audit log only grows.
CREATE FUNCTION "decisions_stay"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'decisions are append-only';
END
$$;
CREATE TRIGGER "decisions_stay" BEFORE UPDATE OR DELETE ON "decisions" FOR EACH ROW EXECUTE FUNCTION "decisions_stay"();
CREATE TRIGGER "decisions_stay_whole" BEFORE TRUNCATE ON "decisions" FOR EACH STATEMENT EXECUTE FUNCTION "decisions_stay"();

-- By hand: our messages by chat and id, for whoever replies to one.
CREATE INDEX "effects_messages" ON "effects" (("receipt" ->> 'chatId'), (("receipt" -> 'messageIds' ->> 0)::bigint))
  WHERE "kind" IN ('telegram.message', 'telegram.media') AND "receipt" ->> 'chatId' IS NOT NULL;
