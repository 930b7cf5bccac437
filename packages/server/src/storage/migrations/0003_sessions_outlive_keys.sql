ALTER TABLE "sessions" DROP CONSTRAINT "sessions_key_id_api_keys_id_fk";
--> statement-breakpoint
ALTER TABLE "sessions" ALTER COLUMN "key_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE set null ON UPDATE no action;