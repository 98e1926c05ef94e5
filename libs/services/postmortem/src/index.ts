export { getPostmortem } from './documents/document-store.js';
export { draftOnDemand, Drafts, type DraftsOptions } from './drafting/drafts.js';
export { PostmortemModule } from './postmortem.module.js';
