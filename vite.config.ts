import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Absolute, because the messenger has a root of its own.
const i18n = `${import.meta.dirname}/src/lib/i18n`;
const paraglide = paraglideVitePlugin({
	project: `${i18n}/project.inlang`,
	outdir: `${i18n}/paraglide`,
	strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
});

// `npm run dev`: Vite serves what is being edited, the relay everything else.
const relay = `http://localhost:${process.env.RELAY_PORT ?? 8787}`;
const proxied = ['/api', '/config.json', '/files', '/messenger', '/widget.js'];

const desk: ViteUserConfig = {
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
		include: [
			'src/**/*.test.ts',
			'sync-server/**/*.test.ts',
			'tests/*.test.ts',
			'tests/budgets/*.test.ts',
		],
		environment: 'node',
		setupFiles: ['tests/property-seed.ts'],
		// Property tests of merging take seconds where the machine is shared; a hang is still a failure.
		testTimeout: 60_000,
	},
};

/** The customer's frame: a small application of its own, never a route, so that it stays small. */
const messenger: ViteUserConfig = {
	root: 'src/messenger',
	base: './',
	publicDir: false,
	plugins: [paraglide, svelte({ configFile: '../../svelte.config.js' })],
	build: {
		outDir: '../../build/messenger',
		emptyOutDir: true,
		// The relay lets browsers keep what is below `immutable/` for ever.
		assetsDir: 'assets/immutable',
		target: 'es2022',
		// Its polyfill would be an inline script, which the frame's policy forbids.
		modulePreload: false,
	},
};

/** One plain file that a customer's page can name for ever, so there is no hash in it. */
const launcher: ViteUserConfig = {
	publicDir: false,
	build: {
		outDir: 'build',
		emptyOutDir: false,
		target: 'es2022',
		rollupOptions: {
			input: 'src/launcher/main.ts',
			output: { format: 'iife', entryFileNames: 'widget.js' },
		},
	},
};

export default defineConfig(({ mode }) => ({ messenger, launcher })[mode] ?? desk);
