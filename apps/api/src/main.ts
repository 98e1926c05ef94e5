import { runService } from '@throughline/platform';
import { ApiModule } from '@throughline/service-api';

await runService({ name: 'api', module: ApiModule, port: (config) => config.apiPort });
