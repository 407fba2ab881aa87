import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

const paraglide = paraglideVitePlugin({
	project: './src/lib/i18n/project.inlang',
	outdir: './src/lib/i18n/paraglide',
	strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
});

// `npm run dev`: Vite serves what is being edited, the relay everything else.
const relay = `http://localhost:${process.env.RELAY_PORT ?? 8787}`;
const proxied = ['/api', '/config.json', '/files', '/messenger', '/widget.js'];

export default defineConfig({
	server: {
		port: 5173,
		strictPort: true,
		proxy: {
			...Object.fromEntries(proxied.map((path) => [path, relay])),
			'/mux': { target: relay, ws: true },
		},
	},
	plugins: [paraglide, tailwindcss(), sveltekit()],
	test: {
		include: ['src/**/*.test.ts', 'sync-server/**/*.test.ts', 'tests/*.test.ts'],
		environment: 'node',
		// Property tests of merging take seconds where the machine is shared; a hang is still a failure.
		testTimeout: 60_000,
	},
});
