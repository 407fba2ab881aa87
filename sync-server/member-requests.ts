import { visibleText } from '../src/lib/base/visible-text';
import { z } from '../src/lib/model/schema';
import { Locale } from '../src/lib/model/workspace';

/** What people and their devices ask of `members`, as it is read at the door (`http.ts`). */
const Name = z.string().check(z.overwrite(visibleText), z.trim(), z.minLength(1), z.maxLength(120));
const Email = z.optional(z.string().check(z.trim(), z.maxLength(200)));
const Secret = z.string().check(z.minLength(20), z.maxLength(200));

export const SetupRequest = z.object({
	token: Secret,
	workspace: z.object({ name: Name, locale: Locale, timeZone: z.string().check(z.maxLength(60)) }),
	owner: z.object({ name: Name, email: Email }),
	/** The device's own; absent, the relay draws one. */
	secret: z.optional(Secret),
});
export const InviteRequest = z.object({
	role: z.enum(['owner', 'manager', 'agent']),
	name: z.optional(Name),
});
export const JoinRequest = z.object({
	invite: Secret,
	name: Name,
	email: Email,
	secret: z.optional(Secret),
});
export const SecretRequest = z.object({ secret: Secret });
export const MemberRequest = z.object({
	role: z.optional(z.enum(['owner', 'manager', 'agent'])),
	disabled: z.optional(z.boolean()),
});
export const VisitorRequest = z.object({
	contact: z.optional(z.string().check(z.maxLength(80))),
	secret: z.optional(Secret),
	user_id: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
	user_hash: z.optional(z.string().check(z.maxLength(128))),
	user_jwt: z.optional(z.string().check(z.maxLength(4096))),
});
