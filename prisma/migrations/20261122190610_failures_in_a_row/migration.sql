-- How often a poll has failed since it last succeeded: people are told of the first failure, and ever more seldom of the rest.
ALTER TABLE "cursors" ADD COLUMN "failures" INTEGER NOT NULL DEFAULT 0;
