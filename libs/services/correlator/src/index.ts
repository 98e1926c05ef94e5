export { CorrelatorModule } from './correlator.module.js';
