export * from './documents/document-store.js';
export * from './drafting/drafts.js';
