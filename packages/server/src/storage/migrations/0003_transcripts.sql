CREATE TABLE "transcript_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transcript_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"session_id" text NOT NULL,
	"speaker" text NOT NULL,
	"via" text NOT NULL,
	"text" text NOT NULL,
	"start_ms" bigint NOT NULL,
	"end_ms" bigint NOT NULL,
	"interrupted" boolean NOT NULL,
	"offline" boolean NOT NULL,
	"sources" jsonb NOT NULL,
	CONSTRAINT "transcript_entries_speaker" CHECK ("transcript_entries"."speaker" in ('user', 'bot')),
	CONSTRAINT "transcript_entries_via" CHECK ("transcript_entries"."via" in ('text', 'voice', 'prologue')),
	CONSTRAINT "transcript_entries_times" CHECK ("transcript_entries"."start_ms" <= "transcript_entries"."end_ms")
);
--> statement-breakpoint
ALTER TABLE "transcript_entries" ADD CONSTRAINT "transcript_entries_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "transcript_entries_session" ON "transcript_entries" USING btree ("session_id","start_ms");--> statement-breakpoint
CREATE INDEX "transcript_entries_end" ON "transcript_entries" USING btree ("end_ms");