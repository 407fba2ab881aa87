import { ListItems } from '../../attributes/list-items';
import { z } from '../../model/schema';

/** Of every attribute format that offers a choice: what it is made of, edited where it is made. */
export const ListSettings = z.object({ items: ListItems, multiple: z.optional(z.boolean()) });
export type ListSettings = z.infer<typeof ListSettings>;
