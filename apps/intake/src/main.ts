import { runService } from '@throughline/platform';
import { IntakeModule } from '@throughline/service-intake';

await runService({ name: 'intake', module: IntakeModule });
