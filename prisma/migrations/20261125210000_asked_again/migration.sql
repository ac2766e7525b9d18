-- A question can be edited, and knows the booking it rests on.
ALTER TABLE "approvals"
  ADD COLUMN "wanted_by" TEXT,
  ADD COLUMN "editable" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "booking_id" INTEGER,
  ADD COLUMN "basis" JSONB,
  ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "remarks" JSONB NOT NULL DEFAULT '[]';

CREATE INDEX "approvals_booking_id_status_idx" ON "approvals"("booking_id", "status");
