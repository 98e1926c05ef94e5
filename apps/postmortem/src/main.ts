import { runService } from '@throughline/platform';
import { PostmortemModule } from '@throughline/service-postmortem';

await runService({ name: 'postmortem', module: PostmortemModule });
