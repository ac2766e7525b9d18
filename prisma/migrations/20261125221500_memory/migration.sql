-- What was spoken of is kept with each answer, per person; older turns become a summary.
ALTER TABLE "talks" DROP COLUMN "about",
ADD COLUMN     "summary" TEXT NOT NULL DEFAULT '';
