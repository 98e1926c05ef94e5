import { runService } from '@throughline/platform';
import { CorrelatorModule } from '@throughline/service-correlator';

await runService({ name: 'correlator', module: CorrelatorModule });
