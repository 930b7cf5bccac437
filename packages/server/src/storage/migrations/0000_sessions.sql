CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"uid" integer NOT NULL,
	"client_id" text NOT NULL,
	"key_hash" text NOT NULL,
	"key_encrypted" text NOT NULL,
	"disabled" boolean DEFAULT false NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "accounts_uid_unique" UNIQUE("uid"),
	CONSTRAINT "accounts_client_id_unique" UNIQUE("client_id"),
	CONSTRAINT "accounts_key_hash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "console_sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"expires_at" bigint NOT NULL
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
	"status" smallint NOT NULL,
	"avatar_id" text NOT NULL,
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
ALTER TABLE "console_sessions" ADD CONSTRAINT "console_sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sessions_account_created" ON "sessions" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "sessions_live" ON "sessions" USING btree ("status","created_at") WHERE "sessions"."status" < 3;