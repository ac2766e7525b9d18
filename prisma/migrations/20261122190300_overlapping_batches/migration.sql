-- A batch that overlaps an earlier one tells events of both: its repetition is answered with all of them, in the same order.

-- Records a delivery with its events: both or nothing. Answers {id, duplicate, events, stale}; `stale` counts the events kept as ignored.
-- A duplicate is answered with the first one's events, those among them that an earlier delivery had brought included.
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
