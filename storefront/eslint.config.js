import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const forbid = (regex, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex, message }] }],
});

export default defineConfig(
  globalIgnores(['dist', 'dist-console', 'src/api/generated', 'test-results']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  jsxA11y.flatConfigs.strict,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Routers redirect by throwing.
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
  {
    files: ['src/features/**'],
    ignores: ['**/*.test.*'],
    rules: forbid(
      '^\\.\\./(?!\\.\\./(?:api|ui)/)',
      'A feature knows itself, api/ and ui/; pages/ put features together.',
    ),
  },
  {
    files: ['src/api/**', 'src/ui/**'],
    rules: forbid('/(features|pages|app|console)/', 'What everybody uses knows no feature.'),
  },
  {
    files: ['src/console/**'],
    ignores: ['**/*.test.*'],
    rules: forbid(
      '/(features|pages|app|testing)/',
      'The console and the storefront share ui/ and api/, and know nothing of each other.',
    ),
  },
  {
    files: ['src/pages/**', 'src/app/**'],
    rules: forbid('/console/', 'No shopper loads a part of the console.'),
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
