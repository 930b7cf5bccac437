DELETE FROM "console_sessions";--> statement-breakpoint
DROP INDEX "api_keys_account";--> statement-breakpoint
ALTER TABLE "accounts" ALTER COLUMN "name" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD COLUMN "key_id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "console_sessions" ADD CONSTRAINT "console_sessions_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_name_unique" UNIQUE("name");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_name" UNIQUE("account_id","name");--> statement-breakpoint
ALTER TABLE "console_sessions" DROP CONSTRAINT "console_sessions_account_id_accounts_id_fk";
--> statement-breakpoint
ALTER TABLE "console_sessions" DROP COLUMN "account_id";