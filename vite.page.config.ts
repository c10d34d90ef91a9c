/** The report's own code, model and checker included, as one script that the report carries inline. */
import { defineConfig } from 'vite'

export default defineConfig({
  root: `${import.meta.dirname}/page`,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'main.tsx', formats: ['iife'], name: 'kubeproof', fileName: () => 'page.js' },
  },
})
