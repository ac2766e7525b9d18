-- What the model has cost, per event and per day. Earlier versions made this table when they first asked a model: what it holds is kept.
CREATE SCHEMA IF NOT EXISTS limits;
CREATE TABLE IF NOT EXISTS limits.model_spending (
  key text PRIMARY KEY,
  tokens bigint NOT NULL DEFAULT 0,
  micro_usd bigint NOT NULL DEFAULT 0,
  calls integer NOT NULL DEFAULT 0,
  told boolean NOT NULL DEFAULT false,
  updated_at timestamptz NOT NULL DEFAULT now()
);
