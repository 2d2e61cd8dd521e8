import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The operators' console: the second program of this package, with a folder of its own. */
export default defineConfig({
  plugins: [
    react(),
    {
      name: 'console-at-every-address',
      configureServer: ({ middlewares }) => {
        middlewares.use((request, _response, next) => {
          if (request.headers.accept?.includes('text/html')) {
            request.url = '/console.html';
          }
          next();
        });
      },
    },
  ],
  build: {
    outDir: 'dist-console',
    // The content security policy admits neither data: images nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    rolldownOptions: { input: 'console.html' },
  },
  server: { proxy: { '/ops': process.env.CONSOLE_URL ?? 'http://localhost:8086' } },
});
