import { composeDown, composeUp } from '@outgrow/harness/compose/up';
import { type AddCommand, stageNumber } from '../command.ts';
import { progress } from '../progress.ts';

interface Options {
  reset?: boolean;
  down?: boolean;
}

/** `outgrow compose <n>` */
const add: AddCommand = (program, { signal }) => {
  program
    .command('compose')
    .description('bring a stage up by docker compose, after checks of memory, ports and images')
    .argument('<stage>', 'the number of the stage', stageNumber)
    .option('--reset', 'with empty volumes: what they held goes')
    .option('--down', 'take it down instead; with --reset, its volumes too')
    .action(async (stage: number, { reset = false, down = false }: Options) => {
      const say = progress();
      try {
        if (reset || down) {
          say(`stage ${stage}: taking it down${reset ? ', with its volumes' : ''}`);
          await composeDown(stage, { reset });
        }
        if (down) {
          say.done();
          console.log(`stage ${stage} is down`);
          return;
        }
        const { project, url } = await composeUp(stage, { progress: say, signal });
        say.done();
        console.log(
          [
            `stage ${stage} is up in containers (project ${project.name})`,
            `  app          ${url}`,
            `  read         curl -s ${url}/v1/merchants/m0001/products/p0001`,
            `  credentials  docker compose -f docker/stage-${stage}.yml logs --no-log-prefix seed`,
            `  stop it      npm run outgrow -- compose ${stage} --down (--reset with its volumes)`,
          ].join('\n'),
        );
      } finally {
        say.done();
      }
    });
};

export default add;
