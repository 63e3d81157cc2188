/** Made by `build/lucide.ts`. */
declare module 'virtual:lucide' {
  export const parts: readonly (() => Promise<{
    readonly default: Readonly<Record<string, import('lucide').IconNode>>;
  }>)[];
}
