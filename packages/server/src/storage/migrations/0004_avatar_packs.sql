ALTER TABLE "avatars" ADD COLUMN "pack_file_id" text;--> statement-breakpoint
ALTER TABLE "avatars" ADD COLUMN "consent" jsonb;--> statement-breakpoint
ALTER TABLE "avatars" ADD COLUMN "licence" text;--> statement-breakpoint
ALTER TABLE "avatars" ADD COLUMN "quality" jsonb;--> statement-breakpoint
ALTER TABLE "avatars" ADD CONSTRAINT "avatars_pack_file_id_files_id_fk" FOREIGN KEY ("pack_file_id") REFERENCES "public"."files"("id") ON DELETE set null ON UPDATE no action;