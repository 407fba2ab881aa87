import { z } from './schema';
import { ShowUntil } from './workflow';

/**
 * What a workflow waits for on the customer's page. Publishing writes it into the `public` canvas
 * under an opaque name: of the workflow itself a visitor learns nothing (P8).
 */
export const UrlRule = z.object({
	is: z.enum(['exactly', 'startsWith', 'contains']),
	value: z.string().check(z.minLength(1), z.maxLength(500)),
});
export type UrlRule = z.infer<typeof UrlRule>;

export const PageRule = z.object({
	/** Absent: any page. */
	url: z.optional(UrlRule),
	/** How long the page has been open. */
	seconds: z.optional(z.int().check(z.gte(0), z.lte(3_600))),
	/** The element that is clicked. */
	selector: z.optional(z.string().check(z.minLength(1), z.maxLength(300))),
});
export type PageRule = z.infer<typeof PageRule>;

export const PublicPageRule = z.extend(PageRule, {
	rule: z.string().check(z.maxLength(80)),
	until: ShowUntil,
});
export type PublicPageRule = z.infer<typeof PublicPageRule>;
