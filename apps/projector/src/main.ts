import { runService } from '@throughline/platform';
import { ProjectorModule } from '@throughline/service-projector';

await runService({ name: 'projector', module: ProjectorModule });
