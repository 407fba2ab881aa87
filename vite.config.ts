import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

const paraglide = paraglideVitePlugin({
	project: './src/lib/i18n/project.inlang',
	outdir: './src/lib/i18n/paraglide',
	strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
});

export default defineConfig({
	plugins: [paraglide, tailwindcss(), sveltekit()],
	test: {
		include: ['src/**/*.test.ts', 'sync-server/**/*.test.ts', 'tests/*.test.ts'],
		environment: 'node',
	},
});
