CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"uid" integer NOT NULL,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "accounts_uid_unique" UNIQUE("uid"),
	CONSTRAINT "accounts_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"name" text NOT NULL,
	"client_id" text NOT NULL,
	"key_hash" text NOT NULL,
	"key_encrypted" text NOT NULL,
	"disabled" boolean DEFAULT false NOT NULL,
	"tokens_valid_from" bigint DEFAULT 0 NOT NULL,
	"budget_ms" bigint,
	"used_ms" bigint DEFAULT 0 NOT NULL,
	"max_sessions" integer,
	"max_requests_per_minute" integer,
	"webhook_url" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "api_keys_client_id_unique" UNIQUE("client_id"),
	CONSTRAINT "api_keys_key_hash_unique" UNIQUE("key_hash"),
	CONSTRAINT "api_keys_account_name" UNIQUE("account_id","name")
);
--> statement-breakpoint
CREATE TABLE "avatars" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"key_id" text,
	"avatar_id" text NOT NULL,
	"name" text NOT NULL,
	"source_url" text NOT NULL,
	"status" smallint NOT NULL,
	"error" jsonb,
	"media_file_id" text,
	"thumbnail_file_id" text,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"lease_owner" text,
	"lease_expires_at" bigint,
	CONSTRAINT "avatars_account_avatar" UNIQUE("account_id","avatar_id"),
	CONSTRAINT "avatars_status" CHECK ("avatars"."status" between 1 and 4),
	CONSTRAINT "avatars_error" CHECK (("avatars"."status" = 4) = ("avatars"."error" is not null))
);
--> statement-breakpoint
CREATE TABLE "console_sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"key_id" text NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "files" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "knowledge_bases" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"name" text NOT NULL,
	"prologue" text NOT NULL,
	"prompt" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "knowledge_bases_account_name" UNIQUE("account_id","name")
);
--> statement-breakpoint
CREATE TABLE "knowledge_passages" (
	"id" text PRIMARY KEY NOT NULL,
	"source_id" text NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"embedding" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "knowledge_sources" (
	"id" text PRIMARY KEY NOT NULL,
	"knowledge_id" text NOT NULL,
	"kind" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"status" smallint NOT NULL,
	"error" jsonb,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"created_at" bigint NOT NULL,
	"lease_owner" text,
	"lease_expires_at" bigint,
	CONSTRAINT "knowledge_sources_kind" CHECK ("knowledge_sources"."kind" in ('doc', 'url')),
	CONSTRAINT "knowledge_sources_status" CHECK ("knowledge_sources"."status" between 1 and 4)
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value_encrypted" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"key_id" text,
	"status" smallint NOT NULL,
	"avatar_id" text NOT NULL,
	"knowledge_id" text,
	"voice_id" text NOT NULL,
	"language" text NOT NULL,
	"mode_type" smallint NOT NULL,
	"stream_type" text NOT NULL,
	"duration_ms" integer NOT NULL,
	"background_url" text,
	"voice_params" jsonb NOT NULL,
	"livekit_url" text NOT NULL,
	"room_name" text NOT NULL,
	"server_identity" text NOT NULL,
	"client_identity" text NOT NULL,
	"own_token_encrypted" text,
	"fail_after_ms" integer,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"joined_at" bigint,
	"ended_at" bigint,
	"end_reason" text,
	"error" jsonb,
	"lease_owner" text,
	"lease_expires_at" bigint,
	CONSTRAINT "sessions_status" CHECK ("sessions"."status" between 1 and 4),
	CONSTRAINT "sessions_started" CHECK ("sessions"."status" <> 2 or "sessions"."started_at" is not null),
	CONSTRAINT "sessions_ended" CHECK (("sessions"."status" >= 3) = ("sessions"."ended_at" is not null) and ("sessions"."status" >= 3) = ("sessions"."end_reason" is not null)),
	CONSTRAINT "sessions_ended_lease" CHECK ("sessions"."status" < 3 or "sessions"."lease_owner" is null),
	CONSTRAINT "sessions_lease" CHECK (("sessions"."lease_owner" is null) = ("sessions"."lease_expires_at" is null))
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"key_id" text NOT NULL,
	"event" text NOT NULL,
	"payload" jsonb NOT NULL,
	"url" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" bigint,
	"delivered_at" bigint,
	"last_status" integer,
	"last_error" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_media_file_id_files_id_fk" FOREIGN KEY ("media_file_id") REFERENCES "public"."files"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_thumbnail_file_id_files_id_fk" FOREIGN KEY ("thumbnail_file_id") REFERENCES "public"."files"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD CONSTRAINT "console_sessions_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_bases" ADD CONSTRAINT "knowledge_bases_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_passages" ADD CONSTRAINT "knowledge_passages_source_id_knowledge_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."knowledge_sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_sources" ADD CONSTRAINT "knowledge_sources_knowledge_id_knowledge_bases_id_fk" FOREIGN KEY ("knowledge_id") REFERENCES "public"."knowledge_bases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "avatars_open" ON "avatars" USING btree ("status","created_at") WHERE "avatars"."status" < 3;--> statement-breakpoint
CREATE INDEX "files_account_created" ON "files" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "knowledge_bases_account_created" ON "knowledge_bases" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "knowledge_passages_source" ON "knowledge_passages" USING btree ("source_id","position");--> statement-breakpoint
CREATE INDEX "knowledge_sources_base" ON "knowledge_sources" USING btree ("knowledge_id","position");--> statement-breakpoint
CREATE INDEX "knowledge_sources_open" ON "knowledge_sources" USING btree ("status","created_at") WHERE "knowledge_sources"."status" < 3;--> statement-breakpoint
CREATE INDEX "sessions_key_live" ON "sessions" USING btree ("key_id") WHERE "sessions"."status" < 3;--> statement-breakpoint
CREATE INDEX "sessions_account_created" ON "sessions" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "sessions_live" ON "sessions" USING btree ("status","created_at") WHERE "sessions"."status" < 3;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("next_attempt_at") WHERE "webhook_deliveries"."next_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_account" ON "webhook_deliveries" USING btree ("account_id","created_at");--> statement-breakpoint
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
