/**
 * Names that people cannot tell apart are one name: VIP, vip and " VIP " (S-4). Accents tell names
 * apart: año is not ano.
 */
export function nameKey(name: string): string {
	return name
		.normalize('NFKC')
		.replace(INVISIBLE, '')
		.toLowerCase()
		.normalize('NFKC')
		.replace(/\s+/g, ' ')
		.trim();
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
