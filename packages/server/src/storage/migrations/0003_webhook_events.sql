ALTER TABLE "sessions" ADD COLUMN "fail_after_ms" integer;--> statement-breakpoint
-- Events are written by the database itself, in the transaction that changes the status: whichever code ends a
-- session or finishes an avatar, and wherever it is killed, none is missed and none is told of what did not happen.
CREATE FUNCTION enqueue_webhook(told_key text, told_event text, occurred_at bigint, told_object jsonb)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO webhook_deliveries (id, account_id, key_id, event, payload, url, next_attempt_at, created_at)
  SELECT made.id, k.account_id, k.id, told_event,
    jsonb_build_object('event', told_event, 'event_id', made.id, 'time', occurred_at, 'uid', a.uid) || told_object,
    k.webhook_url, occurred_at, occurred_at
  FROM api_keys k
  JOIN accounts a ON a.id = k.account_id
  CROSS JOIN (SELECT substr(replace(gen_random_uuid()::text, '-', ''), 1, 24) AS id) made
  WHERE k.id = told_key AND k.webhook_url IS NOT NULL
$$;--> statement-breakpoint
CREATE FUNCTION tell_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM enqueue_webhook(
    NEW.key_id,
    CASE NEW.status WHEN 2 THEN 'session.started' WHEN 3 THEN 'session.ended' ELSE 'session.failed' END,
    coalesce(NEW.ended_at, NEW.started_at),
    jsonb_build_object(
      '_id', NEW.id, 'type', 2, 'status', NEW.status, 'avatar_id', NEW.avatar_id, 'created_at', NEW.created_at,
      'started_at', NEW.started_at, 'ended_at', NEW.ended_at, 'end_reason', NEW.end_reason, 'error', NEW.error
    )
  );
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER sessions_tell AFTER UPDATE OF status ON sessions FOR EACH ROW
WHEN (OLD.status <> NEW.status AND NEW.status >= 2) EXECUTE FUNCTION tell_of_session();--> statement-breakpoint
CREATE FUNCTION tell_of_avatar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM enqueue_webhook(
    NEW.key_id,
    CASE NEW.status WHEN 3 THEN 'avatar.ready' ELSE 'avatar.failed' END,
    NEW.updated_at,
    jsonb_build_object(
      '_id', NEW.id, 'type', 2, 'status', NEW.status, 'avatar_id', NEW.avatar_id, 'name', NEW.name,
      'create_time', NEW.created_at, 'error', NEW.error
    )
  );
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER avatars_tell AFTER UPDATE OF status ON avatars FOR EACH ROW
WHEN (OLD.status <> NEW.status AND NEW.status >= 3) EXECUTE FUNCTION tell_of_avatar();
