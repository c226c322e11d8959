import type { HTMLAttributes } from 'hono/jsx';

// The custom elements of the client code, each defined by the room that names it.
declare module 'hono/jsx' {
  namespace JSX {
    interface IntrinsicElements {
      'keep-draft': Hono.HTMLAttributes;
      'passkey-press': Hono.HTMLAttributes;
      'print-page': Hono.HTMLAttributes;
      'read-cards': Hono.HTMLAttributes;
      'share-message': Hono.HTMLAttributes;
    }
  }
}
