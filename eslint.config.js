import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** The folders that `src/lib/tsconfig.core.json` compiles: no clock, no chance, no platform. */
const PURE = [
	'base',
	'model',
	'attributes',
	'steps',
	'triggers',
	'outbound',
	'engine',
	'templates',
];
const TESTS = ['**/*.test.ts', '**/*.conformance.ts', 'tests/**/*.ts'];

const imports = {
	paths: [
		{
			name: 'zod',
			message: "Import { z } from 'model/schema': it turns off code generation for the CSP.",
		},
		{
			name: 'zod/mini',
			message: "Import { z } from 'model/schema': it turns off code generation for the CSP.",
		},
		{
			name: '@lucide/svelte',
			message: "Import the one icon: '@lucide/svelte/icons/inbox'. The barrel compiles them all.",
		},
	],
};

/** What the type system cannot see: these exist in every engine, so the core's tsconfig lets them through. */
const impure = [
	{ object: 'Math', property: 'random', message: 'Chance enters through `world.random`.' },
	{ object: 'Date', property: 'now', message: 'Time enters through `world.now`.' },
];

export default ts.config(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'src/lib/i18n/paraglide/',
			'src/lib/i18n/project.inlang/',
			'test-results/',
			'playwright-report/',
			'.relevo/',
		],
	},
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node, ...globals.serviceworker } },
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			eqeqeq: 'error',
			'no-console': 'error',
			'no-restricted-imports': ['error', imports],
			// TypeScript knows which names exist; this rule does not know types.
			'no-undef': 'off',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', caughtErrors: 'all' },
			],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			// `x!` states an invariant that the reader can check; `as` silences one that nobody can.
			'@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
		},
	},
	{
		// Type-aware rules for .ts alone: on .svelte files they take minutes.
		files: ['**/*.ts'],
		languageOptions: {
			parserOptions: {
				project: ['tsconfig.json', 'src/tsconfig.worker.json', 'sync-server/tsconfig.json'],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/await-thenable': 'error',
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
		},
		rules: {
			'svelte/button-has-type': 'error',
			'svelte/no-at-html-tags': 'error',
			'svelte/no-unused-props': 'error',
			'svelte/require-each-key': 'error',
			// The site is served from the root of its origin; there is no base path to resolve against.
			'svelte/no-navigation-without-resolve': 'off',
		},
	},
	{
		files: PURE.map((folder) => `src/lib/${folder}/**/*.ts`),
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-properties': ['error', ...impure],
			'no-restricted-syntax': [
				'error',
				{
					// Reading a given instant is pure; asking for this one is not.
					selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
					message: 'Time enters through `world.now`.',
				},
			],
			'no-restricted-globals': ['error', 'performance', 'crypto', 'fetch', 'setTimeout'],
		},
	},
	{
		// The one place that may: it is where `z` comes from.
		files: ['src/lib/model/schema.ts'],
		rules: { 'no-restricted-imports': 'off' },
	},
	{
		// Bytes and CRDT values have no static type at this border; tests forge what a type forbids.
		files: ['src/lib/documents/**/*.ts', ...TESTS],
		rules: { '@typescript-eslint/consistent-type-assertions': 'off' },
	},
	{
		files: [
			'tests/run.js',
			'tests/bench/**',
			'tests/simulation/**',
			'sync-server/{start,prepare,dev}.js',
		],
		rules: { 'no-console': 'off' },
	},
);
