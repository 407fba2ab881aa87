import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import type { Plugin } from 'vite';
import { defaultClientConditions } from 'vite';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Absolute, because the messenger has a root of its own.
const i18n = `${import.meta.dirname}/src/lib/i18n`;
const paraglide = paraglideVitePlugin({
	project: `${i18n}/project.inlang`,
	outdir: `${i18n}/paraglide`,
	strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
});

/**
 * Every text that a message is given is isolated in its sentence, whoever wrote it (S-3): a rule of
 * the catalogue, so that no call can forget it.
 */
const isolatedParts: Plugin = {
	name: 'isolated-parts',
	transform(code, id) {
		if (!id.includes('/i18n/paraglide/messages/') || !PART.test(code)) return undefined;
		const isolate = `import { isolatedPart } from '${i18n}/../base/isolate';\n`;
		return { code: isolate + code.replaceAll(PARTS, '${isolatedPart($1)}'), map: null };
	},
};
const PART = /\$\{i\?\.\w+\}/;
const PARTS = /\$\{(i\?\.\w+)\}/g;

// `npm run dev`: Vite serves what is being edited, the relay everything else.
const relay = `http://localhost:${process.env.RELAY_PORT ?? 8787}`;
const proxied = ['/api', '/config.json', '/files', '/messenger', '/widget.js'];

/** Letters that a name may need now and then; offline, the system's font draws them. */
const RARE = /-(cyrillic|greek|latin-ext|vietnamese)[^/]*\.woff2$/;

/**
 * What the worker keeps for offline. Apart from it, because it is loaded on every wake, and the
 * names of two hundred files would be a part of it that no engine needs.
 */
const installList: Plugin = {
	name: 'install-list',
	generateBundle(_, bundle) {
		if (this.environment.name !== 'client') return;
		const files = Object.entries(bundle)
			.filter(([file, output]) => {
				return file.startsWith('_app/immutable/') && !RARE.test(file) && !isTemplates(output);
			})
			.map(([file]) => file);
		const source = JSON.stringify(files.map((file) => `/${file}`));
		this.emitFile({ type: 'asset', fileName: '_app/install.json', source });
	},
};

/** Workflows to start from are read once, by somebody who begins: nobody keeps them for offline. */
function isTemplates(output: { type: string; moduleIds?: string[] }): boolean {
	const { moduleIds = [] } = output;
	return moduleIds.length > 0 && moduleIds.every((id) => id.includes('/src/lib/templates/'));
}

const desk: ViteUserConfig = {
	server: {
		port: 5173,
		strictPort: true,
		proxy: {
			...Object.fromEntries(proxied.map((path) => [path, relay])),
			'/mux': { target: relay, ws: true },
		},
	},
	plugins: [paraglide, isolatedParts, tailwindcss(), sveltekit(), installList],
	// Vitest resolves for a server, also where a test asks for a DOM; Vite's own builds keep theirs.
	...(process.env.VITEST && {
		environments: { client: { resolve: { conditions: ['browser', ...defaultClientConditions] } } },
	}),
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
		expect: { poll: { timeout: 20_000 } },
	},
};

/** The customer's frame: a small application of its own, never a route, so that it stays small. */
const messenger: ViteUserConfig = {
	root: 'src/messenger',
	base: './',
	publicDir: false,
	plugins: [paraglide, isolatedParts, svelte({ configFile: '../../svelte.config.js' })],
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
function scriptOfPages(input: string, entryFileNames: string): ViteUserConfig {
	return {
		publicDir: false,
		build: {
			outDir: 'build',
			emptyOutDir: false,
			target: 'es2022',
			rollupOptions: { input, output: { format: 'iife', entryFileNames } },
		},
	};
}

const modes: Record<string, ViteUserConfig> = {
	messenger,
	launcher: scriptOfPages('src/launcher/main.ts', 'widget.js'),
	// The relay adds it to the launcher where there is something to watch for.
	'page-rules': scriptOfPages('src/launcher/page-rules.ts', 'page-rules.js'),
};

export default defineConfig(({ mode }) => modes[mode] ?? desk);
